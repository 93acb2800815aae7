import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { newId } from "../../../kernel/ids.ts";
import { assert } from "../../../kernel/result.ts";
import { json, type Tx } from "../../../platform/database/database.ts";
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
  const [id] = await insertDuties(tx, [duty]);
  assert(id !== undefined, "one duty, one id");
  return id;
}

const atOnce = 500;

/** The same for many: a long document holds thousands. */
export async function insertDuties(tx: Tx, duties: readonly NewDuty[]): Promise<readonly string[]> {
  const rows = duties.map(rowOf);
  for (let from = 0; from < rows.length; from += atOnce)
    await sql`insert into duties.duty (id, document_id, origin, attribution_from, attribution_to, task_from, task_to,
        read, agreed, agreed_read, state, made_of, new_in_reading, decided_at, decided_by)
      select id, "documentId", origin, "attributionFrom", "attributionTo", "taskFrom", "taskTo", nullif(read, 'null'), nullif(agreed, 'null'),
        nullif("agreedRead", 'null'), 'found', "madeOf", "newInReading", to_timestamp("decidedAt" / 1000.0), "decidedBy"
      from jsonb_to_recordset(${json(rows.slice(from, from + atOnce))}::jsonb) as n(id uuid, "documentId" uuid, origin text,
        "attributionFrom" int, "attributionTo" int, "taskFrom" int, "taskTo" int, read jsonb, agreed jsonb, "agreedRead" jsonb,
        "madeOf" uuid[], "newInReading" boolean, "decidedAt" bigint, "decidedBy" text)`.execute(tx);
  return rows.map(({ id }) => id);
}

const rowOf = (duty: NewDuty) => ({
  id: newId<"duty">(),
  documentId: duty.documentId,
  origin: duty.origin,
  attributionFrom: duty.attribution?.[0] ?? null,
  attributionTo: duty.attribution?.[1] ?? null,
  taskFrom: duty.task[0],
  taskTo: duty.task[1],
  read: duty.read,
  agreed: duty.agreed,
  agreedRead: duty.agreed === null ? null : duty.read,
  madeOf: duty.madeOf ?? [],
  newInReading: duty.newInReading ?? false,
  decidedAt: duty.decided?.at ?? null,
  decidedBy: duty.decided?.by ?? null,
});

export const jsonOrNull = (value: unknown): string | null => (value === null ? null : json(value));
