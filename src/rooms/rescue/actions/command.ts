import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { IncidentId } from "../../../kernel/ids.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { type Tx, ts } from "../../../platform/database/database.ts";
import { type Actor, retryOnConflict, VersionConflict } from "../../../platform/streams/streams.ts";
import type { Clocks } from "../model/clocks.ts";
import type { Decision } from "../model/decide-alarm.ts";
import type { Incident } from "../model/incident.ts";
import type { IncidentEvent } from "../model/incident-events.ts";
import type { Means } from "../rescue-means.ts";
import { clocksOf } from "../views/clocks.ts";
import { applyEffects } from "./effects.ts";
import { type LoadedIncident, loadToWrite, saveIncident } from "./store.ts";
import { withConsequences } from "./want-help.ts";

export type Order = {
  readonly incidentId: IncidentId;
  readonly actor: Actor;
  /** The sender's key: the same again is answered as the first time. Absent for what the platform does by itself. */
  readonly key?: string;
  /** Something else that must be in the same transaction (an audit row). */
  readonly alongside?: (tx: Tx, outcome: { version: number }) => Promise<void>;
};

export type Moment = { readonly now: Instant; readonly clocks: Clocks };

/** Load → decide → append, in one short transaction; again when somebody else was quicker. Returns the version after it. */
export async function command(
  means: Means,
  order: Order,
  decide: (incident: Incident, moment: Moment) => Decision,
): Promise<Result<{ version: number }>> {
  return retryOnConflict(() =>
    means.database.transaction(async (tx) => {
      const before = order.key === undefined ? undefined : await versionOfKey(tx, order.key);
      if (before !== undefined) return ok({ version: before });
      const loaded = await loadToWrite(tx, order.incidentId);
      if (loaded === undefined) return refuse("RESCUE_UNKNOWN");
      const now = means.clock.now();
      const moment = { now, clocks: await clocksOf(tx, loaded.incident, now) };
      const decision = decide(loaded.incident, moment);
      if (!decision.ok) return decision;
      const at = { ...moment, regionCode: loaded.incident.regionCode };
      const events = await withConsequences(tx, loaded.incident, decision.value, at);
      const version = await write(tx, loaded, { ...moment, order, events });
      return ok({ version });
    }),
  );
}

type Write = Moment & { readonly order: Order; readonly events: readonly IncidentEvent[] };

async function write(tx: Tx, loaded: LoadedIncident, { order, events, now, clocks }: Write): Promise<number> {
  const saved = await saveIncident(tx, loaded, { events, actor: order.actor, now, clocks });
  await applyEffects(tx, {
    id: loaded.id,
    before: loaded.incident,
    after: saved.incident,
    events,
    actor: order.actor,
    now,
    clocks,
  });
  if (order.key !== undefined) await keepKey(tx, order.key, { id: loaded.id, version: saved.version, now });
  await order.alongside?.(tx, { version: saved.version });
  return saved.version;
}

/** @throws VersionConflict when the same command was done at the same moment: its answer is then found by its key. */
export async function keepKey(
  tx: Tx,
  key: string,
  done: { id: IncidentId; version: number; now: Instant },
): Promise<void> {
  const made = await sql`insert into rescue.command_done (command_key, incident_id, version, at)
    values (${key}, ${done.id}, ${done.version}, ${ts(done.now)}) on conflict do nothing`.execute(tx);
  if (made.numAffectedRows !== 1n) throw new VersionConflict(`command ${key} was done meanwhile`);
}

export async function versionOfKey(tx: Tx, key: string): Promise<number | undefined> {
  const { rows } = await sql<{
    version: number;
  }>`select version from rescue.command_done where command_key = ${key}`.execute(tx);
  return rows[0]?.version;
}
