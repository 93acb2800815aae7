import type { RowProblem } from "../../../platform/imports/import-form.ts";
import type { LiftFacts } from "../model/lift-facts.ts";

type PlaceNamed = Pick<LiftFacts, "regionCode" | "address" | "compound">;
/** Addresses held in mind at once; lifts of one address stand near each other. */
const addressesMax = 10_000;

/**
 * Tells rows without a compound whose address had one further up: most likely the blanks of a merged cell. Such a lift becomes a site
 * named by its address, and a change of the whole compound would miss it.
 */
export function createCompoundWatch(): (place: PlaceNamed) => RowProblem | undefined {
  const byAddress = new Map<string, string>();
  let last = "";
  return ({ regionCode, address, compound }) => {
    const key = `${regionCode} ${address}`;
    if (compound === "") {
      const above = byAddress.get(key);
      return above === undefined
        ? undefined
        : { field: "compound", code: "COMPOUND_BLANK_BELOW", params: { compound: above.slice(0, 40) } };
    }
    if (key === last) return undefined;
    last = key;
    if (byAddress.size >= addressesMax) byAddress.clear();
    byAddress.set(key, compound);
    return undefined;
  };
}
