import { sql } from "kysely";
import type { z } from "zod";
import type { IncidentId } from "../../../kernel/ids.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { ts } from "../../../platform/database/database.ts";
import type { freedManyBody, ManyDone } from "../contract/storms.ts";
import type { Decision } from "../model/decide-alarm.ts";
import { close, free, secure } from "../model/decide-end.ts";
import { evolve, type Incident } from "../model/incident.ts";
import type { IncidentEvent } from "../model/incident-events.ts";
import { recordOutsideHelp } from "../model/outside-help.ts";
import { answerStillInside, askStillInside } from "../model/storm-members.ts";
import type { Means } from "../rescue-means.ts";
import { findStorm } from "../views/storm-state.ts";
import { listStorms } from "../views/storms.ts";
import { stormChanged } from "./storm-changed.ts";
import { forEach, idsOf, type ManyOrder } from "./storm-many.ts";

/** A person wants to know: everybody is asked again. */
export async function askAllAgain(means: Means, order: ManyOrder, group: string | null): Promise<ManyDone> {
  return forEach(means, order, await idsOf(means, order.stormId, group), (_, incident) => askStillInside(incident));
}

export async function broadcast(
  means: Means,
  order: ManyOrder,
  message: { readonly group: string | null; readonly text: string },
): Promise<ManyDone> {
  const ids = await idsOf(means, order.stormId, message.group);
  return forEach(means, order, ids, () => ok([{ type: "StormMessageSent", text: message.text }]));
}

/** A person has heard that they are inside, or out. */
export const recordStillInside = (incident: Incident, inside: boolean): Decision => answerStillInside(incident, inside);

type FreedMany = z.output<typeof freedManyBody>;

/** Those that are out by themselves are closed at once, after a person made sure: each is freed, secured and closed. */
export async function freeMany(means: Means, order: ManyOrder, wish: FreedMany): Promise<Result<ManyDone>> {
  const seen = new Map(wish.incidents.map(({ id, alarms }) => [id, alarms]));
  if (wish.confirmed !== seen.size) return refuse("RESCUE_NOT_CONFIRMED");
  const ids = [...seen.keys()] as IncidentId[];
  return ok(
    await forEach(means, order, ids, (id, incident, { now }) => {
      if (incident.alarmKeys.length !== seen.get(id)) return refuse("RESCUE_ALARM_SINCE");
      const count = incident.persons ?? 1;
      return inTurn(incident, now, [
        (state) => free(state, { count, injured: 0, by: "themselves" }),
        (state) => secure(state, wish.lift),
        (state) => close(state, { cause: wish.cause, method: null, note: null }),
      ]);
    }),
  );
}

/** Several decisions as one: each on what the ones before have made of the incident. */
function inTurn(incident: Incident, now: number, steps: readonly ((incident: Incident) => Decision)[]): Decision {
  const events: IncidentEvent[] = [];
  let state = incident;
  for (const step of steps) {
    const decision = step(state);
    if (!decision.ok) return decision;
    for (const event of decision.value) state = evolve(state, event, now);
    events.push(...decision.value);
  }
  return ok(events);
}

/** The fire service was called for those whom the plan would have out too late: kept with the storm and with each of them. */
export async function callFireService(means: Means, order: ManyOrder, note: string | null): Promise<Result<ManyDone>> {
  const storm = (await listStorms(means)).find(({ id }) => id === order.stormId);
  if (storm === undefined || storm.endedAt !== null) return refuse("RESCUE_STORM_UNKNOWN");
  const waiting = storm.groups
    .flatMap(({ incidents }) => incidents)
    .filter(({ held, inside }) => !held && inside !== "out");
  const limit = storm.fire.limitMinutes * 60_000;
  const late = waiting.filter(({ outAt, trappedSince }) => outAt === null || outAt - trappedSince > limit);
  const ids = (late.length > 0 ? late : waiting).slice(0, 300).map(({ id }) => id as IncidentId);
  const done = await forEach(means, order, ids, (_, incident) => recordOutsideHelp(incident, { service: "119", note }));
  const now = means.clock.now();
  await means.database.transaction(async (tx) => {
    await sql`update rescue.storm set fire_called_at = coalesce(fire_called_at, ${ts(now)}) where id = ${order.stormId}`.execute(
      tx,
    );
    await stormChanged(tx, order.stormId, now);
  });
  return ok(done);
}

/** The storm, if it is there and runs. */
export async function runningStorm(means: Means, id: string) {
  const storm = await findStorm(means.database.db, id);
  return storm === undefined || storm.endedAt !== null ? undefined : storm;
}
