import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  accepted,
  arrived,
  ask,
  asked,
  at,
  clocks,
  crew,
  freed,
  given,
  t0,
  types,
  why,
} from "../../../../tests/support/incident-givens.ts";
import { minutes, seconds } from "../../../kernel/clock.ts";
import type { HelpKind } from "../contract/crew-phone.ts";
import type { Decision } from "./decide-alarm.ts";
import { accept, arrive, askBesideByDesk, refuseAsk } from "./decide-crew.ts";
import { timePassed } from "./decide-due.ts";
import { free } from "./decide-end.ts";
import { answerHelp, askForHelp, withdrawHelp } from "./decide-help.ts";
import { tellLate } from "./decide-late.ts";
import { merge } from "./decide-merge.ts";
import { nextDue } from "./due.ts";
import { openHelps } from "./help.ts";
import { evolve, holderOf, type Incident, stageOf } from "./incident.ts";
import { recordOutsideHelp } from "./outside-help.ts";
import { urgencyOf } from "./urgency.ts";

const onScene = given(asked(0), accepted(0), arrived(0));
const now = t0 + minutes(8);
const wish = (what: HelpKind, helpId = what as string) => ({ helpId, askId: ask(0), what, text: null });
function done(incident: Incident, decision: Decision, when = now): Incident {
  if (!decision.ok) throw new Error(decision.refusal.code);
  return decision.value.reduce((state, event) => evolve(state, event, when), incident);
}
const askSecond = (incident: Incident, n = 1): Decision =>
  askBesideByDesk(
    incident,
    { crewId: crew(n), why: { ...why, level: 2, rule: "any-unit" } },
    { askId: ask(n), now, clocks },
  );

describe("a crew asks for help", () => {
  test.each([
    ["on scene", onScene, ["HelpAsked"]],
    ["on its way", given(asked(0), accepted(0)), ["HelpAsked"]],
    ["after the people are out", given(asked(0), accepted(0), arrived(0), freed), ["HelpAsked"]],
    ["not accepted", given(asked(0)), ["RESCUE_ASK_NOT_ACCEPTED"]],
    ["the same again", done(onScene, askForHelp(onScene, wish("tools"))), []],
  ])("%s", (_name, incident, outcome) => {
    expect(types(askForHelp(incident, wish("tools")))).toEqual(outcome);
  });

  test("by both phones of a crew it is one request, and after it was withdrawn a new one", () => {
    const once = done(onScene, askForHelp(onScene, wish("tools")));
    expect(types(askForHelp(once, wish("tools", "other phone")))).toEqual([]);
    const withdrawn = done(once, withdrawHelp(once, ask(0), "tools"));
    expect(openHelps(withdrawn)).toEqual([]);
    expect(types(withdrawHelp(withdrawn, ask(0), "tools"))).toEqual([]);
    expect(types(askForHelp(withdrawn, wish("tools", "again")))).toEqual(["HelpAsked"]);
  });

  test("life at risk until somebody has seen it; fire, ambulance and police until they are arranged", () => {
    const urgency = (incident: Incident) => urgencyOf(incident, now);
    expect(urgency(onScene)).toBe("trapped");
    for (const what of ["tools", "ambulance"] as const) {
      const unseen = done(onScene, askForHelp(onScene, wish(what)));
      const seen = done(unseen, answerHelp(unseen, { helpId: what, answer: "seen", note: null }));
      expect([urgency(unseen), urgency(seen)]).toEqual(["life", what === "tools" ? "trapped" : "life"]);
      const answered = done(seen, answerHelp(seen, { helpId: what, answer: "arranged", note: "十分钟" }));
      expect(urgency(answered)).toBe("trapped");
    }
    const out = given(asked(0), accepted(0), arrived(0), freed);
    expect([urgency(out), urgency(done(out, askForHelp(out, wish("ambulance"))))]).toEqual(["done", "life"]);
  });

  test("what the desk does anyway answers it", () => {
    const both = done(done(onScene, askForHelp(onScene, wish("fire"))), askForHelp(onScene, wish("ambulance")));
    const called = done(both, recordOutsideHelp(both, { service: "120", note: null }));
    expect(openHelps(called).map(({ what }) => what)).toEqual(["fire"]);
  });
});

test("joined to another rescue, what a crew said and waits for goes with it", () => {
  const late = tellLate(
    given(asked(0), accepted(0)),
    { askId: ask(0), minutes: 10, reason: "traffic", text: null, expectedBefore: null, by: "app" },
    now,
  );
  const coming = done(given(asked(0), accepted(0)), late);
  const wants = done(coming, askForHelp(coming, wish("tools")));
  const id = (n: number) => `00000000-0000-7000-8000-00000000010${n}` as never;
  const both = merge(
    { id: id(1), incident: wants },
    { id: id(2), incident: given() },
    { reason: "x", because: [] },
    () => ask(3),
  );
  if (!both.ok) throw new Error(both.refusal.code);
  const into = both.value.into.reduce((state, event) => evolve(state, event, now + minutes(1)), given());
  expect(openHelps(into)).toMatchObject([{ helpId: "tools", askId: ask(3), askedAt: now }]);
  expect(into.asks[0]).toMatchObject({
    status: "accepted",
    expectedAt: wants.asks[0]?.expectedAt,
    delay: { minutes: 10 },
  });
});

describe("a second crew comes because the first needs it", () => {
  const needed = done(onScene, askForHelp(onScene, wish("second-crew")));

  test("without a request nobody is asked beside a crew on scene", () => {
    expect(types(askSecond(onScene))).toEqual(["RESCUE_CREW_ON_SCENE"]);
  });

  test("the first stays accountable; both are there; people are freed by either", () => {
    const asking = done(needed, askSecond(needed));
    expect(openHelps(asking)).toEqual([]);
    expect(types(askSecond(asking, 2))).toEqual(["RESCUE_CREW_ON_SCENE"]);
    const coming = done(asking, accept(asking, { askId: ask(1), etaSeconds: 300, by: "app" }, at(now)));
    expect([holderOf(coming)?.askId, stageOf(coming)]).toEqual([ask(0), "on-scene"]);
    const there = done(coming, arrive(coming, { askId: ask(1), by: "app", position: null }));
    expect(there.asks.map(({ status }) => status)).toEqual(["arrived", "arrived"]);
    expect(holderOf(there)?.askId).toBe(ask(0));
    expect(types(free(there, { count: 1, injured: 0, by: "crew" }))).toEqual(["PeopleFreed"]);
  });

  test("it does not answer, or refuses: nobody is coming, and the request is open again", () => {
    const asking = done(needed, askSecond(needed));
    const due = nextDue(asking, clocks, now);
    expect(due).toEqual({ at: now + seconds(90), kind: "crew-answer" });
    if (due === null) return;
    const silent = done(asking, timePassed(asking, due, { now: due.at, clocks, etas: new Map() }));
    expect(silent.asks[1]?.status).toBe("overdue");
    expect(openHelps(silent)).toHaveLength(1);
    const refused = done(asking, refuseAsk(asking, { askId: ask(1), reason: "busy", text: null, by: "app" }));
    expect(openHelps(refused)).toHaveLength(1);
    expect(types(askSecond(refused, 2))).toEqual(expect.arrayContaining(["CrewAsked"]));
  });

  test("asked while the first was on its way, it is not sent back by the first one's arrival, nor the first by its own", () => {
    const coming = given(asked(0), accepted(0));
    const wanted = done(coming, askForHelp(coming, wish("second-crew")));
    const asking = done(wanted, askSecond(wanted));
    const both = done(asking, accept(asking, { askId: ask(1), etaSeconds: 60, by: "app" }, at(now)));
    for (const [first, second] of [
      [0, 1],
      [1, 0],
    ] as const) {
      const one = done(both, arrive(both, { askId: ask(first), by: "app", position: null }));
      const two = done(one, arrive(one, { askId: ask(second), by: "app", position: null }));
      expect(two.asks.map(({ status }) => status)).toEqual(["arrived", "arrived"]);
      expect(holderOf(two)?.askId).toBe(ask(0));
    }
  });

  test("whatever happens in whatever order: at most one crew that does not help holds, and what is open has a due moment", () => {
    const step = fc.record({ what: fc.nat({ max: 8 }), n: fc.nat({ max: 3 }), after: fc.nat({ max: 300 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let [incident, time] = [onScene, now];
        for (const { what, n, after } of steps) {
          time += seconds(after);
          const due = nextDue(incident, clocks, time);
          const askId = incident.asks[n]?.askId ?? ask(0);
          const acts: (() => Decision)[] = [
            () => askForHelp(incident, wish("second-crew", `help ${time}`)),
            () => withdrawHelp(incident, ask(0), incident.help?.at(-1)?.helpId ?? ""),
            () =>
              askBesideByDesk(
                incident,
                { crewId: crew(n), why },
                { askId: `${ask(n)}/${time}` as never, now: time, clocks },
              ),
            () => accept(incident, { askId, etaSeconds: 60, by: "app" }, at(time)),
            () => refuseAsk(incident, { askId, reason: "busy", text: null, by: "app" }),
            () => arrive(incident, { askId, by: "app", position: null }),
            () =>
              due === null
                ? { ok: true, value: [] }
                : timePassed(incident, due, { now: time, clocks, etas: new Map() }),
            () => free(incident, { count: 1, injured: 0, by: "crew" }),
            () => answerHelp(incident, { helpId: incident.help?.at(-1)?.helpId ?? "", answer: "arranged", note: null }),
          ];
          const decision = acts[what]?.();
          if (decision?.ok) incident = decision.value.reduce((state, event) => evolve(state, event, time), incident);
          const holding = incident.asks.filter(
            (each) => each.why.line !== "help" && ["accepted", "arrived"].includes(each.status),
          );
          expect(holding.length).toBeLessThanOrEqual(1);
          expect(nextDue(incident, clocks, time)).not.toBeNull();
        }
      }),
    );
  });
});
