import type { RowProblem } from "../../../platform/imports/import-form.ts";
import type { LiftFacts } from "../model/lift-facts.ts";

type PlaceNamed = Pick<LiftFacts, "regionCode" | "address" | "compound">;
/** Addresses held in mind at once; lifts of one address stand near each other. */
const addressesMax = 10_000;

/**
 * Tells rows without a compound whose address had one further up, or whose street the row before them has: most likely the blanks of
 * a merged cell. Such a lift becomes a site named by its address, and a change of the whole compound would miss it.
 */
export function createCompoundWatch(): (place: PlaceNamed) => RowProblem | undefined {
  const byAddress = new Map<string, string>();
  let lastKey = "";
  /** Of the row before; no compound where that had none and was not told. */
  let lastCompound = "";
  return ({ regionCode, address, compound }) => {
    const key = `${regionCode} ${address}`;
    const before = lastKey;
    lastKey = key;
    if (compound === "") {
      const sameStreet = lastCompound !== "" && streetOf(before) === streetOf(key);
      const above = byAddress.get(key) ?? (sameStreet ? lastCompound : undefined);
      lastCompound = above ?? "";
      if (above === undefined) return undefined;
      return { field: "compound", code: "COMPOUND_BLANK_BELOW", params: { compound: above.slice(0, 40) } };
    }
    if (key === before && lastCompound === compound) return undefined;
    lastCompound = compound;
    if (byAddress.size >= addressesMax) byAddress.clear();
    byAddress.set(key, compound);
    return undefined;
  };
}

/** Region and street: what stands before the number of the house. */
const streetOf = (key: string): string => key.replace(/(?<= .*)\d.*$/s, "");
