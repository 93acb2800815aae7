import { z } from "zod";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import { actorOf, recordAudit } from "../../identity/index.ts";
import {
  askAllAgain,
  broadcast,
  callFireService,
  freeMany,
  recordStillInside,
  runningStorm,
} from "../actions/storm-acts.ts";
import type { ManyOrder } from "../actions/storm-many.ts";
import { declareStormIn, endStormIn, isEndedBy } from "../actions/storms.ts";
import { markedBefore, markSupplyBack } from "../actions/supply-returns.ts";
import type { ManyDone } from "../contract/storms.ts";
import * as storms from "../contract/storms.ts";
import type { StormId } from "../model/incident-events.ts";
import type { RescueMeans } from "../rescue-means.ts";
import { reaches } from "../views/incident-scope.ts";
import { listStorms } from "../views/storms.ts";
import { type ActingPerson, audited, deskAct } from "./desk-acts.ts";

const stormParams = z.object({ id: z.uuid() });

/** Storms: declared by a person or by themselves, looked at, and acted on for many lifts at once. */
export const stormRoutes = (means: RescueMeans): Route[] => [
  route({
    method: "GET",
    url: "/api/v1/storms",
    permission: "rescue.read",
    summary:
      "Storms that run or ended within the hour: groups by supply point and building, worst off first, and tours",
    reply: storms.stormList,
    handle: async ({ principal }) => {
      const all = await listStorms(means);
      return ok({ storms: all.filter(({ regionCode }) => reaches(principal, "rescue.read", regionCode)) });
    },
  }),
  ...beginAndEnd(means),
  ...forMany(means),
  deskAct(means, {
    path: "still-inside",
    name: "still-inside",
    summary: "In a storm: whether somebody is still inside, as the desk has heard",
    body: storms.stillInsideBody,
    decide: ({ body }, incident) => recordStillInside(incident, body.inside),
  }),
];

const personId = ({ principal }: ActingPerson): string | null =>
  principal.kind === "person" ? principal.personId : null;

const beginAndEnd = (means: RescueMeans): Route[] => [
  route({
    method: "POST",
    url: "/api/v1/storms",
    permission: "rescue.dispatch",
    summary: "A person declares a storm for a county",
    body: storms.declareStormBody,
    reply: storms.stormDone,
    handle: async (asked) => {
      const { regionCode, reason, key } = asked.body;
      if (!reaches(asked.principal, "rescue.dispatch", regionCode)) return refuse("RESCUE_NOT_YOURS");
      const now = means.clock.now();
      const id = await means.database.transaction(async (tx) => {
        const made = await declareStormIn(tx, { regionCode, now, by: personId(asked), reason: { words: reason }, key });
        await recordAudit(tx, {
          principal: asked.principal,
          act: "rescue.storm-declare",
          target: `storm/${made}`,
          outcome: "done",
          address: asked.request.ip,
          at: now,
        });
        return made;
      });
      return ok({ id });
    },
  }),
  route({
    method: "POST",
    url: "/api/v1/storms/:id/end",
    permission: "rescue.dispatch",
    summary: "The storm is over; what is open goes on one by one",
    params: stormParams,
    body: storms.endStormBody,
    reply: storms.stormDone,
    handle: async (asked) => {
      if (await isEndedBy(means, asked.params.id, asked.body.key)) return ok({ id: asked.params.id });
      const storm = await stormWithin(means, asked, asked.params.id);
      if (!storm.ok) return storm;
      const now = means.clock.now();
      await means.database.transaction(async (tx) => {
        await endStormIn(tx, storm.value, { now, by: personId(asked), key: asked.body.key });
        await recordAudit(tx, {
          principal: asked.principal,
          act: "rescue.storm-end",
          target: `storm/${storm.value}`,
          outcome: "done",
          address: asked.request.ip,
          at: now,
        });
      });
      return ok({ id: storm.value });
    },
  }),
];

async function stormWithin(means: RescueMeans, { principal }: ActingPerson, id: string): Promise<Result<StormId>> {
  const storm = await runningStorm(means, id);
  if (storm === undefined) return refuse("RESCUE_STORM_UNKNOWN");
  return reaches(principal, "rescue.dispatch", storm.regionCode) ? ok(storm.id) : refuse("RESCUE_NOT_YOURS");
}

type ManyAct<B extends z.ZodType<{ key: string }>> = {
  readonly path: string;
  readonly name: string;
  readonly summary: string;
  readonly body: B;
  /** The answer to a key that was told before, where the act itself would not give it any more. */
  readonly before?: (stormId: string, key: string) => Promise<ManyDone | undefined>;
  readonly act: (order: ManyOrder, body: z.output<B>, by: string | null) => Promise<Result<ManyDone>>;
};

/** A person's act on many incidents: each has its own audit row. */
function manyAct<B extends z.ZodType<{ key: string }>>(means: RescueMeans, { act, ...spec }: ManyAct<B>): Route {
  return route({
    method: "POST",
    url: `/api/v1/storms/:id/${spec.path}`,
    permission: "rescue.dispatch",
    summary: spec.summary,
    params: stormParams,
    body: spec.body as z.ZodType,
    reply: storms.manyDone,
    handle: async (asked) => {
      const body = asked.body as z.output<B>;
      const before = await spec.before?.(asked.params.id, body.key);
      if (before !== undefined) return ok(before);
      const storm = await stormWithin(means, asked, asked.params.id);
      if (!storm.ok) return storm;
      const alongside = audited(means, asked, spec.name);
      const order = { stormId: storm.value, actor: actorOf(asked.principal), key: body.key, alongside };
      return act(order, body, personId(asked));
    },
  });
}

const forMany = (means: RescueMeans): Route[] => [
  manyAct(means, {
    path: "ask-again",
    name: "storm-ask-again",
    summary: "Everybody of a group, or of the storm, is asked again whether somebody is still inside",
    body: storms.stormGroupBody,
    act: async (order, { group }) => ok(await askAllAgain(means, order, group)),
  }),
  manyAct(means, {
    path: "supply-back",
    name: "storm-supply-back",
    summary:
      "A person knows that a group has its supply back: everybody of it is asked whether somebody is still inside",
    body: storms.supplyBackBody,
    before: (stormId, key) => markedBefore(means, stormId, key),
    act: async (order, { group }, by) => ok(await markSupplyBack(means, order, { group, by })),
  }),
  manyAct(means, {
    path: "broadcast",
    name: "storm-broadcast",
    summary: "A message to all who wait in a group, or in the storm",
    body: storms.broadcastBody,
    act: async (order, { group, text }) => ok(await broadcast(means, order, { group, text })),
  }),
  manyAct(means, {
    path: "freed",
    name: "storm-freed",
    summary: "Those that are out are closed at once, confirmed by a person by their number",
    body: storms.freedManyBody,
    act: (order, body) => freeMany(means, order, body),
  }),
  manyAct(means, {
    path: "fire-service",
    name: "storm-fire-service",
    summary: "The fire service was called for those whom the plan would have out too late",
    body: storms.fireServiceBody,
    act: (order, { note }) => callFireService(means, order, note),
  }),
];
