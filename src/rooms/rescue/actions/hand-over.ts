import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { type Tx, ts } from "../../../platform/database/database.ts";
import type { Partner } from "../contract/sources.ts";

export type HandOver = {
  readonly service: Partner;
  readonly caseNo: string | null;
  readonly spoke: string | null;
  readonly phone: string | null;
};

/** Their number makes it the same alarm, whoever tells it and how often. */
export const handOverKey = (service: Partner, caseNo: string): string => `partner/${service}/${caseNo}`;

/** Kept with the alarm; told again, what was not known before is added. */
export async function keepHandOver(tx: Tx, alarmKey: string, from: HandOver, at: Instant): Promise<void> {
  await sql`insert into rescue.handed_over as h (alarm_key, service, case_no, spoke, phone, at)
    values (${alarmKey}, ${from.service}, ${from.caseNo}, ${from.spoke}, ${from.phone}, ${ts(at)})
    on conflict (alarm_key) do update set spoke = coalesce(h.spoke, excluded.spoke), phone = coalesce(h.phone, excluded.phone)`.execute(
    tx,
  );
}
