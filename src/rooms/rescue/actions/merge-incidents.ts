import { sql } from "kysely";
import { type AskId, type IncidentId, newId } from "../../../kernel/ids.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { Tx } from "../../../platform/database/database.ts";
import { retryOnConflict } from "../../../platform/streams/streams.ts";
import { ringWork } from "../../../platform/work/work.ts";
import { type Both, type Known, merge, undoMerge, type Why } from "../model/decide-merge.ts";
import type { IncidentEvent } from "../model/incident-events.ts";
import type { Means } from "../rescue-means.ts";
import { clocksOf } from "../views/clocks.ts";
import { keepKey, type Order, versionOfKey } from "./command.ts";
import { applyEffects } from "./effects.ts";
import { type LoadedIncident, loadToWrite, saveIncident, takePlaceBack } from "./store.ts";
import { withConsequences } from "./want-help.ts";

/** Joins the order's incident to another one, which goes on: both or neither. */
export const mergeIncidents = (means: Means, order: Order, into: IncidentId, why: Why): Promise<Result<Done>> =>
  onBoth(
    means,
    { order, into },
    {
      decide: (from, other) => merge(from, other, why, () => newId<"ask">() as AskId),
      // The place goes over before the one that is joined ends and would give it back: no alarm finds it free in between.
      before: async (tx, from) => {
        await sql`update rescue.open_at set incident_id = ${into} where incident_id = ${from.id}`.execute(tx);
      },
      after: async () => undefined,
    },
  );

/** Takes the two apart again. @throws PlaceHeld when somebody called from the place meanwhile and has an incident of his own. */
export const undoMergeOf = (means: Means, order: Order, into: IncidentId, reason: string): Promise<Result<Done>> =>
  onBoth(
    means,
    { order, into },
    {
      decide: (from, other) => undoMerge(from, other, reason),
      before: async (tx, from) => {
        await sql`delete from rescue.open_at where incident_id = ${into} and place_key = ${from.incident.placeKey}`.execute(
          tx,
        );
      },
      after: async (tx, from) => {
        await takePlaceBack(tx, from.id, from.incident);
        // A crew is sought as soon as this is committed.
        await ringWork(tx);
      },
    },
  );

type Done = { readonly version: number };
type Pair = { readonly order: Order; readonly into: IncidentId };
type Steps = {
  readonly decide: (from: Known, into: Known) => Result<Both>;
  readonly before: (tx: Tx, from: LoadedIncident) => Promise<void>;
  readonly after: (tx: Tx, from: LoadedIncident) => Promise<void>;
};

/** Two incidents in one transaction; their rows are always taken in the same order, so that two dispatchers never wait for each other. */
function onBoth(means: Means, { order, into }: Pair, steps: Steps): Promise<Result<Done>> {
  return retryOnConflict(() =>
    means.database.transaction(async (tx): Promise<Result<Done>> => {
      const known = order.key === undefined ? undefined : await versionOfKey(tx, order.key);
      if (known !== undefined) return ok({ version: known });
      const loaded = new Map<IncidentId, LoadedIncident | undefined>();
      for (const id of [order.incidentId, into].sort()) loaded.set(id, await loadToWrite(tx, id));
      const [from, other] = [loaded.get(order.incidentId), loaded.get(into)];
      if (from === undefined || other === undefined) return refuse("RESCUE_UNKNOWN");
      const decided = steps.decide(from, other);
      if (!decided.ok) return decided;
      if (decided.value.from.length === 0) return ok({ version: from.version });
      await steps.before(tx, from);
      const version = await write(tx, means, { order, loaded: from, events: decided.value.from });
      await write(tx, means, { order, loaded: other, events: decided.value.into });
      await steps.after(tx, from);
      const now = means.clock.now();
      if (order.key !== undefined) await keepKey(tx, order.key, { id: from.id, version, now });
      await order.alongside?.(tx, { version });
      return ok({ version });
    }),
  );
}

type Writing = { readonly order: Order; readonly loaded: LoadedIncident; readonly events: readonly IncidentEvent[] };

async function write(tx: Tx, means: Means, { order, loaded, events }: Writing): Promise<number> {
  const now = means.clock.now();
  const clocks = await clocksOf(tx, loaded.incident, now);
  // Of the two only the one that goes on can be an accident.
  const goesOn = loaded.id !== order.incidentId && loaded.incident.closedAt === null;
  const at = { regionCode: loaded.incident.regionCode, now, clocks };
  const all = goesOn ? await withConsequences(tx, loaded.incident, events, at) : events;
  const { actor } = order;
  const saved = await saveIncident(tx, loaded, { events: all, actor, now, clocks });
  const { id, incident: before } = loaded;
  await applyEffects(tx, { id, before, after: saved.incident, events: all, actor, now, clocks });
  return saved.version;
}
