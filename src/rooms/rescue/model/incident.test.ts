import { describe, expect, test } from "vitest";
import {
  accepted,
  arrived,
  ask,
  asked,
  at,
  clocks,
  closed,
  crew,
  freed,
  given,
  option,
  secured,
  t0,
  types,
  why,
} from "../../../../tests/support/incident-givens.ts";
import { minutes, seconds } from "../../../kernel/clock.ts";
import { clockBounds } from "../contract/settings.ts";
import { chooseCrew } from "./choose-crew.ts";
import { comfortFor } from "./comfort.ts";
import { joinAlarm, sayFree, take } from "./decide-alarm.ts";
import { accept, applyChoice, arrive, askByDesk, refuseAsk } from "./decide-crew.ts";
import { timePassed } from "./decide-due.ts";
import { close, confirmFalse, free, secure } from "./decide-end.ts";
import { hasCome, nextDue, searchAheadMs } from "./due.ts";
import { holderOf, stageOf } from "./incident.ts";
import type { IncidentEvent } from "./incident-events.ts";
import { urgencyOf } from "./urgency.ts";

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

describe("a crew that is asked twice", () => {
  const again: IncidentEvent = { ...asked(1), crewId: crew(0) } as IncidentEvent;
  const overdue: IncidentEvent = { type: "CrewAskOverdue", askId: ask(0) };

  test("is not stood down by itself: neither when it accepts and arrives, nor when all are out", () => {
    const onTheWay = given(asked(0), overdue, again, accepted(1));
    expect(
      types(accept(given(asked(0), overdue, again), { askId: ask(1), etaSeconds: 60, by: "app" }, at(t0))),
    ).toEqual(["CrewAccepted"]);
    expect(types(arrive(onTheWay, { askId: ask(1), by: "app", position: null }))).toEqual(["CrewArrived"]);
    const there = given(asked(0), overdue, again, accepted(1), arrived(1));
    expect(types(free(there, { count: 1, injured: 0, by: "crew" }))).toEqual(["PeopleFreed"]);
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
  test("nothing that brings people is set further ahead than the longest answer of a city, so what lies beyond is a clock set back", () => {
    expect(searchAheadMs).toBe(seconds(clockBounds.crewAnswer.most));
    const last = t0 + searchAheadMs;
    expect([
      hasCome({ at: last, kind: "crew-answer" }, t0),
      hasCome({ at: last + 1, kind: "crew-answer" }, t0),
    ]).toEqual([false, true]);
    expect(hasCome({ at: last + 1, kind: "close" }, t0)).toBe(false);
  });

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
    [
      "an ask that lies two hours ahead, since the clock was set back",
      given(asked(0)),
      { kind: "crew-answer", at: t0 },
      t0 - minutes(120),
      undefined,
      ["CrewAskOverdue"],
    ],
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
      "the crew arrived while its way was looked after: its time to free has only begun",
      given(asked(0), accepted(0), arrived(0)),
      { kind: "free", at: t0 + minutes(15) },
      t0 + minutes(2),
      undefined,
      [],
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
    const etas = new Map(
      etaSeconds === undefined ? [] : incident.asks.map(({ askId }) => [askId, etaSeconds] as const),
    );
    expect(types(timePassed(incident, due, { now, clocks, etas }))).toEqual(expected);
  });
});
