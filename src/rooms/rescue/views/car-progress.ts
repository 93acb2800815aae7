import type { Principal } from "../../../kernel/principal.ts";
import type { Db } from "../../../platform/database/database.ts";
import type { LiveTopic } from "../../../platform/live/live.ts";
import type { CarProgress } from "../contract.ts";
import { holderOf, type Incident, stageOf } from "../model/incident.ts";
import { openQuestion } from "../model/storm-members.ts";
import type { Means } from "../rescue-means.ts";
import { type CarViewer, carViewers } from "./car-keys.ts";
import { lastLineOf } from "./chat.ts";
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
  const viewers = await carViewers(db, keys);
  return Promise.all(viewers.map(async (viewer) => progressOf(viewer, await lastLineOf(db, viewer))));
}

/** By typed digits one learns of one's own alarm only: not when others called, and not what they said. */
function progressOf(viewer: CarViewer, chat: number): CarProgress {
  const { state: incident, rights } = viewer;
  const holder = holderOf(incident);
  const typed = rights === "typed";
  // Relatives are not inside.
  const question = rights === "relative" ? null : openQuestion(incident);
  return {
    key: viewer.key,
    rights,
    place: viewer.seesPlace ? incident.place : null,
    chat,
    stage: carStage(incident),
    expectedAt: holder?.status === "accepted" ? (holder.expectedAt ?? null) : null,
    // Also when the crew that was announced will not come: the next one is later than was said.
    later:
      holder?.later === true ||
      (holder?.status !== "arrived" &&
        incident.asks.some((ask) => ask.status === "overdue" && ask.answeredAt !== undefined)),
    saidFree: !typed && incident.carSaysFree,
    saidMistake: !typed && incident.carSaysMistake,
    openedAt: typed ? Math.max(viewer.madeAt, incident.openedAt) : incident.openedAt,
    stillInside: question !== null && typed ? { ...question, inside: null } : question,
  };
}

function carStage(incident: Incident): CarProgress["stage"] {
  switch (stageOf(incident)) {
    case "finding-crew":
    case "no-crew":
    case "crew-asked":
    case "reported":
    case "in-repair":
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
