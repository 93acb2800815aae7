import { type RawBuilder, sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { Db, Tx } from "../../../platform/database/database.ts";
import type { DutyFields, DutyState, MeasureBinding, Schedule } from "../contract/duty-fields.ts";

/** A document as decisions need it. */
export type StoredDocument = {
  readonly id: string;
  readonly title: string;
  readonly number: string | null;
  readonly regionCode: string | null;
  readonly bound: boolean;
  readonly signedOn: string | null;
  readonly effectiveOn: string | null;
  readonly validUntil: string | null;
  readonly withdrawnOn: string | null;
};

const day = (column: string): RawBuilder<unknown> => sql`to_char(${sql.ref(column)}, 'YYYY-MM-DD')`;
const documentColumns = sql`d.id, d.title, d.number, d.region_code as "regionCode", d.bound_at is not null as bound,
  ${day("d.signed_on")} as "signedOn", ${day("d.effective_on")} as "effectiveOn",
  ${day("d.valid_until")} as "validUntil", ${day("d.withdrawn_on")} as "withdrawnOn"`;

/** Locked: whoever decides about a document does so after the one before. */
export async function lockDocument(tx: Tx, id: string): Promise<StoredDocument | undefined> {
  const { rows } =
    await sql<StoredDocument>`select ${documentColumns} from duties.document d where d.id = ${id} for update`.execute(
      tx,
    );
  return rows[0];
}

export type StoredDuty = {
  readonly id: string;
  readonly documentId: string;
  readonly origin: "rules" | "person";
  readonly attribution: readonly [number, number] | null;
  readonly task: readonly [number, number];
  readonly read: DutyFields | null;
  readonly agreed: DutyFields | null;
  readonly agreedRead: DutyFields | null;
  readonly state: DutyState;
  readonly dropReason: string | null;
  readonly madeOf: readonly string[];
  readonly newInReading: boolean;
  readonly lost: boolean;
  readonly schedule: Schedule | null;
  readonly scheduleSource: "document" | "person" | null;
  readonly measure: MeasureBinding | null;
  readonly decidedAt: Instant | null;
  readonly decidedBy: string | null;
  readonly version: number;
};

const dutyColumns = sql`y.id, y.document_id as "documentId", y.origin,
  case when y.attribution_from is null then null else jsonb_build_array(y.attribution_from, y.attribution_to) end as attribution,
  jsonb_build_array(y.task_from, y.task_to) as task, y.read, y.agreed, y.agreed_read as "agreedRead", y.state,
  y.drop_reason as "dropReason", y.made_of as "madeOf", y.new_in_reading as "newInReading", y.lost, y.schedule,
  y.schedule_source as "scheduleSource", y.measure, y.decided_at as "decidedAt", y.decided_by as "decidedBy", y.version`;

export async function dutiesOfDocument(db: Db, documentId: string): Promise<readonly StoredDuty[]> {
  const { rows } = await sql<StoredDuty>`select ${dutyColumns} from duties.duty y
    where y.document_id = ${documentId} order by y.task_from, y.id`.execute(db);
  return rows;
}

export async function lockDuties(tx: Tx, ids: readonly string[]): Promise<readonly StoredDuty[]> {
  const { rows } = await sql<StoredDuty>`select ${dutyColumns} from duties.duty y
    where y.id = any(${ids}::uuid[]) order by y.task_from, y.id for update`.execute(tx);
  return rows;
}

/** What a duty says: a person's word, else the rules'. */
export function saidBy({ agreed, read }: Pick<StoredDuty, "agreed" | "read">): DutyFields | null {
  return agreed ?? read;
}

/** The letters of a document's text, as offsets count them. */
export async function lettersOf(db: Db, documentId: string): Promise<readonly string[]> {
  const { rows } = await sql<{ body: string }>`select body from duties.document where id = ${documentId}`.execute(db);
  return [...(rows[0]?.body ?? "")];
}
