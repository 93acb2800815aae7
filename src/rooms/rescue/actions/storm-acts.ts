import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { z } from "zod";
import type { IncidentId } from "../../../kernel/ids.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { type Tx, ts } from "../../../platform/database/database.ts";
import type { Actor } from "../../../platform/streams/streams.ts";
import type { freedManyBody, ManyDone } from "../contract/storms.ts";
import { type Decision, recordOutsideHelp } from "../model/decide-alarm.ts";
import { close, free, secure } from "../model/decide-end.ts";
import { evolve, type Incident } from "../model/incident.ts";
import type { IncidentEvent, StormId } from "../model/incident-events.ts";
import { answerStillInside, askStillInside } from "../model/storm-members.ts";
import type { Means } from "../rescue-means.ts";
import { findStorm, groupKeyOf, openMembers } from "../views/storm-state.ts";
import { listStorms } from "../views/storms.ts";
import { command, type Moment } from "./command.ts";
import { stormChanged } from "./storm-changed.ts";

/** A person's act on many incidents of a storm: who, by which key, and what is written along with each. */
export type ManyOrder = {
  readonly stormId: StormId;
  readonly actor: Actor;
  readonly key: string;
  readonly alongside: (tx: Tx, incidentId: IncidentId) => Promise<void>;
};

/** The same key and incident have the same key of their own: the act told twice is done once for each. */
function keyFor(key: string, incidentId: string): string {
  const hex = createHash("sha256").update(`${key}/${incidentId}`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** One after the other, each in a transaction of its own: what is refused does not hold up the others. */
async function forEach(
  means: Means,
  order: ManyOrder,
  ids: readonly IncidentId[],
  decide: (id: IncidentId, incident: Incident, moment: Moment) => Decision,
): Promise<ManyDone> {
  const refused: ManyDone["refused"] = [];
  for (const incidentId of ids) {
    const { actor, key } = order;
    const alongside = (tx: Tx) => order.alongside(tx, incidentId);
    const one = { incidentId, actor, key: keyFor(key, incidentId), alongside };
    const done = await command(means, one, (incident, moment) =>
      incident.storm?.id === order.stormId ? decide(incidentId, incident, moment) : refuse("RESCUE_NOT_IN_STORM"),
    );
    if (!done.ok) refused.push({ id: incidentId, code: done.refusal.code });
  }
  return { done: ids.length - refused.length, refused };
}

/** Open incidents of a group; null = of the whole storm. */
async function idsOf(means: Means, stormId: StormId, group: string | null): Promise<IncidentId[]> {
  const members = await openMembers(means.database.db, stormId);
  return members.filter((member) => group === null || groupKeyOf(member) === group).map(({ id }) => id);
}

/** Supply is back (or a person wants to know): everybody is asked again. */
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
