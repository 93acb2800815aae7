import fc from "fast-check";
import { expect, test } from "vitest";
import { ask, clocks, crew, given, t0, why } from "../../../../tests/support/incident-givens.ts";
import { seconds } from "../../../kernel/clock.ts";
import type { AskId } from "../../../kernel/ids.ts";
import type { Decision } from "./decide-alarm.ts";
import { arrive, refuseAsk } from "./decide-crew.ts";
import { acceptBeside, askBeside, type Line, markLate, runningAsk } from "./hedged-asks.ts";
import { evolve, holderOf, type Incident } from "./incident.ts";

const whyOf = (line: Line) =>
  line === "contracted" ? why : ({ ...why, level: 2, rule: "station", reason: "gain" } as const);
const lines = ["contracted", "others"] as const;

const step = fc.record({ what: fc.nat({ max: 5 }), n: fc.nat({ max: 5 }), afterSeconds: fc.nat({ max: 900 }) });

/** Runs drawn commands; `see` is shown each state with the one before. */
function run(
  steps: readonly { what: number; n: number; afterSeconds: number }[],
  see: (before: Incident, after: Incident) => void,
): void {
  let now = t0;
  let incident = given();
  for (const { what, n, afterSeconds } of steps) {
    now += seconds(afterSeconds);
    const before = incident;
    const at = { now, clocks };
    const askId = incident.asks[n]?.askId ?? ask(0);
    const askNext = (line: Line): Decision =>
      askBeside(
        incident,
        { crewId: crew(incident.asks.length % 4), why: whyOf(line) },
        { ...at, askId: `ask-${incident.asks.length}` as AskId },
      );
    const decisions: (() => Decision)[] = [
      () => askNext("contracted"),
      () => askNext("others"),
      () => acceptBeside(incident, { askId, etaSeconds: 300, by: "app" }, at),
      () => refuseAsk(incident, { askId, reason: "busy", text: null, by: "app" }),
      () => markLate(incident, now),
      () => arrive(incident, { askId, by: "app", position: null }),
    ];
    const decision = decisions[what]?.();
    if (decision?.ok) for (const event of decision.value) incident = evolve(incident, event, now) as Incident;
    see(before, incident);
  }
}

const holding = (incident: Incident) =>
  incident.asks.filter((each) => each.status === "accepted" || each.status === "arrived");

test("whenever a crew holds, exactly one is accountable, and it is one that holds", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) =>
      run(steps, (_, after) => {
        const accountable = holderOf(after);
        expect(accountable === undefined).toBe(holding(after).length === 0);
        if (accountable !== undefined) expect(holding(after)).toContain(accountable);
      }),
    ),
    { numRuns: 400 },
  );
});

test("accountability passes on only when its crew holds no more or another stands at the lift", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) =>
      run(steps, (before, after) => {
        const [was, is] = [holderOf(before), holderOf(after)];
        if (was === undefined || was.askId === is?.askId) return;
        const now = after.asks.find((each) => each.askId === was.askId);
        expect(now?.status !== "accepted" || is?.status === "arrived").toBe(true);
      }),
    ),
    { numRuns: 400 },
  );
});

test("each line has one ask at a time, and the first at the lift ends both", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) =>
      run(steps, (_, after) => {
        const running = after.asks.filter((each) => each.status === "asked" || each.status === "accepted");
        expect(running.length).toBeLessThanOrEqual(2);
        for (const line of lines)
          expect(
            running.filter((each) => (each.why.rule === "contracted-unit") === (line === "contracted")).length,
          ).toBeLessThanOrEqual(1);
        const arrived = after.asks.find((each) => each.status === "arrived");
        if (arrived !== undefined) expect(running.filter((each) => each.crewId !== arrived.crewId)).toEqual([]);
      }),
    ),
    { numRuns: 400 },
  );
});

test("a second crew is asked beside the first, accepts, arrives first: the first is stood down", () => {
  const at = (n: number) => ({ now: t0 + seconds(n), clocks });
  let incident = given();
  const take = (decision: Decision, n: number): void => {
    expect(decision.ok).toBe(true);
    if (decision.ok) for (const event of decision.value) incident = evolve(incident, event, at(n).now) as Incident;
  };
  take(askBeside(incident, { crewId: crew(0), why: whyOf("contracted") }, { ...at(1), askId: ask(0) }), 1);
  take(acceptBeside(incident, { askId: ask(0), etaSeconds: 1_200, by: "app" }, at(2)), 2);
  take(askBeside(incident, { crewId: crew(1), why: whyOf("others") }, { ...at(3), askId: ask(1) }), 3);
  take(acceptBeside(incident, { askId: ask(1), etaSeconds: 300, by: "app" }, at(4)), 4);
  expect(incident.level).toBe(2);
  expect(runningAsk(incident, "others")?.crewId).toBe(crew(1));
  expect(holderOf(incident)?.crewId).toBe(crew(0));
  take(arrive(incident, { askId: ask(1), by: "app", position: null }), 400);
  expect(holderOf(incident)?.crewId).toBe(crew(1));
  expect(incident.asks.map((each) => each.status)).toEqual(["stood-down", "arrived"]);
});
