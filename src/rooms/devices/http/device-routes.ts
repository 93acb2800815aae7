import { z } from "zod";
import { parseId } from "../../../kernel/ids.ts";
import { ok, refuse } from "../../../kernel/result.ts";
import { type RefusalTexts, type Route, route } from "../../../platform/http/route.ts";
import type { Platform } from "../../../platform/platform.ts";
import type { Fleet } from "../access/fleet.ts";
import { enrolDevice } from "../actions/enrol-device.ts";
import { replayQuarantined } from "../actions/replay-quarantined.ts";
import { outageQuery, outageReply } from "../contract/outages.ts";
import {
  deviceList,
  deviceQuery,
  enrolBody,
  enrolReply,
  entrapmentDecisionList,
  faultList,
  frameList,
  quarantineList,
  quarantineQuery,
  replayBody,
  replayReply,
  twinReply,
} from "../contract.ts";
import { blackBoxFrames, listEntrapmentDecisions } from "../views/black-box.ts";
import { listDevices } from "../views/device-list.ts";
import { listFaults } from "../views/fault-list.ts";
import { listFrames } from "../views/frame-list.ts";
import { maySeeLift } from "../views/lift-topic.ts";
import { listOutages } from "../views/outages.ts";
import { listQuarantine } from "../views/quarantine-list.ts";

export const deviceRefusals: RefusalTexts = {
  DEVICES_NO_SUCH_LIFT: {
    status: 404,
    zh: "没有代码为「{code}」的电梯。",
    en: 'No lift has the code "{code}".',
  },
  DEVICES_NOT_ENROLLED: {
    status: 409,
    zh: "代码为「{code}」的电梯还没有接入设备，请先生成账号。",
    en: 'The lift "{code}" has no device yet: enrol one first.',
  },
  DEVICES_WEAK_SECRET: {
    status: 422,
    zh: "自选密码太弱：24 至 128 个可见 ASCII 字符，至少 10 种，应随机生成。",
    en: "The chosen secret is too weak: 24 to 128 visible ASCII characters, at least 10 different ones, made by chance.",
  },
  DEVICES_WAITING_FULL: {
    status: 429,
    zh: "等候名单已满或请求过多，请稍后再试。",
    en: "The waiting list is full, or too many ask: try again later.",
  },
  DEVICES_NOT_WAITING: {
    status: 409,
    zh: "这台设备已不在等候：他人已处理，或已到期。",
    en: "This device does not wait any more: somebody has decided, or its time is over.",
  },
  DEVICES_CODE_IS_ANOTHERS: {
    status: 409,
    zh: "代码「{code}」属于另一台电梯。",
    en: 'The code "{code}" is another lift\'s.',
  },
  DEVICES_HAS_LOGIN: {
    status: 409,
    zh: "代码为「{code}」的电梯已有账号；接入新设备会停用它，请确认替换。",
    en: 'The lift "{code}" has a login already; letting this device in ends it: say so with replace.',
  },
  DEVICES_FILE_TOO_LONG: {
    status: 422,
    zh: "超过 {max} 行，请分成几个文件。",
    en: "More than {max} rows: use several files.",
  },
  DEVICES_NO_SUCH_CHECK: {
    status: 404,
    zh: "没有这次对接查验，或您无权操作。",
    en: "No such docking check, or not yours.",
  },
  DEVICES_CHECK_ENDED: { status: 409, zh: "这次对接查验已经结束。", en: "This docking check has ended." },
  DEVICES_NO_REPORT: {
    status: 404,
    zh: "没有报告：查验还没有结束，或已放弃。",
    en: "No report: the check is still open, or it was abandoned.",
  },
  DEVICES_NO_SUCH_GATEWAY: { status: 404, zh: "没有这个网关。", en: "No such gateway." },
  DEVICES_NO_SUCH_CHANNEL: {
    status: 404,
    zh: "没有这个通道：只有 state、event、stats、done，自有协议用 raw。",
    en: "No such channel: there are state, event, stats and done, and raw for a dialect of its own.",
  },
  DEVICES_WRONG_LOGIN: {
    status: 401,
    zh: "设备或网关的账号或密码不对,或已停用。",
    en: "Unknown name of a device or gateway, wrong secret, or a login that was ended.",
  },
  DEVICES_NO_SUCH_DEVICE: {
    status: 404,
    zh: "没有这个设备,或您无权查看。",
    en: "No such device, or not yours to see.",
  },
  DEVICES_NO_SUCH_DECISION: {
    status: 404,
    zh: "没有这次困人判定，或您无权查看。",
    en: "No such decision about an entrapment, or not yours to see.",
  },
  DEVICES_NO_SUCH_FAULT: {
    status: 404,
    zh: "没有这条故障,或您无权查看。",
    en: "No such fault, or not yours to see.",
  },
};

export function deviceRoutes(platform: Platform, fleet: Fleet): readonly Route[] {
  const { database, clock } = platform;
  return [
    route({
      method: "GET",
      url: "/api/v1/devices",
      permission: "devices.read",
      summary: "devices with their connection and what came of their frames",
      query: deviceQuery,
      reply: deviceList,
      handle: async ({ principal, query }) =>
        ok(await listDevices(database.db, fleet, { viewer: principal, query, now: clock.now() })),
    }),
    route({
      method: "GET",
      url: "/api/v1/devices/:id/frames",
      permission: "devices.read",
      summary: "last frames of a device, each refusal with its reason",
      params: z.object({ id: z.uuid() }),
      reply: frameList,
      handle: async ({ principal, params }) => {
        const frames = await listFrames(database.db, { viewer: principal, deviceId: params.id, now: clock.now() });
        return frames === undefined ? refuse("DEVICES_NO_SUCH_DEVICE") : ok({ frames });
      },
    }),
    route({
      method: "POST",
      url: "/api/v1/devices/enrol",
      permission: "devices.enrol",
      summary: "name and secret for a lift's device; the secret is shown once",
      body: enrolBody,
      reply: enrolReply,
      handle: ({ principal, body }) =>
        database.transaction((tx) => enrolDevice(tx, { ...body, principal, at: clock.now() })),
    }),
    ...faultRoutes(platform),
    ...quarantineRoutes(platform, fleet),
    ...decisionRoutes(platform),
    route({
      method: "GET",
      url: "/api/v1/lifts/:liftId/twin",
      permission: "devices.read",
      summary: "the lift as its device shows it now",
      params: z.object({ liftId: z.uuid() }),
      reply: twinReply,
      handle: async ({ principal, params }) => {
        const liftId = parseId<"lift">(params.liftId);
        const visible = liftId !== undefined && maySeeLift(fleet, principal, liftId);
        return ok({ hasDevice: visible, twin: (visible && fleet.twinOf(liftId)) || null });
      },
    }),
  ];
}

function faultRoutes({ database }: Platform): readonly Route[] {
  return [
    route({
      method: "GET",
      url: "/api/v1/devices/:id/faults",
      permission: "devices.read",
      summary: "faults of a device's lift, found by detectors or told by the device",
      params: z.object({ id: z.uuid() }),
      reply: faultList,
      handle: async ({ principal, params }) => {
        const faults = await listFaults(database.db, { viewer: principal, deviceId: params.id });
        return faults === undefined ? refuse("DEVICES_NO_SUCH_DEVICE") : ok({ faults });
      },
    }),
    route({
      method: "GET",
      url: "/api/v1/devices/:id/faults/:faultId/frames",
      permission: "devices.read",
      summary: "a fault's black box: the device's frames from a minute before it was confirmed to a minute after",
      params: z.object({ id: z.uuid(), faultId: z.uuid() }),
      reply: frameList,
      handle: async ({ principal, params: { id: deviceId, faultId } }) => {
        const frames = await blackBoxFrames(database.db, { viewer: principal, of: deviceId, id: faultId });
        return frames === undefined ? refuse("DEVICES_NO_SUCH_FAULT") : ok({ frames });
      },
    }),
    route({
      method: "GET",
      url: "/api/v1/device-outages",
      permission: "devices.read",
      summary: "when a lift was out of service, as its device told it, with count and down-time",
      query: outageQuery,
      reply: outageReply,
      handle: async ({ principal, query }) => {
        const found = await listOutages(database.db, { viewer: principal, query });
        return found === undefined ? refuse("DEVICES_NO_SUCH_LIFT", { code: query.code }) : ok(found);
      },
    }),
  ];
}

function decisionRoutes({ database }: Platform): readonly Route[] {
  return [
    route({
      method: "GET",
      url: "/api/v1/lifts/:liftId/entrapment-decisions",
      permission: "devices.read",
      summary: "when somebody was taken as trapped in a lift by what its device said, newest first",
      params: z.object({ liftId: z.uuid() }),
      reply: entrapmentDecisionList,
      handle: async ({ principal, params: { liftId } }) =>
        ok({ decisions: await listEntrapmentDecisions(database.db, { viewer: principal, liftId }) }),
    }),
    route({
      method: "GET",
      url: "/api/v1/lifts/:liftId/entrapment-decisions/:id/frames",
      permission: "devices.read",
      summary: "a decision's black box: the device's frames from a minute before it to a minute after",
      params: z.object({ liftId: z.uuid(), id: z.uuid() }),
      reply: frameList,
      handle: async ({ principal, params: { liftId: of, id } }) => {
        const frames = await blackBoxFrames(database.db, { viewer: principal, of, id });
        return frames === undefined ? refuse("DEVICES_NO_SUCH_DECISION") : ok({ frames });
      },
    }),
  ];
}

function quarantineRoutes({ database, clock }: Platform, fleet: Fleet): readonly Route[] {
  return [
    route({
      method: "GET",
      url: "/api/v1/quarantine",
      permission: "devices.read",
      summary: "frames that could not be read, with their bytes",
      query: quarantineQuery,
      reply: quarantineList,
      handle: async ({ principal, query }) => ok(await listQuarantine(database.db, { viewer: principal, query })),
    }),
    route({
      method: "POST",
      url: "/api/v1/quarantine/replay",
      permission: "devices.replay",
      summary: "reads frames of the quarantine again by today's dialect: one, a device's, or all of one reason",
      body: replayBody,
      reply: replayReply,
      handle: async ({ principal, body }) =>
        ok(await replayQuarantined({ database, fleet }, { which: body, principal, now: clock.now() })),
    }),
  ];
}
