import { describe, expect, test } from "vitest";
import { minutes, seconds } from "../../../kernel/clock.ts";
import type { AskId, CrewId } from "../../../kernel/ids.ts";
import { withSuspicion } from "./accident.ts";
import type { Clocks } from "./clocks.ts";
import { reportPersons } from "./decide-alarm.ts";
import { breakOff, mayExercise, remark, yieldCrews } from "./drill.ts";
import { drillPlace } from "./drill-plan.ts";
import { drillStateOf, drillSteps } from "./drill-report.ts";
import { evolve, type Incident } from "./incident.ts";
import type { IncidentEvent } from "./incident-events.ts";
import { urgencyOf } from "./urgency.ts";

const crew = (n: number) => `00000000-0000-7000-8000-00000000000${n}` as CrewId;
const ask = (n: number) => `00000000-0000-7000-8000-0000000000a${n}` as AskId;

const opened = (crewIds: readonly CrewId[] | null): IncidentEvent => ({
  type: "IncidentOpened",
  no: "YL20261127-0001",
  liftId: null,
  placeKey: null,
  place: drillPlace("一号楼"),
  position: null,
  regionCode: "330106",
  maintenanceUnitId: null,
  useUnitId: null,
  source: "call",
  cause: "caller",
  alarmKey: "drill/1",
  trappedSince: 0,
  workInProgress: false,
  ...(crewIds === null ? {} : { drill: { scenario: "停电", crewIds, tellUseUnit: false, callOutside: false } }),
});
const asked = (n: number): IncidentEvent => ({
  type: "CrewAsked",
  askId: ask(n),
  crewId: crew(n),
  why: {
    rule: "contracted-unit",
    level: 1,
    etaSeconds: 60,
    metres: 500,
    etaSource: "roads",
    candidates: 1,
    nextBestSeconds: null,
    reason: null,
  },
  respondBy: seconds(90),
});
const incidentOf = (events: readonly IncidentEvent[], at: (n: number) => number = () => 0): Incident => {
  const state = events.reduce<Incident | undefined>((known, event, n) => evolve(known, event, at(n)), undefined);
  if (state === undefined) throw new Error("no event");
  return state;
};
const typesOf = (decision: ReturnType<typeof remark>) =>
  decision.ok ? decision.value.map(({ type }) => type) : decision;

describe("a drill", () => {
  const running = incidentOf([opened([crew(1), crew(2)]), asked(1)]);

  test("asks only crews that take part and are free; a rescue asks anybody", () => {
    expect(mayExercise(running, crew(1), false)).toBe(true);
    expect(mayExercise(running, crew(1), true)).toBe(false);
    expect(mayExercise(running, crew(3), false)).toBe(false);
    expect(mayExercise(incidentOf([opened(null)]), crew(3), true)).toBe(true);
  });

  test("lets a crew go that a rescue needs, and is over with its last one", () => {
    expect(typesOf(yieldCrews(running, new Set()))).toEqual([]);
    const first = yieldCrews(running, new Set([crew(1)]));
    expect(typesOf(first)).toEqual(["CrewStoodDown"]);
    const goesOn = incidentOf([opened([crew(1), crew(2)]), asked(1), ...(first.ok ? first.value : []), asked(2)]);
    expect(goesOn.closedAt).toBeNull();
    const last = yieldCrews(goesOn, new Set([crew(2)]));
    expect(typesOf(last)).toEqual(["CrewStoodDown", "DrillBrokenOff"]);
    const over = (last.ok ? last.value : []).reduce((state, event) => evolve(state, event, 5), goesOn);
    expect(drillStateOf(over)).toBe("broken-off");
    expect(typesOf(yieldCrews(over, new Set([crew(1), crew(2)])))).toEqual([]);
  });

  test("is broken off by a person, its crews told; a rescue cannot be", () => {
    expect(typesOf(breakOff(running, "下雨"))).toEqual(["CrewStoodDown", "DrillBrokenOff"]);
    expect(breakOff(incidentOf([opened(null), asked(1)]), "下雨")).toMatchObject({ ok: false });
    expect(remark(incidentOf([opened(null)]), "好")).toMatchObject({ ok: false });
  });

  test("suspects no accident and comes behind every rescue, whoever is hurt in it", () => {
    const hurt = reportPersons(running, { persons: 2, injured: 1, dead: 1, vulnerable: true });
    const events = hurt.ok ? hurt.value : [];
    expect(withSuspicion(running, events, { now: 0, clocks: {} as Clocks })).toEqual(events);
    const known = events.reduce((state, event) => evolve(state, event, 0), running);
    expect(urgencyOf(known, minutes(70))).toBe("information");
  });

  test("its report holds each step against its clock, also one that never came", () => {
    const clocks = { crewAnswer: 90, arrive: 1_800, free: 600, close: 900 };
    const played = incidentOf(
      [
        opened([crew(1)]),
        asked(1),
        { type: "CrewAccepted", askId: ask(1), expectedAt: 0, arriveBy: 0, by: "app" },
        { type: "CrewArrived", askId: ask(1), by: "app", position: null },
      ],
      (n) => [0, seconds(5), seconds(65), minutes(40)][n] ?? 0,
    );
    const steps = (now: number) =>
      Object.fromEntries(drillSteps(played, clocks, now).map(({ step, seconds: took, kept }) => [step, [took, kept]]));
    expect(steps(minutes(45))).toMatchObject({
      asked: [5, null],
      accepted: [60, true],
      arrived: [2_335, false],
      freed: [null, null],
    });
    expect(steps(minutes(51))).toMatchObject({ freed: [null, false] });
  });
});
