import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { newId } from "../../../kernel/ids.ts";
import { json, type Tx, tsOrNull } from "../../../platform/database/database.ts";
import type { DutyFields } from "../contract/duty-fields.ts";

export type NewDuty = {
  readonly documentId: string;
  readonly origin: "rules" | "person";
  readonly attribution: readonly [number, number] | null;
  readonly task: readonly [number, number];
  readonly read: DutyFields | null;
  readonly agreed: DutyFields | null;
  readonly madeOf?: readonly string[];
  readonly newInReading?: boolean;
  readonly decided?: { readonly at: Instant; readonly by: string };
};

/** Writes a duty that is found, not confirmed. */
export async function insertDuty(tx: Tx, duty: NewDuty): Promise<string> {
  const id = newId<"duty">();
  const [from, to] = duty.attribution ?? [null, null];
  await sql`insert into duties.duty (id, document_id, origin, attribution_from, attribution_to, task_from, task_to,
      read, agreed, agreed_read, state, made_of, new_in_reading, decided_at, decided_by)
    values (${id}, ${duty.documentId}, ${duty.origin}, ${from}, ${to}, ${duty.task[0]}, ${duty.task[1]},
      ${jsonOrNull(duty.read)}::jsonb, ${jsonOrNull(duty.agreed)}::jsonb,
      ${duty.agreed === null ? null : jsonOrNull(duty.read)}::jsonb, 'found', ${duty.madeOf ?? []}::uuid[],
      ${duty.newInReading ?? false}, ${tsOrNull(duty.decided?.at)}, ${duty.decided?.by ?? null})`.execute(tx);
  return id;
}

export const jsonOrNull = (value: unknown): string | null => (value === null ? null : json(value));
