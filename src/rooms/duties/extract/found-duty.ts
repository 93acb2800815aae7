import type { Roles } from "./attribution-roles.ts";
import type { FlatSpan } from "./policy-text.ts";

/** A duty as the rules find it, in places of the flat text. */
export type FoundDuty = {
  readonly kind: "bracket" | "colon" | "subject";
  readonly attribution: FlatSpan;
  readonly task: FlatSpan;
  readonly roles: Roles;
  /** Cells of its row that tell when, how often or how much. */
  readonly beside?: readonly FlatSpan[];
};
