import type { Instant } from "../../../kernel/clock.ts";
import type { OrganisationId } from "../../../kernel/ids.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { Tx } from "../../../platform/database/database.ts";
import { covers, recordAudit, scopesOf } from "../../identity/index.ts";

/** Who asks for an act, from where, when. */
export type Asker = { readonly principal: Principal; readonly address: string; readonly at: Instant };

export const nameOf = ({ principal }: Asker): string => (principal.kind === "public" ? "" : principal.name);

/** Leaves the act in the audit, in its own transaction. */
export const note = (
  tx: Tx,
  asker: Asker,
  act: string,
  about: { readonly target: string; readonly detail?: Readonly<Record<string, unknown>> },
): Promise<void> =>
  recordAudit(tx, {
    ...asker,
    act,
    target: `duties/${about.target}`,
    outcome: "done",
    ...(about.detail ? { detail: about.detail } : {}),
  });

/** Whoever decides about a document must reach all of its region; one without a region yet is everybody's who reviews. */
export const mayDecide = ({ principal }: Pick<Asker, "principal">, regionCode: string | null): boolean => {
  const scopes = scopesOf(principal, "duties.edit");
  return regionCode === null ? scopes.length > 0 : covers(scopes, { regionCode });
};
export const decides = (asker: Asker, regionCode: string | null): Result<null> =>
  mayDecide(asker, regionCode) ? ok(null) : refuse("DUTIES_OUT_OF_SCOPE");

/** Whoever reports for a unit must reach it, by its region or as the unit itself. */
export const reports = (
  { principal }: Pick<Asker, "principal">,
  unit: { readonly organisationId: OrganisationId; readonly regionCode: string },
): boolean => {
  const target = { regionCode: unit.regionCode, organisationIds: [unit.organisationId] };
  return covers(scopesOf(principal, "duties.report"), target);
};
