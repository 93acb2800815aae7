import { type Instant, seconds } from "../../../kernel/clock.ts";
import { type AskId, type IncidentId, type LiftId, newId } from "../../../kernel/ids.ts";
import type { Tx } from "../../../platform/database/database.ts";
import { hasSubscription } from "../../../platform/notify/index.ts";
import { askNotice, recordNoticeFactByKey } from "../../../platform/notify/notify.ts";
import type { Actor } from "../../../platform/streams/streams.ts";
import { findCrew } from "../../crews/index.ts";
import { queueDownlink } from "../../devices/index.ts";
import { recordTrace } from "../../lifts/index.ts";
import type { Clocks } from "../model/clocks.ts";
import { comfortFor } from "../model/comfort.ts";
import { doneAtOf } from "../model/deed-parts.ts";
import type { Incident } from "../model/incident.ts";
import type { IncidentEvent } from "../model/incident-events.ts";
import {
  noticeOfAccident,
  noticeOfStandDown,
  noticesToUseUnit,
  noticeToCrew,
  noticeToDesk,
  noticeToRepair,
} from "../model/notice-texts.ts";
import { findMaintenance, findUseUnit } from "../views/use-unit.ts";
import { keepAccidentFile } from "./accident-files.ts";
import { applyStormEffects } from "./storm-tellings.ts";

export type Happened = {
  readonly id: IncidentId;
  readonly before: Incident | undefined;
  readonly after: Incident;
  readonly events: readonly IncidentEvent[];
  readonly actor: Actor;
  readonly now: Instant;
  readonly clocks: Clocks;
  /** Where the use unit answers without log-in; undefined: no address is known. */
  readonly useUnitLink?: string | undefined;
};

/** What follows from an incident's events, in their transaction: tellings asked for, words for the car, lines in the lift's ledger. */
export async function applyEffects(tx: Tx, happened: Happened): Promise<void> {
  for (const event of happened.events) {
    await tell(tx, happened, event);
    await answerTellings(tx, happened, event);
    await trace(tx, happened, event);
  }
  await comfortTheCar(tx, happened);
  await applyStormEffects(tx, happened);
}

/** Key of the telling to a crew that it is asked. */
export const crewNoticeKey = (askId: AskId, channel: "live" | "push" | "sms"): string =>
  `crew-asked/${askId}/${channel}`;

const subjectOf = (id: IncidentId): string => `rescue/${id}`;
const expiry = (happened: Happened): Instant => happened.now + seconds(happened.clocks.noticeExpires);

function tell(tx: Tx, happened: Happened, event: IncidentEvent): Promise<void> | undefined {
  switch (event.type) {
    case "IncidentOpened":
      return tellDesk(tx, happened);
    case "CrewAsked":
      return tellCrew(tx, happened, event);
    case "CrewStoodDown":
      return tellStoodDown(tx, happened, event);
    case "UseUnitAsked":
      return tellUseUnit(tx, happened);
    case "HandedToRepair":
      return tellRepair(tx, happened, event.what);
    case "AccidentSuspected":
    case "AccidentReported":
    case "AccidentJudged":
      return keepAccident(tx, happened, event);
    default:
      return undefined;
  }
}

const deskNoticeKey = (id: IncidentId): string => `incident-opened/${id}/desk`;
const useUnitNoticeKey = (id: IncidentId, channel: "voice" | "sms"): string => `use-unit-asked/${id}/${channel}`;

const tellDesk = (tx: Tx, happened: Happened): Promise<void> =>
  askNotice(tx, {
    key: deskNoticeKey(happened.id),
    channel: "live",
    recipient: "desk",
    recipientName: "值守台",
    subject: subjectOf(happened.id),
    purpose: "incident-opened",
    body: noticeToDesk(happened.after),
    at: happened.now,
    expiresAt: expiry(happened),
  });

/** Its row with its clock, and the desk told at once when the file opens. */
async function keepAccident(tx: Tx, { id, after, now }: Happened, event: IncidentEvent): Promise<void> {
  await keepAccidentFile(tx, id, after);
  if (event.type !== "AccidentSuspected") return;
  await askNotice(tx, {
    key: `accident-suspected/${id}/${event.reasons.join("+")}`,
    channel: "live",
    recipient: "desk",
    recipientName: "值守台",
    subject: subjectOf(id),
    purpose: "accident-suspected",
    body: noticeOfAccident(after, "opened"),
    at: now,
    expiresAt: event.reportBy,
  });
}

/** What became of the tellings: taken by the desk, answered by the crew or the use unit, or run out. */
async function answerTellings(tx: Tx, happened: Happened, event: IncidentEvent): Promise<void> {
  const { id, now: at, actor } = happened;
  const record = (key: string, fact: "answered" | "expired", detail: string) =>
    recordNoticeFactByKey(tx, key, { fact, at, detail, actor });
  switch (event.type) {
    case "IncidentTaken":
      return record(deskNoticeKey(id), "answered", "taken");
    case "CrewAccepted":
      return record(crewNoticeKey(event.askId, "live"), "answered", "accepted");
    case "CrewRefused":
      return record(crewNoticeKey(event.askId, "live"), "answered", `refused: ${event.reason}`);
    case "CrewAskOverdue":
      return record(crewNoticeKey(event.askId, "live"), "expired", "no answer");
    case "UseUnitAnswered":
      return record(useUnitNoticeKey(id, "voice"), event.answer === "no-answer" ? "expired" : "answered", event.answer);
    default:
      return undefined;
  }
}

async function tellCrew(
  tx: Tx,
  happened: Happened,
  event: Extract<IncidentEvent, { type: "CrewAsked" }>,
): Promise<void> {
  const crew = await findCrew(tx, event.crewId);
  if (crew === undefined) return;
  const telling = {
    recipientName: crew.name,
    subject: subjectOf(happened.id),
    purpose: "crew-asked",
    body: noticeToCrew(happened.after, event.why),
    at: happened.now,
    expiresAt: event.respondBy,
  };
  await askNotice(tx, {
    ...telling,
    key: crewNoticeKey(event.askId, "live"),
    channel: "live",
    recipient: `crew:${event.crewId}`,
  });
  // Beside the SMS, not before it: of ninety seconds none is spent on waiting whether a push was shown.
  if (await hasSubscription(tx, `crew:${event.crewId}`))
    await askNotice(tx, {
      ...telling,
      key: crewNoticeKey(event.askId, "push"),
      channel: "push",
      recipient: `crew:${event.crewId}`,
    });
  if (crew.phone !== null)
    await askNotice(tx, {
      ...telling,
      key: crewNoticeKey(event.askId, "sms"),
      channel: "sms",
      recipient: crew.phone,
      // Whoever has not looked at the phone and has not had the message is called.
      fallback: "voice",
    });
}

/** A crew that was asked need not come: its phone says so at once, and an SMS for who does not look at it. */
async function tellStoodDown(
  tx: Tx,
  { id, after, now, clocks }: Happened,
  event: Extract<IncidentEvent, { type: "CrewStoodDown" }>,
): Promise<void> {
  const { reason } = event;
  const ask = after.asks.find((each) => each.askId === event.askId);
  const crew = ask === undefined ? undefined : await findCrew(tx, ask.crewId);
  if (ask === undefined || crew === undefined || reason === "goes-on-in-other") return;
  const telling = {
    recipientName: crew.name,
    subject: subjectOf(id),
    purpose: "crew-stood-down",
    body: noticeOfStandDown(after, reason),
    at: now,
    expiresAt: now + seconds(clocks.noticeExpires),
  };
  const key = `crew-stood-down/${event.askId}`;
  await askNotice(tx, { ...telling, key: `${key}/live`, channel: "live", recipient: `crew:${ask.crewId}` });
  if (crew.phone !== null)
    await askNotice(tx, { ...telling, key: `${key}/sms`, channel: "sms", recipient: crew.phone });
}

/** 以使用单位为主: its duty phone is called and written to at once, beside level 1. */
async function tellUseUnit(tx: Tx, happened: Happened): Promise<void> {
  if (happened.after.liftId === null) return;
  const unit = await findUseUnit(tx, happened.after.liftId);
  if (unit === undefined || unit.dutyPhone === null) return;
  for (const telling of noticesToUseUnit(happened.after, happened.useUnitLink))
    await askNotice(tx, {
      key: useUnitNoticeKey(happened.id, telling.channel),
      channel: telling.channel,
      recipient: unit.dutyPhone,
      recipientName: unit.name,
      subject: subjectOf(happened.id),
      purpose: "use-unit-asked",
      body: telling.body,
      at: happened.now,
      expiresAt: expiry(happened),
    });
}

/** The maintenance unit's duty phone hears what is to be repaired. */
async function tellRepair(tx: Tx, happened: Happened, what: string | undefined): Promise<void> {
  const { id, after, now } = happened;
  const unit = after.liftId === null ? undefined : await findMaintenance(tx, after.liftId);
  if (unit === undefined || unit.dutyPhone === null) return;
  for (const channel of ["voice", "sms"] as const)
    await askNotice(tx, {
      key: `repair-asked/${id}/${channel}`,
      channel,
      recipient: unit.dutyPhone,
      recipientName: unit.name,
      subject: subjectOf(id),
      purpose: "repair-asked",
      body: noticeToRepair(after, what),
      at: now,
      expiresAt: expiry(happened),
    });
}

/** 自动安抚: the car hears what is true now, once for each change of it. */
async function comfortTheCar(tx: Tx, happened: Happened): Promise<void> {
  const { before, after, now } = happened;
  // Whoever happens to ride in the lift of a drill is not told that help is on its way.
  if (after.kind === "fault" || after.drill !== undefined) return;
  // Of one that was joined the other speaks: it is not over.
  if (after.mergedInto !== null) return;
  const said = before === undefined || before.mergedInto !== null ? undefined : comfortFor(before, now);
  const comfort = comfortFor(after, now);
  const known = new Set(said === undefined || before === undefined ? [] : carsOf(before));
  const same = said?.text === comfort.text && said.action === comfort.action;
  const expiresAt = expiry(happened);
  for (const liftId of carsOf(after)) {
    if (same && known.has(liftId)) continue;
    const id = newId<"downlink">();
    const body = { id, expiresAt, incidentNo: after.no, ...comfort };
    await queueDownlink(tx, { id, liftId, channel: "comfort", expiresAt, at: now, body });
  }
}

/** The lift's car, and those of incidents that were joined. */
const carsOf = ({ liftId, joins }: Incident): Set<LiftId> =>
  new Set([liftId, ...joins.map((join) => join.liftId)].filter((id) => id !== null));

const traced: Partial<Record<IncidentEvent["type"], string>> = {
  IncidentOpened: "rescue-opened",
  CrewArrived: "rescue-crew-arrived",
  PeopleFreed: "rescue-people-freed",
  LiftSecured: "rescue-lift-secured",
  IncidentClosed: "rescue-closed",
  IncidentReopened: "rescue-reopened",
  HandedToRepair: "handed-to-repair",
  IncidentMerged: "rescue-merged",
  MergeUndone: "rescue-merge-undone",
  AccidentSuspected: "accident-suspected",
  AccidentReported: "accident-reported",
  AccidentJudged: "accident-judged",
};

/** Of a fault: a life's stages are other ones. */
const tracedOfFault: typeof traced = {
  IncidentOpened: "fault-reported",
  HandedToRepair: "handed-to-repair",
  IncidentClosed: "fault-closed",
};

async function trace(tx: Tx, happened: Happened, event: IncidentEvent): Promise<void> {
  const kind = (happened.after.kind === "fault" ? tracedOfFault : traced)[event.type];
  // The ledger tells what happened to the lift: in a drill nothing did.
  if (kind === undefined || happened.after.liftId === null || happened.after.drill !== undefined) return;
  await recordTrace(tx, {
    liftId: happened.after.liftId,
    room: "rescue",
    kind,
    doneAt: doneAtOf(event, happened.now),
    recordedAt: happened.now,
    actor: happened.actor,
    body: { incidentId: happened.id, incidentNo: happened.after.no, ...bodyOf(event) },
  });
}

/** Figures and codes only: the ledger holds no personal data, and what a person wrote in words may hold some. */
function bodyOf(event: IncidentEvent): Record<string, unknown> {
  switch (event.type) {
    case "IncidentOpened":
      return { source: event.source, cause: event.cause, trappedSince: event.trappedSince };
    case "PeopleFreed":
      return { count: event.count, injured: event.injured, freedBy: event.freedBy };
    case "LiftSecured":
      return { state: event.state };
    case "IncidentClosed":
      return { cause: event.cause, method: event.method };
    case "IncidentMerged":
      return { into: event.intoNo };
    case "MergeUndone":
      return { outOf: event.fromNo };
    case "IncidentReopened":
      return { stillInside: event.stillInside };
    case "AccidentSuspected":
      return { reasons: event.reasons, reportBy: event.reportBy };
    case "AccidentJudged":
      return { verdict: event.verdict };
    default:
      return {};
  }
}
