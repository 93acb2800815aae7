import { z } from "zod";
import { afterwards } from "./contract/afterwards.ts";
import { arriveLimit } from "./contract/arrive-areas.ts";
import { carCall, carCallShown, carLine } from "./contract/car-calls.ts";
import { arrivalProof, delayShown, helpBody, helpShown, helpWithdrawBody, lateBody } from "./contract/crew-phone.ts";
import { drillShown } from "./contract/drills.ts";
import { hazardList, hazardsShown, outsideContact } from "./contract/hazards.ts";
import { incidentAlarms, merging } from "./contract/merging.ts";
import { handedOverFrom } from "./contract/reports.ts";
import { sceneFile, signBody, stepBody } from "./contract/scene.ts";
import { incidentKinds, sources } from "./contract/sources.ts";
import { urgencies } from "./contract/urgencies.ts";
import { why } from "./contract/why.ts";

export {
  type CarPage,
  type CarProgress,
  carAlarmBody,
  carAlarmReply,
  carFaultBody,
  carPage,
  carPageQuery,
  carProgress,
} from "./contract/car-page.ts";
export { causes } from "./contract/causes.ts";
export { type CrewTask, crewTask, type GoneReason, goneReasons } from "./contract/crew-task.ts";
export { type Numbers, numbers, numbersQuery } from "./contract/numbers.ts";
export type { Source } from "./contract/sources.ts";
export { type Urgency, urgencies } from "./contract/urgencies.ts";
export type { Why } from "./contract/why.ts";

const instant = z.int();
export const id = z.uuid();
const position = z.object({ lat: z.number(), lon: z.number() });

/**
 * Where the rescue stands. finding-crew 派单中 · crew-asked 待接单 · en-route 赶赴中 · on-scene 现场救援 ·
 * freed 已解救 · secured 电梯已停用处置 · closed 已结案 · no-crew 无人可派 (the desk holds it) ·
 * of a fault without anybody inside: reported 已报修 · in-repair 已交维修
 */
export const stages = [
  "finding-crew",
  "no-crew",
  "crew-asked",
  "en-route",
  "on-scene",
  "freed",
  "secured",
  "closed",
  "reported",
  "in-repair",
] as const;
export type Stage = (typeof stages)[number];

/** What falls due next if nobody does anything. */
const dueKinds = [
  "find-crew",
  "crew-answer",
  "crew-arrival",
  "second-crew",
  "storm",
  "free",
  "close",
  "stranded",
  "fault",
  "repair",
  "outside",
] as const;

export const ask = z.object({
  askId: id,
  crewId: id,
  crew: z.string(),
  organisation: z.string(),
  level: z.int(),
  status: z.enum(["asked", "accepted", "refused", "overdue", "stood-down", "arrived"]),
  askedAt: instant,
  respondBy: instant,
  answeredAt: instant.nullable(),
  /** Expected arrival, renewed as the crew moves; null until accepted. */
  expectedAt: instant.nullable(),
  /** Latest arrival that the rules allow (T5002: 30 minutes or 1 hour). */
  arriveBy: instant.nullable(),
  arrivedAt: instant.nullable(),
  /** It came although another crew was there first. */
  cameAt: instant.nullable(),
  refusal: z.string().nullable(),
  why,
  /** By what its arrival is proved; absent: it did not come, or the desk recorded it. */
  proof: arrivalProof.optional(),
  /** That it will be late, by its own word. Absent: it said nothing. */
  delay: delayShown.optional(),
});
export type Ask = z.infer<typeof ask>;

/** One incident as the desk sees it in queue, map and panel. */
export const incidentRow = z.object({
  id,
  /** "20261123-0007": day and running number. */
  no: z.string(),
  version: z.int(),
  /** `fault`: nobody is inside; handed to repair, and no entrapment in any figure. */
  kind: z.enum(incidentKinds),
  /** An exercise and no rescue: what is played, and whom it may really tell. */
  drill: drillShown.nullable(),
  stage: z.enum(stages),
  urgency: z.enum(urgencies),
  source: z.enum(sources),
  /** How many alarms have come for it, the first included. */
  alarms: z.int(),
  liftId: id.nullable(),
  regionCode: z.string(),
  rescueCode: z.string().nullable(),
  place: z.string(),
  address: z.string().nullable(),
  position: position.nullable(),
  workInProgress: z.boolean(),
  persons: z.int().nullable(),
  injured: z.int().nullable(),
  vulnerable: z.boolean(),
  trappedSince: instant,
  openedAt: instant,
  answeredAt: instant.nullable(),
  dispatchedAt: instant.nullable(),
  arrivedAt: instant.nullable(),
  freedAt: instant.nullable(),
  closedAt: instant.nullable(),
  level: z.int(),
  dueAt: instant.nullable(),
  dueKind: z.enum(dueKinds).nullable(),
  /** The one who is accountable now: a crew, or the desk. */
  holder: z.object({ kind: z.enum(["crew", "desk"]), name: z.string() }),
  takenBy: z.string().nullable(),
  asks: z.array(ask),
  /** How long a crew has to the lift, and by which clause; null: opened before this was decided, or nobody is inside. */
  arriveLimit: arriveLimit.nullable(),
  useUnit: z.object({
    name: z.string().nullable(),
    status: z.enum(["unknown", "asked", "on-my-way", "guarding", "false-alarm", "no-answer"]),
    at: instant.nullable(),
  }),
  deviceSaysFree: z.boolean(),
  carSaysFree: z.boolean(),
  carSaysMistake: z.boolean(),
  outsideHelp: z.array(z.enum(["110", "119", "120"])),
  falseAlarm: z.boolean(),
  /** 交维修; null: not handed over. */
  handedToRepairAt: instant.nullable(),
  /** A person lets no second crew be asked by itself for this rescue. */
  secondCrewForbidden: z.boolean(),
  /** Text with the car: number of the latest line (0: none), and how many from the car nobody at the desk has read. */
  chat: z.object({ last: z.int(), unread: z.int() }),
  /** Speech with the car that is under way. */
  carCall: carCallShown.nullable(),
  /** What crews asked for, the latest last. */
  help: z.array(helpShown),
  ...hazardsShown,
  ...afterwards,
  ...merging,
});
export type IncidentRow = z.infer<typeof incidentRow>;

/** One line of the timeline: a stored event. The page words it by `type`; `data` has the event's own fields. */
export const timelineEntry = z.object({
  version: z.int(),
  at: instant,
  type: z.string(),
  actor: z.object({
    kind: z.enum(["person", "crew", "public", "device", "key", "system"]),
    name: z.string(),
    /** Of a crew: who of it, where that is known. */
    person: z.string().optional(),
  }),
  data: z.record(z.string(), z.unknown()),
});
export type TimelineEntry = z.infer<typeof timelineEntry>;

export const noticeRow = z.object({
  id,
  channel: z.enum(["live", "push", "sms", "voice"]),
  recipient: z.string(),
  recipientName: z.string(),
  subject: z.string(),
  purpose: z.string(),
  body: z.string(),
  askedAt: instant,
  expiresAt: instant,
  facts: z.array(
    z.object({
      fact: z.enum(["sent", "delivered", "answered", "failed", "expired"]),
      at: instant,
      detail: z.string().nullable(),
    }),
  ),
});
export type NoticeRow = z.infer<typeof noticeRow>;
export const noticeList = z.object({ notices: z.array(noticeRow) });
/** A person at the desk records what a call or message of the outbox came to. */
export const noticeFactBody = z.object({
  fact: z.enum(["delivered", "answered", "failed"]),
  detail: z.string().trim().max(200).optional(),
});

export const incidentFile = z.object({
  incident: incidentRow,
  timeline: z.array(timelineEntry),
  alarms: incidentAlarms,
  /** Who spoke at 110, 119 and 120, the latest last; for who dispatches. */
  outsideContacts: z.array(outsideContact),
  notices: z.array(noticeRow),
  /** Telephone numbers of this incident, for who dispatches: use unit's duty phone, crews, caller. */
  /** Speech with the car: how it can be had, and the calls that were, the newest first. */
  carLine,
  carCalls: z.array(carCall),
  /** What crews recorded at the lift: steps, photos, who took the lift back. */
  scene: sceneFile,
  phones: z.array(
    z.object({ who: z.string(), role: z.enum(["use-unit", "maintenance", "crew", "caller"]), phone: z.string() }),
  ),
});
export type IncidentFile = z.infer<typeof incidentFile>;
export const incidentQuery = z.object({
  state: z.enum(["open", "closed", "all"]).default("open"),
  kind: z.enum(incidentKinds).optional(),
  /** For the numbers: incidents that a figure counts (`metric` with optional bound), see numbers. */
  metric: z.string().max(40).optional(),
  from: z.coerce.number().int().optional(),
  to: z.coerce.number().int().optional(),
  after: z.string().max(80).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const incidentList = z.object({ incidents: z.array(incidentRow), total: z.int(), next: z.string().nullable() });

/** Every command carries a key of the sender's making: the same key again is answered as the first time. */
const key = z.uuid();
/**
 * When it was done (epoch ms by the phone, set right by the server's beat), for what a phone without signal tells later.
 * Left out: now. What cannot be true is not refused: the server's time counts, and the record says so.
 */
const at = z.number().nullish().catch(null);

export const openCallBody = z.object({
  key,
  liftId: id.nullable(),
  rescueCode: z.string().trim().max(20).nullable(),
  /** Where, in words, when the lift is not known. */
  place: z.string().trim().max(200).nullable(),
  callerPhone: z.string().trim().max(30).nullable(),
  persons: z.int().min(0).max(60).nullable(),
  injured: z.int().min(0).max(60).nullable(),
  vulnerable: z.boolean(),
  /** What waits for no level; left out: nothing is known. */
  hazards: hazardList.optional(),
  note: z.string().trim().max(500).nullable(),
  /** Left out: somebody is trapped. */
  kind: z.enum(incidentKinds).optional(),
  /** The call as the exchange told of it. */
  callId: id.optional(),
  /** Handed over by 110, 119, 120 or 12345. */
  from: handedOverFrom.optional(),
  /** Where it is by map or caller, for a lift that is not known. */
  position: position.nullish(),
});
/** `joined`: the emergency was open already and this alarm was added to it. */
export const openReply = z.object({ incidentId: id, no: z.string(), joined: z.boolean() });

export const keyBody = z.object({ key });
export const askCrewBody = z.object({ key, crewId: id, reason: z.string().trim().max(200).nullable() });
export const personsBody = z.object({
  key,
  persons: z.int().min(0).max(60).nullable(),
  injured: z.int().min(0).max(60).nullable(),
  /** Left out: as it was. */
  dead: z.int().min(0).max(60).optional(),
  vulnerable: z.boolean(),
});
export const useUnitBody = z.object({ key, answer: z.enum(["on-my-way", "guarding", "false-alarm", "no-answer"]) });
export const noteBody = z.object({ key, text: z.string().trim().min(1).max(500) });
/** To whom, in words, where the lift's maintenance unit is not the one. */
export const repairBody = z.object({ key, to: z.string().trim().max(120).nullable() });
export const falseAlarmBody = z.object({ key, reason: z.string().trim().min(1).max(200) });

export const refusalReasons = ["too-far", "busy", "no-tools", "vehicle", "off-duty", "other"] as const;
export const refuseBody = z.object({
  key,
  reason: z.enum(refusalReasons),
  text: z.string().trim().max(200).nullable(),
});
export const arrivedBody = z.object({
  key,
  position: position.nullable(),
  /** How exact the phone says its position is. */
  accuracyMetres: z.number().min(0).nullish().catch(null),
  /** The text of the lift's QR code, as it was scanned; or its rescue code, as it was typed. */
  scan: z.string().max(500).nullish(),
  code: z.string().trim().max(60).nullish(),
});

/** Who let them out. themselves 自行脱困 · use-unit 使用单位 · crew 救援人员 · fire-service 消防 */
export const freedBys = ["crew", "use-unit", "themselves", "fire-service"] as const;
export const freedBody = z.object({
  key,
  count: z.int().min(0).max(60),
  injured: z.int().min(0).max(60),
  /** Left out: as it was. */
  dead: z.int().min(0).max(60).optional(),
  by: z.enum(freedBys),
});
export const securedBody = z.object({ key, state: z.enum(["stopped", "running"]) });
/** 解救方法 (domain-facts.md §5) */
export const freeMethods = [
  "level-door",
  "hand-winding",
  "forced-door",
  "counterweight",
  "adjustment",
  "other",
] as const;
export const closeBody = z.object({
  key,
  /** 故障原因分类: three digits (domain-facts.md §5), `700` other. */
  cause: z.string().regex(/^[1-7]\d\d$/),
  method: z.enum(freeMethods).nullable(),
  note: z.string().trim().max(500).nullable(),
});
/** Files of suspected accidents, at most 500. */
export const accidentList = z.object({ incidents: z.array(incidentRow) });

/** The same commands from a crew's phone, with the time of the deed. */
export const crewBodies = {
  accept: keyBody.extend({ at }),
  refuse: refuseBody.extend({ at }),
  late: lateBody.extend({ at }),
  help: helpBody.extend({ at }),
  helpWithdraw: helpWithdrawBody.extend({ at }),
  step: stepBody.extend({ at }),
  sign: signBody.extend({ at }),
  arrived: arrivedBody.extend({ at }),
  freed: freedBody.extend({ at }),
  secured: securedBody.extend({ at }),
  close: closeBody.extend({ at }),
  repair: repairBody.extend({ what: z.string().trim().max(120).nullable(), at }),
};
/** A command's answer: the incident's version after it. */
export const done = z.object({ version: z.int() });

/** A crew that could be sent, best first. */
export const candidate = z.object({
  crewId: id,
  crew: z.string(),
  organisation: z.string(),
  busy: z.boolean(),
  position,
  why,
});
export const candidateList = z.object({ candidates: z.array(candidate) });
export type Candidate = z.infer<typeof candidate>;

export const routeReply = z.object({
  seconds: z.int(),
  metres: z.int(),
  source: z.enum(["roads", "straight-line"]),
  line: z.array(z.tuple([z.number(), z.number()])),
  steps: z.array(
    z.object({ maneuver: z.string(), streetNames: z.array(z.string()), metres: z.int(), seconds: z.int() }),
  ),
});
export const routeQuery = z.object({ lat: z.coerce.number(), lon: z.coerce.number() });
