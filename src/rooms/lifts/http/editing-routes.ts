import { z } from "zod";
import { dayInChina } from "../../../kernel/china-time.ts";
import type { LiftId } from "../../../kernel/ids.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { ok, refuse } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import type { Platform } from "../../../platform/platform.ts";
import { scopesOf } from "../../identity/index.ts";
import { fitPart, removePart } from "../actions/change-parts.ts";
import { changeParty } from "../actions/change-party.ts";
import { setOrder, setService } from "../actions/change-states.ts";
import { correctLiftFile, moveRegistration } from "../actions/correct-lift.ts";
import { lookForAllGaps } from "../actions/find-gaps.ts";
import { handOverGap } from "../actions/hand-over-gap.ts";
import { isLookWaiting } from "../actions/nightly-gaps.ts";
import { addRescueCodeRange, giveRescueCodes, postSigns } from "../actions/rescue-codes.ts";
import {
  addRangeBody,
  changePartyBody,
  changePartyReply,
  correctLiftBody,
  correctLiftReply,
  fitPartBody,
  fitPartReply,
  gapCounts,
  gapList,
  gapQuery,
  giveCodesBody,
  giveCodesReply,
  handOverGapBody,
  moveRegistrationBody,
  postSignsBody,
  postSignsReply,
  printSignsBody,
  removePartBody,
  rescueCodeRanges,
} from "../contract/editing.ts";
import { setOrderBody, setServiceBody } from "../contract/states.ts";
import { renderSigns } from "../documents/sign-sheets.ts";
import { countGaps, listGaps } from "../views/list-gaps.ts";
import { listRescueCodeRanges } from "../views/list-rescue-code-ranges.ts";
import { signsToPrint } from "../views/signs-to-print.ts";

const byId = z.object({ id: z.uuid() });

export const editingRoutes = (platform: Platform): Route[] => [
  ...fileRoutes(platform),
  ...gapRoutes(platform),
  ...codeRoutes(platform),
];

function fileRoutes(platform: Platform): Route[] {
  const { clock } = platform;
  return [
    route({
      method: "POST",
      url: "/api/v1/lifts/:id/correct",
      permission: "lifts.edit",
      summary: "Put fields of a lift's file right, with the reason",
      params: byId,
      body: correctLiftBody,
      reply: correctLiftReply,
      handle: ({ principal, params, body, request }) =>
        correctLiftFile(platform, {
          principal,
          address: request.ip,
          at: clock.now(),
          liftId: params.id as LiftId,
          ...body,
        }),
    }),
    route({
      method: "POST",
      url: "/api/v1/lifts/:id/registration",
      permission: "lifts.edit",
      summary: "A step in the lift's life: put into use, stopped, moved, scrapped, cancelled",
      params: byId,
      body: moveRegistrationBody,
      reply: correctLiftReply,
      handle: ({ principal, params, body, request }) =>
        moveRegistration(platform, {
          principal,
          address: request.ip,
          at: clock.now(),
          liftId: params.id as LiftId,
          ...body,
        }),
    }),
    ...stateRoutes(platform),
    ...partRoutes(platform),
    route({
      method: "POST",
      url: "/api/v1/parties/change",
      permission: "lifts.edit",
      summary: "A new owner, use unit or maintenance unit for a whole site or for many lifts at once",
      body: changePartyBody,
      reply: changePartyReply,
      handle: ({ principal, body, request }) =>
        changeParty(platform, { principal, address: request.ip, at: clock.now(), change: body }),
    }),
  ];
}

function stateRoutes(platform: Platform): Route[] {
  const { clock } = platform;
  return [
    route({
      method: "POST",
      url: "/api/v1/lifts/:id/order",
      permission: "lifts.order",
      summary: "An order to stop or a seal is put on the lift, or lifted",
      params: byId,
      body: setOrderBody,
      reply: correctLiftReply,
      handle: ({ principal, params, body, request }) =>
        setOrder(platform, { principal, address: request.ip, at: clock.now(), liftId: params.id as LiftId, ...body }),
    }),
    route({
      method: "POST",
      url: "/api/v1/lifts/:id/service",
      permission: "lifts.service",
      summary: "The lift runs, stands still or is being worked on",
      params: byId,
      body: setServiceBody,
      reply: correctLiftReply,
      handle: ({ principal, params, body, request }) =>
        setService(platform, { principal, address: request.ip, at: clock.now(), liftId: params.id as LiftId, ...body }),
    }),
  ];
}

function partRoutes(platform: Platform): Route[] {
  const { clock } = platform;
  return [
    route({
      method: "POST",
      url: "/api/v1/lifts/:id/parts",
      permission: "lifts.edit",
      summary: "A main part or safety device was fitted",
      params: byId,
      body: fitPartBody,
      reply: fitPartReply,
      handle: ({ principal, params, body, request }) =>
        fitPart(platform, {
          principal,
          address: request.ip,
          at: clock.now(),
          liftId: params.id as LiftId,
          part: body,
        }),
    }),
    route({
      method: "POST",
      url: "/api/v1/lifts/:id/parts/:partId/remove",
      permission: "lifts.edit",
      summary: "A part is in the lift no more",
      params: byId.extend({ partId: z.uuid() }),
      body: removePartBody,
      reply: z.null(),
      handle: ({ principal, params, body, request }) =>
        removePart(platform, {
          principal,
          address: request.ip,
          at: clock.now(),
          liftId: params.id as LiftId,
          partId: params.partId,
          ...body,
        }),
    }),
  ];
}

function gapRoutes(platform: Platform): Route[] {
  const { database, clock } = platform;
  const counted = async (principal: Principal) => ({
    waiting: await isLookWaiting(database.db),
    kinds: await countGaps(database.bulk, scopesOf(principal, "lifts.read"), clock.now()),
  });
  return [
    route({
      method: "GET",
      url: "/api/v1/gaps",
      permission: "lifts.read",
      summary: "What the register lacks, each with an owner and a day",
      query: gapQuery,
      reply: gapList,
      handle: ({ principal, query }) =>
        listGaps(database.db, scopesOf(principal, "lifts.read"), { ...query, now: clock.now() }),
    }),
    route({
      method: "GET",
      url: "/api/v1/gaps/counts",
      permission: "lifts.read",
      summary: "Open and overdue gaps of each kind, with their rule",
      reply: gapCounts,
      handle: async ({ principal }) => ok(await counted(principal)),
    }),
    route({
      method: "POST",
      url: "/api/v1/gaps/look",
      permission: "lifts.import",
      summary: "Look through the whole register for gaps now",
      reply: gapCounts,
      handle: async ({ principal }) => {
        await lookForAllGaps(database.bulk, clock.now());
        return ok(await counted(principal));
      },
    }),
    route({
      method: "POST",
      url: "/api/v1/gaps/:id/hand-over",
      permission: "lifts.edit",
      summary: "Name who must close a gap",
      params: byId,
      body: handOverGapBody,
      reply: z.null(),
      handle: ({ principal, params, body, request }) =>
        handOverGap(platform, { principal, address: request.ip, at: clock.now(), gapId: params.id, ...body }),
    }),
  ];
}

function codeRoutes(platform: Platform): Route[] {
  const { database, clock, config } = platform;
  return [
    route({
      method: "GET",
      url: "/api/v1/rescue-code-ranges",
      permission: "lifts.edit",
      summary: "Ranges of rescue codes that the city has given",
      reply: rescueCodeRanges,
      handle: async () => ok({ ranges: await listRescueCodeRanges(database.db, dayInChina(clock.now())) }),
    }),
    route({
      method: "POST",
      url: "/api/v1/rescue-code-ranges",
      permission: "lifts.import",
      summary: "Add a range of rescue codes",
      body: addRangeBody,
      reply: z.null(),
      handle: ({ principal, body, request }) =>
        addRescueCodeRange(platform, { principal, address: request.ip, at: clock.now(), ...body }),
    }),
    route({
      method: "POST",
      url: "/api/v1/rescue-codes/give",
      permission: "lifts.edit",
      summary: "Give rescue codes to lifts that have none",
      body: giveCodesBody,
      reply: giveCodesReply,
      handle: ({ principal, body, request }) =>
        giveRescueCodes(platform, { principal, address: request.ip, at: clock.now(), ids: body.ids as LiftId[] }),
    }),
    route({
      method: "POST",
      url: "/api/v1/lifts/signs",
      permission: "lifts.print",
      summary: "Signs with the rescue code for these lifts, as PDF",
      body: printSignsBody,
      reply: "bytes",
      handle: async ({ principal, body, request }) => {
        const scopes = scopesOf(principal, "lifts.print");
        const publicUrl =
          config.publicUrl ?? `${config.tls ? "https" : "http"}://${request.headers.host ?? "localhost"}`;
        const signs = await signsToPrint(database.bulk, { ids: body.ids as LiftId[], scopes, publicUrl });
        if (signs.length === 0) return refuse("LIFTS_NO_SIGNS");
        const bytes = await renderSigns(body.layout, config.rescueNumber, signs);
        return ok({ bytes, type: "application/pdf", fileName: `signs-${signs.length}.pdf` });
      },
    }),
    route({
      method: "POST",
      url: "/api/v1/signs/posted",
      permission: "lifts.edit",
      summary: "The signs hang in these cars",
      body: postSignsBody,
      reply: postSignsReply,
      handle: ({ principal, body, request }) =>
        postSigns(platform, { principal, address: request.ip, at: clock.now(), ids: body.ids as LiftId[] }),
    }),
  ];
}
