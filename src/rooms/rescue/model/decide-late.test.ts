import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  accepted,
  arrived,
  ask,
  asked,
  clocks,
  freed,
  given,
  t0,
  types,
} from "../../../../tests/support/incident-givens.ts";
import { minutes, seconds } from "../../../kernel/clock.ts";
import { comfortFor } from "./comfort.ts";
import { timePassed } from "./decide-due.ts";
import { type Lateness, tellLate } from "./decide-late.ts";
import { nextDue } from "./due.ts";
import { evolve, type Incident } from "./incident.ts";
import { urgencyOf } from "./urgency.ts";

const told = (part: Partial<Lateness> = {}): Lateness => ({
  askId: ask(0),
  minutes: 10,
  reason: "traffic",
  text: null,
  expectedBefore: null,
  by: "app",
  ...part,
});
/** What the crew says at a moment, as the incident is then. */
function saying(incident: Incident, lateness: Lateness, saidAt: number): Incident {
  const decision = tellLate(incident, lateness, saidAt);
  if (!decision.ok) throw new Error(decision.refusal.code);
  return decision.value.reduce(
    (state, event) => evolve(state, { ...event, doneAt: saidAt } as never, saidAt),
    incident,
  );
}
const expected = (incident: Incident) => incident.asks[0]?.expectedAt;

// Accepted two seconds after t0, expected six minutes after it.
const onTheWay = given(asked(0), accepted(0));
const now = t0 + minutes(2);

describe("「晚到 N 分钟」", () => {
  test.each([
    ["on its way", onTheWay, ["CrewDelayed"]],
    ["asked, and not accepted", given(asked(0)), ["RESCUE_ASK_NOT_ACCEPTED"]],
    [
      "late already, and still coming",
      given(asked(0), accepted(0), { type: "ArrivalOverdue", askId: ask(0) }),
      ["CrewDelayed"],
    ],
    [
      "sent back",
      given(asked(0), accepted(0), { type: "CrewStoodDown", askId: ask(0), reason: "desk-chose-another" }),
      ["RESCUE_ASK_WITHDRAWN"],
    ],
    ["told after it arrived", given(asked(0), accepted(0), arrived(0)), []],
    ["told after the people were out", given(asked(0), accepted(0), arrived(0), freed), []],
  ])("%s", (_name, incident, outcome) => {
    expect(types(tellLate(incident, told(), now))).toEqual(outcome);
  });

  test("counts from the arrival that was said; one that has passed counts from now", () => {
    expect(expected(saying(onTheWay, told(), now))).toBe(t0 + minutes(16));
    expect(expected(saying(onTheWay, told(), t0 + minutes(8)))).toBe(t0 + minutes(18));
  });

  test("pressed on both phones of a crew it is said once", () => {
    const seen = { expectedBefore: t0 + minutes(6) };
    const first = saying(onTheWay, told(seen), now);
    expect(types(tellLate(first, told(seen), now + seconds(20)))).toEqual([]);
    // Said again, on purpose, by who has seen the new time.
    expect(expected(saying(first, told({ expectedBefore: t0 + minutes(16) }), now + minutes(1)))).toBe(
      t0 + minutes(26),
    );
  });

  test("an arrival that the phone cannot have seen is not believed", () => {
    for (const expectedBefore of [t0 + minutes(600), Number.NaN, 1.5])
      expect(expected(saying(onTheWay, told({ expectedBefore }), now))).toBe(t0 + minutes(16));
  });

  test("in whatever order two words come, the one that was said last counts", () => {
    const minute = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(minute, minute, fc.integer({ min: 1, max: 10 }), (a, b, apart) => {
        const first = [told({ minutes: a, expectedBefore: t0 + minutes(6) }), now] as const;
        const second = [told({ minutes: b, expectedBefore: t0 + minutes(90) }), now + minutes(apart)] as const;
        const inOrder = saying(saying(onTheWay, ...first), ...second);
        const otherwise = saying(saying(onTheWay, ...second), ...first);
        expect(expected(otherwise)).toBe(expected(inOrder));
      }),
    );
  });

  test("the car hears the new minutes, the desk that it will be too late", () => {
    const late = saying(onTheWay, told({ minutes: 30 }), now);
    expect(comfortFor(late, now).text).toContain("大约还要34分钟");
    expect(urgencyOf(onTheWay, now)).toBe("trapped");
    expect(urgencyOf(late, now)).toBe("late-soon");
  });

  test("roads do not know better until the time that it said has come", () => {
    const late = saying(onTheWay, told(), now);
    const look = (at: number, etaSeconds: number) => {
      const due = nextDue(late, clocks, at);
      if (due === null) throw new Error("not due");
      const decision = timePassed(late, due, { now: at, clocks, etas: new Map([[ask(0), etaSeconds]]) });
      return decision.ok ? decision.value : [];
    };
    expect(look(now + minutes(1), 120)).toEqual([]);
    expect(look(now + minutes(1), 1_200)).toEqual([
      { type: "ArrivalReestimated", askId: ask(0), expectedAt: now + minutes(21) },
    ]);
    expect(look(t0 + minutes(17), 120)).toEqual([
      { type: "ArrivalReestimated", askId: ask(0), expectedAt: t0 + minutes(19) },
    ]);
  });
});
