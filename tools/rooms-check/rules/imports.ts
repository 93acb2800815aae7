import type { House } from "../house-tree.ts";
import { isTest, placeOf } from "../place.ts";
import type { Violation } from "../violation.ts";
import { betweenRooms } from "./between-rooms.ts";
import type { Edge, Refused } from "./edge.ts";
import { intoSrc } from "./outside.ts";
import { contractImport, httpImport, modelImport } from "./room-parts.ts";

/** Every rule that one import can break by itself; the first that speaks is reported, the gravest first. */
export function importRules(house: House): Violation[] {
  return house.modules.flatMap((from) =>
    from.imports.flatMap((fact) => {
      const to = fact.target === undefined ? undefined : placeOf(fact.target);
      const refused = judge(house, { from, at: placeOf(from.path), fact, to });
      return refused === undefined ? [] : [{ ...refused, file: from.path, line: fact.line }];
    }),
  );
}

function judge(house: House, edge: Edge): Refused | undefined {
  switch (edge.at.zone) {
    case "kernel":
      return kernelImport(edge);
    case "platform":
      return outward(edge) ?? platformImport(edge);
    case "room":
      return outward(edge) ?? betweenRooms(house, edge) ?? partImport(edge) ?? starInDoor(edge);
    case "top":
      return outward(edge) ?? topImport(edge);
    case "web":
    case "sim":
      return intoSrc(edge);
    default:
      return undefined;
  }
}

function kernelImport({ from, fact, to }: Edge): Refused | undefined {
  if (isTest(from.path) && to === undefined) return undefined;
  if (to === undefined ? fact.specifier === "uuid" : to.zone === "kernel") return undefined;
  return {
    rule: "kernel",
    message: `the kernel imports nothing but itself and uuid, not ${fact.specifier}: hand the value in as an argument, or move this file to src/platform or to the room that owns the word`,
  };
}

function platformImport({ fact, to }: Edge): Refused | undefined {
  if (to?.zone !== "room") return undefined;
  return {
    rule: "platform",
    message: `the platform knows no room, not even ${fact.specifier}: define here what it needs as a type of its own and let the room hand it in through its room.ts`,
  };
}

/** src/main.ts only puts the rooms together. */
function topImport({ fact, to }: Edge): Refused | undefined {
  if (to?.zone !== "room" || to.part === "index" || to.part === "contract" || to.part === "manifest") return undefined;
  return {
    rule: "door",
    message: `${fact.specifier} lies inside room ${to.room}: take it from its room.ts (manifest) or its index.ts`,
  };
}

/** Nothing in src may lean on what stands around the house; only tests may use the helpers of tests/. */
function outward({ from, fact, to }: Edge): Refused | undefined {
  if (to === undefined || to.zone === "elsewhere") return undefined;
  const inside = to.zone === "kernel" || to.zone === "platform" || to.zone === "room" || to.zone === "top";
  if (fact.target === "src/main.ts") {
    return { rule: "outside", message: "nothing imports src/main.ts: take the part from the platform or from a door" };
  }
  if (inside || (to.zone === "tests" && isTest(from.path))) return undefined;
  return {
    rule: "outside",
    message: `src may not import ${to.zone}/: move what both need down into src (kernel, platform or the room that owns it) and let ${to.zone}/ import it from there`,
  };
}

function partImport(edge: Edge): Refused | undefined {
  if (edge.at.zone !== "room" || isTest(edge.from.path)) return undefined;
  switch (edge.at.part) {
    case "model":
      return modelImport(edge);
    case "contract":
      return contractImport(edge);
    case "http":
      return httpImport(edge);
    default:
      return undefined;
  }
}

function starInDoor({ at, fact }: Edge): Refused | undefined {
  const isDoor = at.zone === "room" && (at.part === "index" || at.part === "contract");
  if (!isDoor || !fact.star) return undefined;
  return {
    rule: "export-star",
    message: `a door opens by name: write export { … } from "${fact.specifier}" with every name that other rooms need`,
  };
}
