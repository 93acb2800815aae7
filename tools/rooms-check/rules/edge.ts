import type { ImportFact, ModuleFacts } from "../module-facts.ts";
import type { Place } from "../place.ts";
import type { RuleName } from "../violation.ts";

/** Why one import is refused and what to do instead. */
export type Refused = { readonly rule: RuleName; readonly message: string };

/** One import with both of its ends: `to` is undefined for a package. */
export type Edge = {
  readonly from: ModuleFacts;
  readonly at: Place;
  readonly fact: ImportFact;
  readonly to: Place | undefined;
};
