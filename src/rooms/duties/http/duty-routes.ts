import { z } from "zod";
import { refuse } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import type { Platform } from "../../../platform/platform.ts";
import {
  bindMeasure,
  confirmDuty,
  dropDuty,
  mendDuty,
  restoreDuty,
  setSchedule,
  settleDifference,
} from "../actions/change-duty.ts";
import type { MeasureDesk } from "../actions/measures.ts";
import { addDuty, mergeDuties, splitDuty } from "../actions/reshape-duties.ts";
import {
  addBody,
  decideBody,
  differenceBody,
  dropBody,
  measureBody,
  mendBody,
  mergeBody,
  scheduleBody,
  splitBody,
} from "../contract/review.ts";
import { askerOf } from "./asker-of.ts";

const byId = z.object({ id: z.uuid() });
const ids = z.object({ ids: z.array(z.uuid()) });
const url = "/api/v1/duties";
const about = { method: "POST", permission: "duties.edit" } as const;
const onOne = { ...about, params: byId, reply: z.null() } as const;

/** What a person decides about duties. */
export const dutyRoutes = (platform: Platform, desk: MeasureDesk): readonly Route[] => [
  ...decideRoutes(platform),
  ...reshapeRoutes(platform),
  ...clockRoutes(platform, desk),
];

const decideRoutes = (platform: Platform): readonly Route[] => [
  route({
    ...onOne,
    url: `${url}/:id/mend`,
    summary: "A person's words in place of what the rules read",
    body: mendBody,
    handle: ({ params, body, ...asked }) => mendDuty(platform, { ...askerOf(platform, asked), ...params, ...body }),
  }),
  route({
    ...onOne,
    url: `${url}/:id/confirm`,
    summary: "It is a duty of the list from now on",
    body: decideBody,
    handle: ({ params, body, ...asked }) => confirmDuty(platform, { ...askerOf(platform, asked), ...params, ...body }),
  }),
  route({
    ...onOne,
    url: `${url}/:id/drop`,
    summary: "It is no duty here, with the reason; no later reading brings it back",
    body: dropBody,
    handle: ({ params, body, ...asked }) => dropDuty(platform, { ...askerOf(platform, asked), ...params, ...body }),
  }),
  route({
    ...onOne,
    url: `${url}/:id/restore`,
    summary: "Takes a drop back",
    body: decideBody,
    handle: ({ params, body, ...asked }) => restoreDuty(platform, { ...askerOf(platform, asked), ...params, ...body }),
  }),
  route({
    ...onOne,
    url: `${url}/:id/difference`,
    summary: "Takes over what a new reading says, or keeps the person's word",
    body: differenceBody,
    handle: ({ params, body, ...asked }) =>
      settleDifference(platform, { ...askerOf(platform, asked), ...params, ...body }),
  }),
];

const reshapeRoutes = (platform: Platform): readonly Route[] => [
  route({
    ...about,
    url: `${url}/:id/split`,
    summary: "One passage that holds several duties, by their places in the text",
    params: byId,
    body: splitBody,
    reply: ids,
    handle: ({ params, body, ...asked }) => splitDuty(platform, { ...askerOf(platform, asked), ...params, ...body }),
  }),
  route({
    ...about,
    url: `${url}/merge`,
    summary: "Several passages of a document that are one duty",
    body: mergeBody,
    reply: ids,
    handle: ({ body, ...asked }) => mergeDuties(platform, { ...askerOf(platform, asked), ...body }),
  }),
  route({
    ...about,
    url: "/api/v1/policy-documents/:id/duties",
    summary: "A duty that the rules did not find, by its place in the text",
    params: byId,
    body: addBody,
    reply: ids,
    handle: ({ params, body: { from, to, fields }, ...asked }) =>
      addDuty(platform, { ...askerOf(platform, asked), documentId: params.id, task: [from, to], fields }),
  }),
];

const clockRoutes = (platform: Platform, desk: MeasureDesk): readonly Route[] => [
  route({
    ...onOne,
    url: `${url}/:id/schedule`,
    summary: "When it is due, as a person says: single days, a period, or a yearly review",
    body: scheduleBody,
    handle: ({ params, body, ...asked }) => setSchedule(platform, { ...askerOf(platform, asked), ...params, ...body }),
  }),
  route({
    ...onOne,
    url: `${url}/:id/measure`,
    summary: "Binds it to a live measure, whose value then is its evidence; null takes it off",
    body: measureBody,
    handle: async ({ params, body, ...asked }) => {
      const { measure } = body;
      if (measure !== null && desk.list.every(({ name }) => name !== measure.name))
        return refuse("DUTIES_MEASURE_UNKNOWN");
      return bindMeasure(platform, { ...askerOf(platform, asked), ...params, ...body });
    },
  }),
];
