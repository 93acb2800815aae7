import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { newId } from "../../../kernel/ids.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { type Tx, ts } from "../../../platform/database/database.ts";

type Decision = {
  readonly incidentId: string;
  readonly crewId: string;
  readonly verdict: "approved" | "refused";
  readonly reason: string;
  readonly by: string | null;
  readonly now: Instant;
};

/** Writes the decision down; an earlier one stays and no longer counts. The same verdict again is refused, so that a second press changes nothing. */
export async function decideClaim(tx: Tx, decision: Decision): Promise<Result<null>> {
  const { incidentId, crewId, verdict, reason, by, now } = decision;
  // Two officers at once: one after the other.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`claim/${incidentId}/${crewId}`}, 0))`.execute(tx);
  const { rows } = await sql<{ verdict: string }>`
    select verdict from centre.claim_decision where incident_id = ${incidentId} and crew_id = ${crewId}
    order by decided_at desc, id desc limit 1`.execute(tx);
  if (rows[0]?.verdict === verdict) return refuse("CENTRE_CLAIM_DECIDED");
  await sql`insert into centre.claim_decision (id, incident_id, crew_id, verdict, reason, decided_by, decided_at)
    values (${newId()}, ${incidentId}, ${crewId}, ${verdict}, ${reason}, ${by}, ${ts(now)})`.execute(tx);
  return ok(null);
}
