import { sql } from "kysely";
import { ts } from "../../../platform/database/database.ts";
import type { Platform } from "../../../platform/platform.ts";
import type { DueRows } from "../../../platform/work/work.ts";
import { lookAtDuty } from "./keep-clock.ts";
import { type MeasureDesk, measureDuty } from "./measures.ts";

/** Duties whose day has come. Measures are asked first, outside of the transaction that uses what they say. */
export const dutiesDue = ({ database }: Pick<Platform, "database">, desk: MeasureDesk): DueRows => ({
  name: "duties.clock",
  find: async (now, limit) => {
    const { rows } = await sql<{ id: string }>`select id from duties.duty where look_at <= ${ts(now)}
      order by look_at limit ${limit}`.execute(database.db);
    return rows.map(({ id }) => id);
  },
  run: async (id, now) => {
    // What falls due today is opened first, so that a measure is asked for it. Killed in between: the look is still due.
    if (!(await database.transaction((tx) => lookAtDuty(tx, id, { now })))) return;
    const measured = await measureDuty({ database, desk }, id, now);
    await database.transaction((tx) => lookAtDuty(tx, id, { now, measured }));
  },
});
