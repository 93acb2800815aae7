import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ask, at, clocks, crew, given, option, t0, why } from "../../../../tests/support/incident-givens.ts";
import { seconds } from "../../../kernel/clock.ts";
import { type AskId, newId } from "../../../kernel/ids.ts";
import { chooseCrew } from "./choose-crew.ts";
import { type Decision, sayFree, take } from "./decide-alarm.ts";
import { accept, applyChoice, arrive, askByDesk, refuseAsk } from "./decide-crew.ts";
import { timePassed } from "./decide-due.ts";
import { close, confirmFalse, free, secure } from "./decide-end.ts";
import { nextDue } from "./due.ts";
import { evolve, holderOf, type Incident, pendingAsk } from "./incident.ts";

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
      () =>
        due === null
          ? { ok: true, value: [] }
          : timePassed(incident, due, { now, clocks, etas: etasOf(incident, 60 * n) }),
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

const etasOf = (incident: Incident, seconds: number) =>
  new Map(incident.asks.map(({ askId }) => [askId, seconds] as const));

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
        let [state, then] = [incident, now];
        // Several things may be due at once: each look settles one of them.
        for (let looks = 0; looks < 5; looks += 1) {
          const due = nextDue(state, clocks, then);
          if (due === null || due.kind === "find-crew" || (looks > 0 && due.at > then)) return;
          then = Math.max(then, due.at);
          const decision = timePassed(state, due, { now: then, clocks, etas: etasOf(state, 60) });
          if (decision.ok) for (const event of decision.value) state = evolve(state, event, then);
        }
        throw new Error("it is looked at again and again in the same moment");
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
