import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { minutes, seconds } from "../../../kernel/clock.ts";
import { type AskId, type CrewId, newId, type OrganisationId } from "../../../kernel/ids.ts";
import { type CrewOption, chooseCrew } from "./choose-crew.ts";
import type { Clocks } from "./clocks.ts";
import { comfortFor } from "./comfort.ts";
import { type Decision, joinAlarm, sayFree, take } from "./decide-alarm.ts";
import { accept, applyChoice, arrive, askByDesk, refuseAsk } from "./decide-crew.ts";
import { timePassed } from "./decide-due.ts";
import { close, confirmFalse, free, secure } from "./decide-end.ts";
import { nextDue } from "./due.ts";
import { evolve, holderOf, type Incident, pendingAsk, stageOf } from "./incident.ts";
import type { IncidentEvent } from "./incident-events.ts";
import { urgencyOf } from "./urgency.ts";

const t0 = Date.UTC(2026, 10, 23, 3);
const clocks: Clocks = { crewAnswer: 90, arrive: 1_800, searchAgain: 30, free: 600, close: 900, noticeExpires: 600 };
const unit = newId<"organisation">() as OrganisationId;
const crews = Array.from({ length: 4 }, () => newId<"crew">() as CrewId);
const crew = (n: number): CrewId => crews[n] ?? (crews[0] as CrewId);

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
const given = (...events: IncidentEvent[]): Incident =>
  [opened, ...events].reduce<Incident | undefined>(
    (state, event, i) => evolve(state, event, t0 + seconds(i)),
    undefined,
  ) as Incident;

const option = (n: number, etaSeconds: number, part: Partial<CrewOption> = {}): CrewOption => ({
  crewId: crew(n),
  contracted: true,
  station: false,
  busy: false,
  etaSeconds,
  metres: etaSeconds * 8,
  etaSource: "roads",
  ...part,
});
const why = {
  level: 1,
  rule: "contracted-unit",
  etaSeconds: 300,
  metres: 2_400,
  etaSource: "roads",
  candidates: 2,
  nextBestSeconds: 60,
  reason: null,
} as const;
const ask = (n: number): AskId => `00000000-0000-7000-8000-00000000000${n}` as AskId;
const asked = (n: number): IncidentEvent => ({
  type: "CrewAsked",
  askId: ask(n),
  crewId: crew(n),
  why,
  respondBy: t0 + seconds(91),
});
const accepted = (n: number): IncidentEvent => ({
  type: "CrewAccepted",
  askId: ask(n),
  expectedAt: t0 + minutes(6),
  arriveBy: t0 + minutes(30),
  by: "app",
});
const arrived = (n: number): IncidentEvent => ({ type: "CrewArrived", askId: ask(n), by: "app", position: null });
const freed: IncidentEvent = { type: "PeopleFreed", count: 2, injured: 0, freedBy: "crew" };
const secured: IncidentEvent = { type: "LiftSecured", state: "stopped" };
const closed: IncidentEvent = { type: "IncidentClosed", cause: "301", method: "level-door", note: null };
const at = (now: number) => ({ now, clocks });
const types = (decision: Decision): string[] =>
  decision.ok ? decision.value.map((event) => event.type) : [decision.refusal.code];

describe("an incident's good way", () => {
  test.each([
    ["finding-crew", given()],
    ["crew-asked", given(asked(0))],
    ["en-route", given(asked(0), accepted(0))],
    ["on-scene", given(asked(0), accepted(0), arrived(0))],
    ["freed", given(asked(0), accepted(0), arrived(0), freed)],
    ["secured", given(asked(0), accepted(0), arrived(0), freed, secured)],
    ["closed", given(asked(0), accepted(0), arrived(0), freed, secured, closed)],
    ["no-crew", given({ type: "NoCrewFound", level: 2 })],
  ])("stands at %s", (stage, incident) => {
    expect(stageOf(incident)).toBe(stage);
  });

  test("the car hears minutes only while a crew is expected, and once that the rescue is over", () => {
    expect(comfortFor(given(asked(0)), t0).etaMinutes).toBeUndefined();
    expect(comfortFor(given(asked(0), accepted(0)), t0).etaMinutes).toBe(6);
    expect(comfortFor(given(asked(0), accepted(0)), t0 + minutes(7)).etaMinutes).toBeUndefined();
    expect(comfortFor(given(asked(0), accepted(0), arrived(0), freed), t0).action).toBe("stop");
  });
});

describe("alarms", () => {
  test("the same alarm again changes nothing, another joins, a closed incident refuses", () => {
    const alarm = { source: "call", cause: "caller", alarmKey: "call/2", trappedSince: t0 - 1 } as const;
    expect(types(joinAlarm(given(), { ...alarm, alarmKey: "device/1" }))).toEqual([]);
    expect(types(joinAlarm(given(), alarm))).toEqual(["AlarmJoined"]);
    expect(given({ type: "AlarmJoined", ...alarm }).trappedSince).toBe(t0 - 1);
    expect(types(joinAlarm(given(freed, secured, closed), alarm))).toEqual(["RESCUE_ALREADY_CLOSED"]);
  });

  test("the device's and the car's word never ends anything", () => {
    const incident = given(asked(0), accepted(0), { type: "DeviceSaidFree" }, { type: "CarSaidFree" });
    expect(stageOf(incident)).toBe("en-route");
    expect(types(sayFree(incident, "device"))).toEqual([]);
  });

  test("taken once", () => {
    expect(types(take(given()))).toEqual(["IncidentTaken"]);
    expect(types(take(given({ type: "IncidentTaken" })))).toEqual([]);
  });
});

describe("crews", () => {
  test("of two who accept at once the second hears that the first has it", () => {
    const incident = given(asked(0), { type: "CrewAskOverdue", askId: ask(0) }, asked(1), accepted(1));
    expect(types(accept(incident, { askId: ask(0), etaSeconds: 60, by: "app" }, at(t0)))).toEqual([
      "RESCUE_ANOTHER_CREW_HOLDS",
    ]);
  });

  test("who accepts late, before anybody else did, has it, and who was asked meanwhile is stood down", () => {
    const incident = given(asked(0), { type: "CrewAskOverdue", askId: ask(0) }, asked(1));
    expect(types(accept(incident, { askId: ask(0), etaSeconds: 60, by: "app" }, at(t0)))).toEqual([
      "CrewStoodDown",
      "CrewAccepted",
    ]);
  });

  test("accepting twice is once; a withdrawn ask cannot be accepted", () => {
    expect(types(accept(given(asked(0), accepted(0)), { askId: ask(0), etaSeconds: 1, by: "app" }, at(t0)))).toEqual(
      [],
    );
    const withdrawn = given(asked(0), { type: "CrewStoodDown", askId: ask(0), reason: "desk-chose-another" });
    expect(types(accept(withdrawn, { askId: ask(0), etaSeconds: 1, by: "app" }, at(t0)))).toEqual([
      "RESCUE_ASK_WITHDRAWN",
    ]);
  });

  test("a late crew loses the incident, may still come, and is welcome", () => {
    const late = given(
      asked(0),
      accepted(0),
      { type: "ArrivalOverdue", askId: ask(0) },
      { type: "LevelRaised", level: 2, reason: "level-1-is-late" },
    );
    expect(holderOf(late)).toBeUndefined();
    expect(stageOf(late)).toBe("finding-crew");
    expect(urgencyOf(late, t0)).toBe("life");
    expect(types(arrive(late, { askId: ask(0), by: "app", position: null }))).toEqual(["CrewArrived"]);
  });

  test("arriving without having accepted is refused; arriving stands the others down", () => {
    expect(types(arrive(given(asked(0)), { askId: ask(0), by: "app", position: null }))).toEqual([
      "RESCUE_ASK_NOT_ACCEPTED",
    ]);
    const two = given(asked(0), accepted(0), { type: "ArrivalOverdue", askId: ask(0) }, asked(1));
    expect(types(arrive(two, { askId: ask(0), by: "app", position: null }))).toEqual(["CrewStoodDown", "CrewArrived"]);
  });

  test("the dispatcher may choose another before anybody is there", () => {
    const chosen = { crewId: crew(1), why };
    expect(types(askByDesk(given(asked(0), accepted(0)), chosen, { askId: ask(1), ...at(t0) }))).toEqual([
      "CrewStoodDown",
      "CrewAsked",
    ]);
    expect(types(askByDesk(given(asked(0), accepted(0), arrived(0)), chosen, { askId: ask(1), ...at(t0) }))).toEqual([
      "RESCUE_CREW_ON_SCENE",
    ]);
  });

  test("refusing after accepting gives the incident back", () => {
    const decision = refuseAsk(given(asked(0), accepted(0)), {
      askId: ask(0),
      reason: "vehicle",
      text: null,
      by: "app",
    });
    expect(types(decision)).toEqual(["CrewRefused"]);
    expect(
      stageOf(
        given(asked(0), accepted(0), { type: "CrewRefused", askId: ask(0), reason: "vehicle", text: null, by: "app" }),
      ),
    ).toBe("finding-crew");
  });
});

describe("whom to ask", () => {
  const others = { contracted: false };
  test.each([
    ["the contracted unit's nearest", given(), [option(0, 500), option(1, 300), option(2, 60, others)], 1, 1, null],
    ["anybody when the unit has nobody", given(), [option(2, 60, others)], 2, 2, "no-crew-at-level-1"],
    [
      "anybody when the unit's crew is busy",
      given(),
      [option(0, 50, { busy: true }), option(2, 60, others)],
      2,
      2,
      "no-crew-at-level-1",
    ],
    [
      "the unit's second when the first refused",
      given(asked(0), { type: "CrewRefused", askId: ask(0), reason: "busy", text: null, by: "app" }),
      [option(0, 50), option(1, 300)],
      1,
      1,
      null,
    ],
    [
      "anybody nearer when the unit cannot be there in time",
      given(),
      [option(0, 2_400), option(2, 600, others)],
      2,
      2,
      "level-1-too-far",
    ],
    [
      "the unit all the same when nobody else could either",
      given(),
      [option(0, 2_400), option(2, 2_500, others)],
      0,
      1,
      null,
    ],
  ] as const)("%s", (_name, incident, options, chosen, level, raise) => {
    const choice = chooseCrew(incident, options, clocks, t0);
    expect(choice).toMatchObject({ kind: "ask", crewId: crew(chosen), raise });
    expect(choice.kind === "ask" && choice.why.level).toBe(level);
  });

  test("nobody at all is said once, and searched again", () => {
    const choice = chooseCrew(given(), [], clocks, t0);
    expect(types(applyChoice(given(), choice, { askId: ask(0), ...at(t0) }))).toEqual(["LevelRaised", "NoCrewFound"]);
    const empty = given({ type: "NoCrewFound", level: 2 });
    expect(nextDue(empty, clocks, t0)).toEqual({ at: t0 + seconds(30), kind: "find-crew" });
  });

  test("a silent crew is asked again after five minutes, one that refused never", () => {
    const silent = given({ type: "LevelRaised", level: 2, reason: "dispatcher" }, asked(0), {
      type: "CrewAskOverdue",
      askId: ask(0),
    });
    expect(chooseCrew(silent, [option(0, 60)], clocks, t0 + minutes(4)).kind).toBe("nobody");
    expect(chooseCrew(silent, [option(0, 60)], clocks, t0 + minutes(6)).kind).toBe("ask");
    const refused = given(asked(0), { type: "CrewRefused", askId: ask(0), reason: "busy", text: null, by: "app" });
    expect(chooseCrew(refused, [option(0, 60)], clocks, t0 + minutes(60)).kind).toBe("nobody");
  });
});

describe("the end", () => {
  test("people are freed from the scene, then the lift is secured, then it closes", () => {
    const scene = given(asked(0), accepted(0), arrived(0));
    const report = { count: 2, injured: 0, by: "crew" } as const;
    expect(types(free(given(asked(0), accepted(0)), report))).toEqual(["RESCUE_CREW_NOT_ON_SCENE"]);
    expect(types(free(scene, { ...report, injured: 3 }))).toEqual(["RESCUE_MORE_INJURED_THAN_FREED"]);
    expect(types(free(scene, report))).toEqual(["PeopleFreed"]);
    expect(types(close(scene, { cause: "301", method: null, note: null }))).toEqual(["RESCUE_NOT_FREED"]);
    expect(types(secure(scene, "stopped"))).toEqual(["RESCUE_NOT_FREED"]);
    expect(
      types(close(given(asked(0), accepted(0), arrived(0), freed), { cause: "301", method: null, note: null })),
    ).toEqual(["RESCUE_NOT_SECURED"]);
  });

  test("people who came out themselves stand the crew down", () => {
    expect(types(free(given(asked(0), accepted(0)), { count: 1, injured: 0, by: "themselves" }))).toEqual([
      "CrewStoodDown",
      "PeopleFreed",
    ]);
  });

  test("a false alarm closes, unless people were freed", () => {
    expect(types(confirmFalse(given(asked(0)), "核实无人"))).toEqual([
      "CrewStoodDown",
      "FalseAlarmConfirmed",
      "IncidentClosed",
    ]);
    expect(types(confirmFalse(given(freed), "核实无人"))).toEqual(["RESCUE_PEOPLE_WERE_FREED"]);
  });
});

describe("time that passes", () => {
  test.each([
    [
      "an unanswered ask",
      given(asked(0)),
      { kind: "crew-answer", at: t0 },
      t0 + minutes(2),
      undefined,
      ["CrewAskOverdue"],
    ],
    ["an ask with time left", given(asked(0)), { kind: "crew-answer", at: t0 }, t0 + seconds(10), undefined, []],
    ["a crew in time", given(asked(0), accepted(0)), { kind: "crew-arrival", at: t0 }, t0 + minutes(1), 290, []],
    [
      "a crew held up",
      given(asked(0), accepted(0)),
      { kind: "crew-arrival", at: t0 },
      t0 + minutes(1),
      900,
      ["ArrivalReestimated"],
    ],
    [
      "a crew past the limit",
      given(asked(0), accepted(0)),
      { kind: "crew-arrival", at: t0 },
      t0 + minutes(31),
      60,
      ["ArrivalOverdue", "LevelRaised"],
    ],
    [
      "people still inside",
      given(asked(0), accepted(0), arrived(0)),
      { kind: "free", at: t0 },
      t0 + minutes(20),
      undefined,
      ["DeskAlerted"],
    ],
    [
      "nobody closes",
      given(asked(0), accepted(0), arrived(0), freed),
      { kind: "close", at: t0 },
      t0 + minutes(40),
      undefined,
      ["DeskAlerted"],
    ],
  ] as const)("%s", (_name, incident, due, now, etaSeconds, expected) => {
    expect(types(timePassed(incident, due, { now, clocks, etaSeconds }))).toEqual(expected);
  });
});

/** Draws a run of commands in any order and applies what is not refused. */
const step = fc.record({ what: fc.nat({ max: 11 }), n: fc.nat({ max: 3 }), afterSeconds: fc.nat({ max: 2_000 }) });

function run(steps: readonly { what: number; n: number; afterSeconds: number }[]): { incident: Incident; now: number } {
  let now = t0;
  let incident = given();
  for (const { what, n, afterSeconds } of steps) {
    now += seconds(afterSeconds);
    const due = nextDue(incident, clocks, now);
    const options = [0, 1, 2, 3].map((each) => option(each, 100 + each, { contracted: each < 2 }));
    const decisions: (() => Decision)[] = [
      () =>
        applyChoice(incident, chooseCrew(incident, options, clocks, now), {
          askId: newId<"ask">() as AskId,
          now,
          clocks,
        }),
      () => accept(incident, { askId: incident.asks[n]?.askId ?? ask(0), etaSeconds: 60, by: "app" }, at(now)),
      () => refuseAsk(incident, { askId: incident.asks[n]?.askId ?? ask(0), reason: "busy", text: null, by: "app" }),
      () => arrive(incident, { askId: incident.asks[n]?.askId ?? ask(0), by: "app", position: null }),
      () => free(incident, { count: n, injured: 0, by: n === 0 ? "themselves" : "crew" }),
      () => secure(incident, "stopped"),
      () => close(incident, { cause: "700", method: null, note: null }),
      () => (due === null ? { ok: true, value: [] } : timePassed(incident, due, { now, clocks, etaSeconds: 60 * n })),
      () => sayFree(incident, "device"),
      () => take(incident),
      () => askByDesk(incident, { crewId: crew(n), why }, { askId: newId<"ask">() as AskId, now, clocks }),
      () => confirmFalse(incident, "x"),
    ];
    const decision = decisions[what % decisions.length]?.();
    if (decision?.ok) for (const event of decision.value) incident = evolve(incident, event, now);
  }
  return { incident, now };
}

describe("laws, whatever happens in whatever order", () => {
  test("every open incident has a due moment and a closed one has none", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { incident, now } = run(steps);
        expect(nextDue(incident, clocks, now) === null).toBe(incident.closedAt !== null);
      }),
    );
  });

  test("at most one crew is asked at a time and at most one holds", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { incident } = run(steps);
        const count = (...statuses: string[]) => incident.asks.filter((each) => statuses.includes(each.status)).length;
        expect(count("asked")).toBeLessThanOrEqual(1);
        expect(count("accepted", "arrived")).toBeLessThanOrEqual(1);
        if (holderOf(incident) !== undefined) expect(pendingAsk(incident)).toBeUndefined();
      }),
    );
  });

  test("looked at when due, an incident that nobody touches always moves on or is looked at later", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { incident, now } = run(steps);
        const due = nextDue(incident, clocks, now);
        if (due === null || due.kind === "find-crew") return;
        const then = Math.max(now, due.at);
        const decision = timePassed(incident, due, { now: then, clocks, etaSeconds: 60 });
        const after = decision.ok
          ? decision.value.reduce((state, event) => evolve(state, event, then), incident)
          : incident;
        const next = nextDue(after, clocks, then);
        expect(next?.kind === "find-crew" || (next?.at ?? 0) > then).toBe(true);
      }),
    );
  });

  test("nothing closes without a person: time alone never frees or closes", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { incident } = run(steps.filter(({ what }) => what === 0 || what === 7));
        expect(incident.freed).toBeNull();
        expect(incident.closedAt).toBeNull();
      }),
    );
  });
});
