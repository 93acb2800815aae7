import { sql } from "kysely";
import type { z } from "zod";
import type { LiftId } from "../../../kernel/ids.ts";
import type { Db } from "../../../platform/database/database.ts";
import type { stateNote } from "../contract/states.ts";
import { orderTrace, serviceTrace } from "../model/change-states.ts";

const kinds = [...Object.values(orderTrace), ...Object.values(serviceTrace)];

/** The entry that brought the lift into the state in which it is; null when nobody here set it. */
export async function stateNoteOf(
  db: Db,
  liftId: LiftId,
  [state, value]: readonly ["orderInForce" | "service", string],
): Promise<z.infer<typeof stateNote> | null> {
  const { rows } = await sql<z.infer<typeof stateNote> & { to: string }>`
    select done_at as since, coalesce(body::jsonb ->> 'paper', '') as paper, coalesce(body::jsonb ->> 'reason', '') as reason,
      body::jsonb -> 'changes' -> ${state} ->> 'to' as "to"
    from lifts.ledger_entry where lift_id = ${liftId} and kind = any(${kinds}) and body::jsonb -> 'changes' ? ${state}
    order by no desc limit 1`.execute(db);
  const last = rows[0];
  if (last === undefined || last.to !== value) return null;
  const { to: _, ...note } = last;
  return note;
}
