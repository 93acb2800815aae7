import { describe, expect, test } from "vitest";
import {
  accepted,
  arrived,
  ask,
  asked,
  at,
  freed,
  given,
  secured,
  t0,
  types,
} from "../../../../tests/support/incident-givens.ts";
import { minutes, seconds } from "../../../kernel/clock.ts";
import { accept } from "./decide-crew.ts";
import { free } from "./decide-end.ts";
import { deedTime, stamped } from "./deed-time.ts";
import { evolve, type Incident } from "./incident.ts";
import type { IncidentEvent } from "./incident-events.ts";

const ownAsk = (incident: Incident) => {
  const [first] = incident.asks;
  if (first === undefined) throw new Error("nobody was asked");
  return first;
};
const timeOf = (incident: Incident, phoneAt: number | undefined, now: number) =>
  deedTime(incident, { ask: ownAsk(incident), phoneAt, now });

// Asked a second after t0, accepted two seconds after it.
const waiting = given(asked(0));
const onTheWay = given(asked(0), accepted(0));
const now = t0 + minutes(20);

describe("when a crew did what its phone tells now", () => {
  test.each([
    ["no time told", waiting, undefined, {}],
    ["six minutes ago, without signal", waiting, now - minutes(6), { doneAt: now - minutes(6) }],
    ["at the moment of the ask", waiting, t0 + seconds(1), { doneAt: t0 + seconds(1) }],
    ["a little ahead of the server: now", waiting, now + seconds(90), {}],
    ["more than two minutes ahead", waiting, now + minutes(3), { phoneAt: now + minutes(3) }],
    ["before the ask", waiting, t0, { phoneAt: t0 }],
    ["a year off", waiting, t0 - minutes(525_600), { phoneAt: t0 - minutes(525_600) }],
    ["no time at all", waiting, Number.POSITIVE_INFINITY, { phoneAt: Number.POSITIVE_INFINITY }],
    ["never before the deed before it", onTheWay, t0 + seconds(1), { doneAt: t0 + seconds(2) }],
  ])("%s", (_name, incident, phoneAt, expected) => {
    expect(timeOf(incident, phoneAt, now)).toEqual(expected);
  });

  test("counts: the incident is accepted, reached and freed when it was done, not when it was told", () => {
    const done = (event: IncidentEvent, minute: number): IncidentEvent =>
      ({ ...event, doneAt: t0 + minutes(minute) }) as IncidentEvent;
    const told = given(asked(0), done(accepted(0), 1), done(arrived(0), 8), done(freed, 11), done(secured, 12));
    expect(told).toMatchObject({
      answeredAt: t0 + minutes(1),
      arrivedAt: t0 + minutes(8),
      freed: { at: t0 + minutes(11) },
      securedAt: t0 + minutes(12),
    });
  });

  test("who is stood down by it is so only now", () => {
    const decision = accept(
      given(asked(0), { type: "CrewAskOverdue", askId: ask(0) }, asked(1)),
      { askId: ask(0), etaSeconds: 60, by: "app" },
      at(now),
    );
    const events = stamped(decision, { doneAt: now - minutes(2) });
    expect(events.ok && events.value.map((event) => [event.type, "doneAt" in event])).toEqual([
      ["CrewStoodDown", false],
      ["CrewAccepted", true],
    ]);
  });

  test("whoever called for help after the people were out is not freed by it", () => {
    const onScene = given(asked(0), accepted(0), arrived(0));
    const again = evolve(
      onScene,
      { type: "AlarmJoined", source: "car-page", cause: "car-page", alarmKey: "car/2", trappedSince: t0 + minutes(15) },
      t0 + minutes(15),
    );
    const report = { count: 2, injured: 0, by: "crew" } as const;
    expect(types(free(again, report, t0 + minutes(10)))).toEqual(["RESCUE_ALARM_SINCE"]);
    expect(types(free(again, report, t0 + minutes(16)))).toEqual(["PeopleFreed"]);
    expect(types(free(again, report))).toEqual(["PeopleFreed"]);
  });
});
