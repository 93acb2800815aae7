import { sql } from "kysely";
import type { LiftId } from "../../../kernel/ids.ts";
import type { Principal } from "../../../kernel/principal.ts";
import type { Db } from "../../../platform/database/database.ts";
import type { LiveTopic } from "../../../platform/live/live.ts";
import type { CarProgress } from "../contract.ts";
import { holderOf, type Incident, stageOf } from "../model/incident.ts";
import type { Means } from "../rescue-means.ts";
import { progressTopic } from "./topics.ts";

/** Live topic `progress:<key>`: what the car's page shows. The key is long and secret; whoever has it may look. */
export function progressLive(means: Means): LiveTopic<Principal, CarProgress> {
  const { db } = means.database;
  return {
    name: progressTopic,
    snapshot: async (_viewer, arg) => selectProgress(db, [arg]),
    load: (keys) => selectProgress(db, keys),
    keyOf: (row) => row.key,
    concerns: (arg, key) => arg === key,
    sees: (_viewer, arg, row) => row.key === arg,
  };
}

export async function selectProgress(db: Db, keys: readonly string[]): Promise<CarProgress[]> {
  const { rows } = await sql<{ key: string; state: Incident }>`
    select progress_key as key, state from rescue.incident where progress_key in (${sql.join(keys)})`.execute(db);
  return rows.map((row) => progressOf(row.key, row.state));
}

/** Key of the progress of the rescue that is open at a lift; null when there is none. */
export async function openProgressKey(db: Db, liftId: LiftId): Promise<string | null> {
  const { rows } = await sql<{ key: string }>`
    select i.progress_key as key from rescue.open_at o join rescue.incident i on i.id = o.incident_id
    where o.place_key = ${`lift:${liftId}`}`.execute(db);
  return rows[0]?.key ?? null;
}

function progressOf(key: string, incident: Incident): CarProgress {
  const holder = holderOf(incident);
  return {
    key,
    stage: carStage(incident),
    expectedAt: holder?.status === "accepted" ? (holder.expectedAt ?? null) : null,
    // Also when the crew that was announced will not come: the next one is later than was said.
    later:
      holder?.later === true ||
      (holder?.status !== "arrived" &&
        incident.asks.some((ask) => ask.status === "overdue" && ask.answeredAt !== undefined)),
    saidFree: incident.carSaysFree,
    saidMistake: incident.carSaysMistake,
    openedAt: incident.openedAt,
  };
}

function carStage(incident: Incident): CarProgress["stage"] {
  switch (stageOf(incident)) {
    case "finding-crew":
    case "no-crew":
    case "crew-asked":
      return "heard";
    case "en-route":
      return "coming";
    case "on-scene":
      return "arrived";
    case "freed":
    case "secured":
      return "freed";
    case "closed":
      return "closed";
  }
}
