import { sql } from "kysely";
import { type Instant, seconds } from "../../../kernel/clock.ts";
import { ts } from "../../../platform/database/database.ts";
import { isImportAtWork } from "../../../platform/imports/import-store.ts";
import type { Platform } from "../../../platform/platform.ts";
import type { DueRows } from "../../../platform/work/work.ts";
import { type ContactMemory, lookAtFleet } from "../access/contact-memory.ts";
import type { Fleet } from "../access/fleet.ts";
import { loadContact, saveRhythms } from "../access/rhythms.ts";
import { readContactSettings } from "../detection/contact-settings.ts";
import { followEvents, openEvents } from "./network-events.ts";
import { endWhereGone, storeBack, storeQuiet } from "./store-offline.ts";
import { createFleetRows } from "./walk-fleet-rows.ts";

/**
 * Lost contact is not a fault. A device: heard → offline, when it is silent for longer than its own rhythm allows → heard again. It is judged
 * once a minute from what memory knows anyway; offline tells nobody. Many at once are one network event (network-events.ts).
 * Silence is only counted while this process could hear: after a start, or when rounds stood still because the database was away, everybody has
 * his full patience again. `dark` (失联) is another thing: a week, told for each lift.
 */
const everyMs = seconds(60);
/** Rounds that are further apart have stood still. */
const stoodStillMs = seconds(150);

type Means = { readonly platform: Platform; readonly fleet: Fleet; readonly contact: ContactMemory };

export function contactRounds(means: Means): DueRows {
  const { platform, fleet, contact: memory } = means;
  const { database } = platform;
  const rows = createFleetRows(database.bulk);
  let lastRound: Instant | undefined;
  let listeningSince: Instant = 0;

  const round = async (now: Instant): Promise<void> => {
    const settings = await readContactSettings(database.db, now);
    if (lastRound === undefined) await loadContact(database.bulk, memory);
    if (lastRound === undefined || now < lastRound || now - lastRound > stoodStillMs) listeningSince = now;
    // A register that comes in wants the same processors, and is not whole yet.
    if (!(await isImportAtWork(database.db))) await rows.round(now);
    const { quiet, back } = await lookAtFleet(fleet, memory, { now, listeningSince, settings });
    await storeBack(database.bulk, back, { memory, settings });
    const isNew = (await storeQuiet(database.bulk, quiet, { memory, now })) > 0;
    await endWhereGone(database.bulk, { memory, now });
    // Who belongs to an event that is open already opens no other.
    await followEvents(means, { now, settings });
    if (isNew) {
      await openEvents(means, { now, settings });
      await followEvents(means, { now, settings });
    }
    await saveRhythms(database.bulk, { fleet, memory }, { now, settings });
    lastRound = now;
  };
  return {
    name: "devices/contact",
    find: async (now) => {
      // A due time far ahead was written by a clock that has been set back since.
      const { rows: due } = await sql<{ name: string }>`
        select name from devices.chore
        where name = 'fleet' and (due_at <= ${ts(now)} or due_at > ${ts(now + 10 * everyMs)})`.execute(database.db);
      return due.map(({ name }) => name);
    },
    run: async (name, now) => {
      await round(now);
      await sql`update devices.chore set due_at = ${ts(now + everyMs)} where name = ${name}`.execute(database.db);
    },
  };
}
