import { minutes, seconds } from "../../src/kernel/clock.ts";
import { type AskId, type CrewId, newId, type OrganisationId } from "../../src/kernel/ids.ts";
import type { CrewOption } from "../../src/rooms/rescue/model/choose-crew.ts";
import type { Clocks } from "../../src/rooms/rescue/model/clocks.ts";
import type { Decision } from "../../src/rooms/rescue/model/decide-alarm.ts";
import { evolve, type Incident } from "../../src/rooms/rescue/model/incident.ts";
import type { IncidentEvent } from "../../src/rooms/rescue/model/incident-events.ts";

export const t0 = Date.UTC(2026, 10, 23, 3);
export const clocks: Clocks = {
  crewAnswer: 90,
  arrive: 1_800,
  searchAgain: 30,
  free: 600,
  close: 900,
  strandedFirst: 3_600,
  strandedSecond: 5_400,
  strandedAccident: 7_200,
  accidentReport: 3_600,
  faultHandOver: 1_800,
  faultRepair: 86_400,
  outsideCall: 60,
  outsideAnswer: 120,
  noticeExpires: 600,
};
const unit = newId<"organisation">() as OrganisationId;
const crews = Array.from({ length: 4 }, () => newId<"crew">() as CrewId);
export const crew = (n: number): CrewId => crews[n] ?? (crews[0] as CrewId);

const opened: IncidentEvent = {
  type: "IncidentOpened",
  no: "20261123-0001",
  liftId: null,
  placeKey: "code:123456",
  place: "升平示范市 甲苑 1号楼",
  position: { lat: 31.2, lon: 121.4 },
  regionCode: "990101",
  maintenanceUnitId: unit,
  useUnitId: null,
  source: "device",
  cause: "vendor-event",
  alarmKey: "device/1",
  trappedSince: t0,
  workInProgress: false,
};

/** given(events) → the incident; each event a second after the one before. */
export const given = (...events: IncidentEvent[]): Incident =>
  [opened, ...events].reduce<Incident | undefined>(
    (state, event, i) => evolve(state, event, t0 + seconds(i)),
    undefined,
  ) as Incident;

export const option = (n: number, etaSeconds: number, part: Partial<CrewOption> = {}): CrewOption => ({
  crewId: crew(n),
  contracted: true,
  station: false,
  busy: false,
  etaSeconds,
  metres: etaSeconds * 8,
  etaSource: "roads",
  ...part,
});
export const why = {
  level: 1,
  rule: "contracted-unit",
  etaSeconds: 300,
  metres: 2_400,
  etaSource: "roads",
  candidates: 2,
  nextBestSeconds: 60,
  reason: null,
} as const;
export const ask = (n: number): AskId => `00000000-0000-7000-8000-00000000000${n}` as AskId;
export const asked = (n: number): IncidentEvent => ({
  type: "CrewAsked",
  askId: ask(n),
  crewId: crew(n),
  why,
  respondBy: t0 + seconds(91),
});
export const accepted = (n: number): IncidentEvent => ({
  type: "CrewAccepted",
  askId: ask(n),
  expectedAt: t0 + minutes(6),
  arriveBy: t0 + minutes(30),
  by: "app",
});
export const arrived = (n: number): IncidentEvent => ({
  type: "CrewArrived",
  askId: ask(n),
  by: "app",
  position: null,
});
export const freed: IncidentEvent = { type: "PeopleFreed", count: 2, injured: 0, freedBy: "crew" };
export const secured: IncidentEvent = { type: "LiftSecured", state: "stopped" };
export const closed: IncidentEvent = { type: "IncidentClosed", cause: "301", method: "level-door", note: null };
export const at = (now: number) => ({ now, clocks });
export const types = (decision: Decision): string[] =>
  decision.ok ? decision.value.map((event) => event.type) : [decision.refusal.code];
