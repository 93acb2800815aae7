import { sql } from "kysely";
import { minutes } from "../../../kernel/clock.ts";
import type { IncidentId } from "../../../kernel/ids.ts";
import { ok } from "../../../kernel/result.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import type { RoadEngine } from "../../../platform/roads/index.ts";
import type { DueRows } from "../../../platform/work/work.ts";
import { nothing } from "../model/decide-alarm.ts";
import { timePassed } from "../model/decide-due.ts";
import { hasCome, nextDue, searchAheadMs, searchKinds } from "../model/due.ts";
import type { Means } from "../rescue-means.ts";
import { findStorm } from "../views/storm-state.ts";
import { command } from "./command.ts";
import { crewsUnderWay, etasOf } from "./crew-ways.ts";
import { findCrewFor } from "./find-crew.ts";
import { lookAtSecondCrew } from "./second-crew.ts";
import { type LoadedIncident, loadIncident } from "./store.ts";

/** Promise 3 (docs/when-it-fails.md): incidents whose moment has come, with every screen closed and after any restart. */
export function incidentsDue(means: Means & { roads: RoadEngine }): DueRows {
  return {
    name: "rescue/incident-due",
    find: async (now, limit) => {
      const { rows } = await sql<{ id: string }>`
        select id from rescue.incident
        where due_at <= ${ts(now)} or (due_at > ${ts(now + searchAheadMs)} and due_kind = any(${searchKinds}))
        order by due_at limit ${limit}`.execute(means.database.db);
      return rows.map((row) => row.id);
    },
    run: (key) => lookAt(means, key as IncidentId),
  };
}

async function lookAt(means: Means & { roads: RoadEngine }, incidentId: IncidentId): Promise<void> {
  const loaded = await loadIncident(means.database.db, incidentId);
  if (loaded === undefined || loaded.dueAt === null || loaded.dueKind === null) return;
  if (!hasCome({ at: loaded.dueAt, kind: loaded.dueKind }, means.clock.now())) return;
  if (loaded.dueKind === "find-crew") {
    await findCrewFor(means, incidentId);
    return lookAtSecondCrew(means, incidentId);
  }
  if (loaded.dueKind === "storm") return leaveStormIfOver(means, loaded);
  const waits = ["crew-answer", "crew-arrival", "second-crew"].includes(loaded.dueKind);
  const etas = waits ? etasOf(await crewsUnderWay(means, loaded.incident)) : new Map();
  await command(means, { incidentId, actor: { kind: "system", id: "clock" } }, (incident, { now, clocks }) => {
    const due = nextDue(incident, clocks, now);
    return due === null ? { ok: true, value: [] } : timePassed(incident, due, { now, clocks, etas });
  });
  if (waits) await lookAtSecondCrew(means, incidentId);
}

/** A storm that is over, or that nobody has planned for minutes, holds no rescue back: it is searched for crews by itself. */
async function leaveStormIfOver(means: Means, { id, incident }: LoadedIncident): Promise<void> {
  const storm = incident.storm === null ? undefined : await findStorm(means.database.db, incident.storm.id);
  const stale = means.clock.now() - (storm?.planDueAt ?? 0) > unplannedMs;
  const reason = storm === undefined || storm.endedAt !== null ? "storm-over" : stale ? "no-plan" : null;
  await command(means, { incidentId: id, actor: { kind: "system", id: "storm" } }, (current) =>
    reason === null || current.storm === null ? nothing : ok([{ type: "StormLeft", reason }]),
  );
}

/** So long after a plan was due the storm's planner counts as gone. */
const unplannedMs = minutes(3);

/** For `/metrics` and the kill test: open incidents without a due moment (there must be none). */
export async function openWithoutDue(db: Db): Promise<number> {
  const { rows } = await sql<{
    n: number;
  }>`select count(*)::int as n from rescue.incident where closed_at is null and due_at is null`.execute(db);
  return rows[0]?.n ?? 0;
}
