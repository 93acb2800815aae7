import { z } from "zod";
import { dayInChina } from "../../../kernel/china-time.ts";
import { ok } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import type { Platform } from "../../../platform/platform.ts";
import { closeDecision, keepMeeting } from "../actions/meetings.ts";
import { meetingBody, meetingList, outcomeBody } from "../contract/meetings.ts";
import { listMeetings } from "../views/list-meetings.ts";
import { askerOf } from "./asker-of.ts";

const byId = z.object({ id: z.uuid() });
const url = "/api/v1/joint-meetings";

/** 联席会议: meetings, their decisions, and what came of them. */
export const meetingRoutes = (platform: Platform): readonly Route[] => [
  route({
    method: "GET",
    url,
    permission: "duties.read",
    summary: "Joint meetings with decisions for units within reach, newest first",
    reply: meetingList,
    handle: async ({ principal }) => {
      const today = dayInChina(platform.clock.now());
      return ok({ meetings: await listMeetings(platform.database.db, principal, today) });
    },
  }),
  route({
    method: "POST",
    url,
    permission: "duties.edit",
    summary: "Keeps a joint meeting with its decisions, each for a unit and a day",
    body: meetingBody,
    reply: byId,
    handle: ({ body, ...asked }) => keepMeeting(platform, { ...askerOf(platform, asked), ...body }),
  }),
  route({
    method: "POST",
    url: "/api/v1/meeting-decisions/:id/outcome",
    permission: "duties.report",
    summary: "What came of a decision",
    params: byId,
    body: outcomeBody,
    reply: z.null(),
    handle: ({ params, body, ...asked }) =>
      closeDecision(platform, { ...askerOf(platform, asked), ...params, ...body }),
  }),
];
