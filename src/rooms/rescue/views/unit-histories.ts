import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { type Db, tsOrNull } from "../../../platform/database/database.ts";
import { type PreparedHistory, prepareHistory } from "../model/arrival-odds.ts";
import { assumedHistory } from "../model/ask-outcomes.ts";
import type { UnitHistory } from "../model/unit-history.ts";

/** Records of units as they were learned by some moment; who has none counts as assumed. */
export type Histories = {
  readonly learnedAt: Instant | null;
  readonly of: (group: string) => PreparedHistory;
};

const assumed = prepareHistory(assumedHistory);

/**
 * The latest histories, or those that held at `by`. A group without a record of its own leans on all that travel alike.
 * @param kinds which `all/…` a group falls back to, by group
 */
export async function unitHistories(db: Db, kinds: ReadonlyMap<string, string>, by?: Instant): Promise<Histories> {
  const { rows: runs } = await sql<{ at: Instant }>`
    select learned_at as at from rescue.history_run
    where ${tsOrNull(by)}::timestamptz is null or learned_at <= ${tsOrNull(by)} order by learned_at desc limit 1`.execute(
    db,
  );
  const learnedAt = runs[0]?.at ?? null;
  if (learnedAt === null) return { learnedAt, of: () => assumed };
  const wanted = [...new Set([...kinds.keys(), ...kinds.values()])];
  const { rows } = await sql<{ group: string; history: UnitHistory }>`
    select distinct on (group_key) group_key as "group", history from rescue.unit_history
    where group_key = any(${wanted}) and learned_at <= ${tsOrNull(learnedAt)} order by group_key, learned_at desc`.execute(
    db,
  );
  const prepared = new Map(rows.map(({ group, history }) => [group, prepareHistory(history)]));
  return { learnedAt, of: (group) => prepared.get(group) ?? prepared.get(kinds.get(group) ?? "") ?? assumed };
}
