import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  accepted,
  arrived,
  asked,
  at,
  clocks,
  closed,
  freed,
  given,
  secured,
  t0,
  types,
} from "../../../../tests/support/incident-givens.ts";
import { minutes } from "../../../kernel/clock.ts";
import { judgeAccident, reportAccident, strandedAt, warnStranded, withSuspicion } from "./accident.ts";
import { reportPersons } from "./decide-alarm.ts";
import { timePassed } from "./decide-due.ts";
import { confirmFalse, followUp, free, reopen } from "./decide-end.ts";
import { nextDue } from "./due.ts";
import { evolve, type Incident, stageOf } from "./incident.ts";
import type { IncidentEvent } from "./incident-events.ts";

const onScene = () => given(asked(0), accepted(0), arrived(0));
const suspected = (incident: Incident | undefined, events: readonly IncidentEvent[], now = t0) =>
  withSuspicion(incident, events, at(now)).filter(({ type }) => type === "AccidentSuspected");
const grown = (incident: Incident, events: readonly IncidentEvent[], now: number): Incident =>
  events.reduce((state, event) => evolve(state, event, now), incident);

describe("who is in the car too long", () => {
  test("is told of after 60 and 90 minutes and suspected to be an accident after 120, each once, whatever else is due", () => {
    let incident = given();
    const told: [number, string][] = [];
    for (let minute = 1; minute <= 150; minute += 1) {
      const now = t0 + minutes(minute);
      const events = withSuspicion(incident, warnStranded(incident, clocks, now), at(now));
      for (const event of events)
        told.push([minute, event.type === "StrandedWarned" ? `${event.afterSeconds / 60}` : event.type]);
      incident = grown(incident, events, now);
    }
    expect(told).toEqual([
      [60, "60"],
      [90, "90"],
      [120, "120"],
      [120, "AccidentSuspected"],
    ]);
    expect(incident.accident).toMatchObject({ reasons: ["stranded"], reportBy: t0 + minutes(180) });
    expect(strandedAt(incident, clocks)).toBeUndefined();
  });

  test("counts from the earliest moment known, also when an earlier alarm becomes known later", () => {
    const earlier = { source: "call", cause: "caller", alarmKey: "call/9", trappedSince: t0 - minutes(50) } as const;
    const incident = given({ type: "AlarmJoined", ...earlier });
    expect(strandedAt(incident, clocks)).toBe(t0 + minutes(10));
    expect(nextDue(onSceneSince(earlier), clocks, t0)).toEqual({ at: t0 + minutes(10), kind: "stranded" });
  });
  const onSceneSince = (alarm: Omit<Extract<IncidentEvent, { type: "AlarmJoined" }>, "type">): Incident =>
    given(asked(0), accepted(0), arrived(0), { type: "AlarmJoined", ...alarm }, alerted());
  const alerted = (): IncidentEvent => ({ type: "DeskAlerted", about: "not-freed" });

  test("looked at late, after a night without the platform, only the longest stay is told", () => {
    const now = t0 + minutes(300);
    expect(warnStranded(given(), clocks, now)).toEqual([{ type: "StrandedWarned", afterSeconds: 7_200 }]);
    const due = { at: t0 + minutes(60), kind: "stranded" } as const;
    expect(types(timePassed(given(), due, { now, clocks, etas: new Map() }))).toEqual(["StrandedWarned"]);
  });

  test("is an accident also when a phone without signal tells later that it took so long, and none when it was quicker", () => {
    const report = { count: 1, injured: 0, by: "crew" } as const;
    const told = (doneAt: number) => {
      const decision = free(onScene(), report, doneAt);
      const events = decision.ok
        ? decision.value.map((each) => (each.type === "PeopleFreed" ? { ...each, doneAt } : each))
        : [];
      return suspected(onScene(), events, t0 + minutes(200)).length;
    };
    expect([told(t0 + minutes(119)), told(t0 + minutes(121))]).toEqual([0, 1]);
  });

  test("nobody was inside, or the alarm was false: no stay, no accident", () => {
    const none = free(onScene(), { count: 0, injured: 0, by: "crew" });
    const mistaken = confirmFalse(given(), "没有人");
    for (const decision of [none, mistaken])
      expect(suspected(onScene(), decision.ok ? decision.value : [], t0 + minutes(121))).toEqual([]);
  });
});

describe("a suspected accident", () => {
  test("opens with anybody hurt or dead, by whichever command that is told, and its hour runs from the first reason", () => {
    const hurt = reportPersons(given(), { persons: 2, injured: 1, vulnerable: false });
    const first = suspected(given(), hurt.ok ? hurt.value : []);
    expect(first).toMatchObject([{ reasons: ["injury"], reportBy: t0 + minutes(60) }]);
    const open = grown(given(), withSuspicion(given(), hurt.ok ? hurt.value : [], at(t0)), t0);
    const died = free(grown(open, [asked(0), accepted(0), arrived(0)], t0), {
      count: 2,
      injured: 1,
      dead: 1,
      by: "crew",
    });
    const later = suspected(open, died.ok ? died.value : [], t0 + minutes(30));
    expect(later).toMatchObject([{ reasons: ["death"], reportBy: t0 + minutes(60) }]);
  });

  test("there cannot be more hurt and dead than people", () => {
    const report = { count: 2, injured: 1, dead: 2, by: "crew" } as const;
    expect(types(free(onScene(), report))).toEqual(["RESCUE_MORE_INJURED_THAN_FREED"]);
  });

  test("is reported once, decided by an officer, and decided anew when more is known; without a file there is nothing", () => {
    expect(types(reportAccident(given(), "区局"))).toEqual(["RESCUE_NO_ACCIDENT_FILE"]);
    expect(types(judgeAccident(given(), "accident", "查明"))).toEqual(["RESCUE_NO_ACCIDENT_FILE"]);
    const file = given(
      { type: "AccidentSuspected", reasons: ["injury"], reportBy: t0 + minutes(60) },
      freed,
      secured,
      closed,
    );
    const reported = grown(file, [{ type: "AccidentReported", to: "区局" }], t0 + 1);
    expect([types(reportAccident(file, "区局")), types(reportAccident(reported, "市局"))]).toEqual([
      ["AccidentReported"],
      [],
    ]);
    const judged = grown(reported, [{ type: "AccidentJudged", verdict: "no-accident", reason: "轻微擦伤" }], t0 + 2);
    expect(types(judgeAccident(judged, "no-accident", "轻微擦伤"))).toEqual([]);
    expect(types(judgeAccident(judged, "accident", "复查骨折"))).toEqual(["AccidentJudged"]);
    expect(judged.accident).toMatchObject({ report: { to: "区局" }, judgement: { verdict: "no-accident" } });
  });

  test("law: whatever is reported in whatever order, each reason stands once and the first clock stays", () => {
    const step = fc.record({ what: fc.nat({ max: 3 }), n: fc.nat({ max: 2 }), minutes: fc.nat({ max: 90 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        let [incident, now] = [given(), t0];
        let firstReportBy: number | undefined;
        for (const each of steps) {
          now += minutes(each.minutes);
          const decision = [
            () => reportPersons(incident, { persons: 3, injured: each.n, dead: 0, vulnerable: false }),
            () => reportPersons(incident, { persons: 3, injured: null, dead: each.n, vulnerable: true }),
            () => ({ ok: true, value: warnStranded(incident, clocks, now) }) as const,
            () => free(incident, { count: 3, injured: each.n, by: "use-unit" }),
          ][each.what]?.();
          if (decision?.ok) incident = grown(incident, withSuspicion(incident, decision.value, at(now)), now);
          firstReportBy ??= incident.accident?.reportBy;
          const reasons = incident.accident?.reasons ?? [];
          expect(new Set(reasons).size).toBe(reasons.length);
          expect(incident.accident?.reportBy).toBe(firstReportBy);
          if ((incident.injured ?? 0) > 0 || incident.dead > 0) expect(incident.accident).not.toBeNull();
        }
      }),
    );
  });
});

describe("a rescue that was ended too soon", () => {
  const over = given(asked(0), accepted(0), arrived(0), freed, secured, closed);

  test("with people inside after all a crew is sought at once; the crew that left holds nothing any more", () => {
    const decision = reopen(over, { reason: "又有人按铃", stillInside: true });
    expect(types(decision)).toEqual(["CrewStoodDown", "IncidentReopened"]);
    const again = grown(over, decision.ok ? decision.value : [], t0 + minutes(20));
    expect([stageOf(again), nextDue(again, clocks, t0 + minutes(20))]).toEqual([
      "finding-crew",
      { at: t0 + minutes(20), kind: "find-crew" },
    ]);
    expect(again).toMatchObject({ freed: null, reopened: 1 });
  });

  test("for the record's sake it stands where it stood before it was closed, and a false alarm is one no more", () => {
    const decision = reopen(over, { reason: "原因写错", stillInside: false });
    expect(stageOf(grown(over, decision.ok ? decision.value : [], t0))).toBe("secured");
    const mistaken = given({ type: "FalseAlarmConfirmed", reason: "x" }, { ...closed, cause: null } as IncidentEvent);
    const taken = reopen(mistaken, { reason: "确有人", stillInside: true });
    expect(grown(mistaken, taken.ok ? taken.value : [], t0).falseAlarm).toBe(false);
    expect(types(reopen(mistaken, { reason: "x", stillInside: false }))).toEqual(["RESCUE_NOTHING_TO_PUT_RIGHT"]);
    expect(types(reopen(onScene(), { reason: "x", stillInside: true }))).toEqual(["RESCUE_NOT_CLOSED"]);
  });

  test("is called back about after its end only", () => {
    const said = { reached: true, satisfaction: 5, note: null };
    expect(types(followUp(onScene(), said))).toEqual(["RESCUE_NOT_CLOSED"]);
    expect(types(followUp(over, said))).toEqual(["FollowedUp"]);
  });
});
