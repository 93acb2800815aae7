import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { IncidentId } from "../../../kernel/ids.ts";
import { type Tx, ts } from "../../../platform/database/database.ts";

type OfIncident = { readonly id: string; readonly incidentId: IncidentId };

/** The picture, beside the event that says that there is one. */
export async function keepPhoto(
  tx: Tx,
  photo: OfIncident & { readonly step: string | null; readonly content: Uint8Array },
  at: { readonly taken: Instant; readonly stored: Instant },
): Promise<void> {
  const { id, incidentId, step, content } = photo;
  await sql`insert into rescue.photo (id, incident_id, step, taken_at, stored_at, content)
    values (${id}, ${incidentId}, ${step}, ${ts(at.taken)}, ${ts(at.stored)}, ${Buffer.from(content)})`.execute(tx);
}

type Signature = {
  readonly name: string;
  readonly role: string;
  readonly path: string | null;
  readonly remark: string | null;
};

/** Name and hand of who took the lift back, beside the event that says that somebody did. */
export async function keepSignature(tx: Tx, of: OfIncident, signature: Signature, at: Instant): Promise<void> {
  const { name, role, path, remark } = signature;
  await sql`insert into rescue.hand_back (id, incident_id, name, role, path, remark, at)
    values (${of.id}, ${of.incidentId}, ${name}, ${role}, ${path}, ${remark}, ${ts(at)})`.execute(tx);
}
