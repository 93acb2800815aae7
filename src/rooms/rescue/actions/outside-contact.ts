import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { IncidentId } from "../../../kernel/ids.ts";
import { type Tx, ts } from "../../../platform/database/database.ts";
import type { Service } from "../contract/hazards.ts";

type Contact = {
  readonly service: Service;
  readonly spoke?: string | null | undefined;
  readonly phone?: string | null | undefined;
  readonly at: Instant;
};

/** Who spoke at a service: personal, so that it stays out of the stream and is forgotten with its time. */
export async function keepContact(
  tx: Tx,
  incidentId: IncidentId,
  { service, spoke, phone, at }: Contact,
): Promise<void> {
  if (!spoke && !phone) return;
  await sql`insert into rescue.outside_contact (incident_id, service, spoke, phone, at)
    values (${incidentId}, ${service}, ${spoke || null}, ${phone || null}, ${ts(at)})`.execute(tx);
}
