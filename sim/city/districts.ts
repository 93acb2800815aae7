import type { Block, StreetPlan } from "../streets/street-plan.ts";
import { blocksPerCell } from "../streets/street-plan.ts";
import type { Region } from "./city.ts";

/** Region codes begin with 99, which GB/T 2260 gives to no province. */
export type District = { readonly code: string; readonly name: string };

const inner: readonly District[] = [
  { code: "990101", name: "示范中区" },
  { code: "990102", name: "示范东区" },
  { code: "990103", name: "示范北区" },
  { code: "990104", name: "示范西区" },
  { code: "990105", name: "示范南区" },
];
/** Beyond the outer ring of a city of more than 16 km. */
const outer: readonly District[] = [
  { code: "990121", name: "示范东县" },
  { code: "990122", name: "示范北县" },
  { code: "990123", name: "示范西县" },
  { code: "990124", name: "示范南县" },
];

const isLarge = (plan: StreetPlan): boolean => plan.cells > 16;

export const regionsOf = (plan: StreetPlan): Region[] => [
  { code: "990000", name: "示范省（虚构）", parent: "100000" },
  { code: "990100", name: "升平示范市（虚构）", parent: "990000" },
  ...[...inner, ...(isLarge(plan) ? outer : [])].map(({ code, name }) => ({ code, name, parent: "990100" })),
];

export function districtOf(plan: StreetPlan, { bi, bj }: Block): District {
  const half = (plan.cells * blocksPerCell) / 2;
  const [east, north] = [(bi - half) / half, (bj - half) / half];
  const far = Math.max(Math.abs(east), Math.abs(north));
  // Quarters turned by 45°: east, north, west, south.
  const quarter = Math.abs(east) >= Math.abs(north) ? (east >= 0 ? 0 : 2) : north >= 0 ? 1 : 3;
  const chosen = far < 0.35 ? inner[0] : far > 0.8 && isLarge(plan) ? outer[quarter] : inner[quarter + 1];
  if (chosen === undefined) throw new Error("a block lies in no district");
  return chosen;
}
