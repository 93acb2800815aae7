import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  arrived,
  asked,
  at,
  clocks,
  closed,
  freed,
  given,
  t0,
  types,
} from "../../../../tests/support/incident-givens.ts";
import { minutes, seconds } from "../../../kernel/clock.ts";
import { newId } from "../../../kernel/ids.ts";
import { type Hazard, hazards, helpSteps, services } from "../contract/hazards.ts";
import { withSuspicion } from "./accident.ts";
import type { Decision } from "./decide-alarm.ts";
import { timePassed } from "./decide-due.ts";
import { merge } from "./decide-merge.ts";
import { nextDue } from "./due.ts";
import type { HazardRule } from "./hazard-rule.ts";
import { isWorseOff, setHazards, tellHazards } from "./hazards.ts";
import { evolve, holderOf, type Incident, stageOf } from "./incident.ts";
import type { IncidentEvent } from "./incident-events.ts";
import {
  advanceHelp,
  callOutside,
  declineHelp,
  handBack,
  helpDueAt,
  leadingService,
  undoHelp,
  wantedHelp,
  withWantedHelp,
} from "./outside-help.ts";
import { helpOf } from "./outside-help-state.ts";
import { stopOf } from "./storm-members.ts";
import { urgencyOf } from "./urgency.ts";

const rule: HazardRule = { injury: "120", illness: "120", fire: "119", water: "119", "child-alone": "119" };
const told = (...added: Hazard[]): IncidentEvent => ({ type: "HazardsReported", added, from: "car" });
const wanted = (before: Incident, ...events: IncidentEvent[]) =>
  withWantedHelp(before, events, { now: t0 + seconds(10), clocks, rule }).filter(
    ({ type }) => type === "OutsideHelpWanted",
  );
const having = (before: Incident, decision: Decision, now = t0 + seconds(20)): Incident => {
  if (!decision.ok) throw new Error(decision.refusal.code);
  return withWantedHelp(before, decision.value, { now, clocks, rule }).reduce<Incident>(
    (state, event) => evolve(state, event, now),
    before,
  );
};
const burning = (): Incident => having(given(), tellHazards(given(), ["fire"], "car"));
const note = { note: null };
const step = (service: "110" | "119" | "120", name: (typeof helpSteps)[number], caseNo: string | null = null) =>
  ({ service, step: name, caseNo }) as const;

describe("what waits for no level", () => {
  test.each<[string, IncidentEvent, string[]]>([
    ["fire", told("fire"), ["119"]],
    ["illness", told("illness"), ["120"]],
    ["fire and somebody hurt", told("fire", "injury"), ["119", "120"]],
    ["water and a child alone are one call", told("water", "child-alone"), ["119"]],
    ["somebody counted as hurt", { type: "PersonsReported", persons: 2, injured: 1, vulnerable: false }, ["120"]],
    ["somebody old", { type: "PersonsReported", persons: 2, injured: 0, vulnerable: true }, []],
    ["somebody hurt when they came out", { ...freed, injured: 1 } as IncidentEvent, ["120"]],
  ])("%s", (_, event, services) => {
    expect(wanted(given(), event).map((each) => "service" in each && each.service)).toEqual(services);
  });

  test("is called for at level 1, before any crew and in a fault, but not where a drill calls nobody", () => {
    expect(burning().level).toBe(1);
    expect(urgencyOf(burning(), t0)).toBe("life");
    const drill = { ...given(), drill: { callOutside: false } as Incident["drill"] } as Incident;
    expect(wanted(drill, told("fire"))).toEqual([]);
  });

  test("a service that was called already is not wanted again, one that was declined is for a new reason", () => {
    const called = having(burning(), callOutside(burning(), { service: "119", ...note }));
    expect(wanted(called, told("water"))).toEqual([]);
    const declined = having(burning(), declineHelp(burning(), "119", "蒸汽，非火情"));
    expect(wantedHelp(declined)).toEqual([]);
    expect(wanted(declined, told("water"))).toHaveLength(1);
  });

  test("taken back by the desk it calls nobody any more; what the car says again changes nothing", () => {
    const over = having(burning(), setHazards(burning(), [], "看错了"));
    expect(wantedHelp(over)).toEqual([]);
    expect(helpDueAt(over, clocks)).toBeUndefined();
    expect(types(tellHazards(burning(), ["fire"], "crew"))).toEqual([]);
  });

  test("an injury told in words opens the file of a suspected accident", () => {
    const events = withSuspicion(given(), [told("injury")], { now: t0, clocks });
    expect(events.map(({ type }) => type)).toEqual(["HazardsReported", "AccidentSuspected"]);
  });

  test("whoever is in smoke counts among the worst off of a storm", () => {
    expect(isWorseOff(burning())).toBe(true);
    expect(stopOf(burning(), t0, 5).vulnerable).toBe(1);
    expect(stopOf(given(), t0, 5).vulnerable).toBeNull();
  });
});

describe("a service's part in a rescue", () => {
  const called = () => having(burning(), callOutside(burning(), { service: "119", ...note }));

  test("the call takes the incident, raises it to level 3 and is wanted no more", () => {
    expect(types(callOutside(burning(), { service: "119", ...note }))).toEqual([
      "IncidentTaken",
      "OutsideHelpRecorded",
      "LevelRaised",
    ]);
    expect(wantedHelp(called())).toEqual([]);
  });

  test("reminded once when the call, and once when its answer, is overdue", () => {
    const due = nextDue(burning(), clocks, t0 + seconds(25));
    expect(due?.kind).toBe("find-crew");
    expect(helpDueAt(burning(), clocks)).toBe(t0 + seconds(80));
    const late = timePassed(
      burning(),
      { at: t0 + seconds(80), kind: "outside" },
      { ...at(t0 + seconds(81)), etas: new Map() },
    );
    expect(types(late)).toEqual(["OutsideHelpOverdue"]);
    const reminded = having(burning(), late);
    expect(helpDueAt(reminded, clocks)).toBeUndefined();
    expect(helpOf(reminded, "119")?.alerted).toBe(true);
    expect(helpDueAt(called(), clocks)).toBe(t0 + seconds(140));
    const answered = having(called(), advanceHelp(called(), step("119", "answered")));
    expect(helpDueAt(answered, clocks)).toBeUndefined();
  });

  test("told out of order it only goes forward; a case number is kept whenever it comes", () => {
    const there = having(called(), advanceHelp(called(), step("119", "arrived")));
    expect(types(advanceHelp(there, step("119", "on-the-way")))).toEqual([]);
    const numbered = having(there, advanceHelp(there, step("119", "answered", "X119-7")));
    expect(helpOf(numbered, "119")).toMatchObject({ status: "arrived", caseNo: "X119-7" });
    expect(types(advanceHelp(numbered, step("119", "arrived", "X119-7")))).toEqual([]);
  });

  test("who leads on the spot does not take it off our hands: the holder and the clocks stay", () => {
    const withCrew = given(asked(0), arrived(0), told("fire"));
    const calledToo = having(withCrew, callOutside(withCrew, { service: "119", ...note }));
    const led = having(calledToo, advanceHelp(calledToo, step("119", "lead")));
    expect(leadingService(led)).toBe("119");
    expect(holderOf(led)?.status).toBe("arrived");
    expect(nextDue(led, clocks, t0 + minutes(1))).not.toBeNull();
  });

  test("handed back with the people out they are freed by the fire service; without, the rescue goes on", () => {
    const back = { service: "119", did: "破拆救出", freed: { count: 2, injured: 0 } } as const;
    const out = having(called(), handBack(called(), back));
    expect(out.freed).toMatchObject({ count: 2, by: "fire-service" });
    expect(helpOf(out, "119")).toMatchObject({ status: "handed-back", freed: 2 });
    const still = having(called(), handBack(called(), { ...back, freed: null }));
    expect(stageOf(still)).not.toBe("freed");
    expect(types(handBack(still, back))).toEqual(["RESCUE_HELP_NOT_CALLED"]);
    const ambulance = having(given(), callOutside(given(), { service: "120", ...note }));
    expect(types(handBack(ambulance, { ...back, service: "120" }))).toEqual(["RESCUE_HELP_FREES_NOT"]);
  });

  test("a mistake is undone: wanted again where the rule wanted it, the level as it was", () => {
    const undone = having(called(), undoHelp(called(), "119", "拨错"));
    expect(undone).toMatchObject({ level: 1, outsideHelp: [] });
    expect(wantedHelp(undone)).toHaveLength(1);
    const own = having(given(), callOutside(given(), { service: "110", ...note }));
    expect(helpOf(having(own, undoHelp(own, "110", "拨错")), "110")?.status).toBe("mistake");
    expect(types(undoHelp(given(), "110", "x"))).toEqual(["RESCUE_HELP_NOT_CALLED"]);
  });

  test("a second call that was a mistake leaves the first, which was one", () => {
    const back = having(called(), handBack(called(), { service: "119", did: "到场未见火情", freed: null }));
    const again = having(back, callOutside(back, { service: "119", ...note }));
    expect(having(again, undoHelp(again, "119", "误登记"))).toMatchObject({ level: 3, outsideHelp: ["119"] });
  });

  test("joined to another incident, hazards and how far each service has come go over", () => {
    const from = having(called(), advanceHelp(called(), step("119", "arrived", "F-1")));
    const [a, b] = [newId<"incident">(), newId<"incident">()];
    const both = merge({ id: a, incident: from }, { id: b, incident: given() }, { reason: "同一起", because: [] }, () =>
      newId<"ask">(),
    );
    if (!both.ok) throw new Error(both.refusal.code);
    const into = having(given(), { ok: true, value: both.value.into });
    expect(into.hazards).toEqual(["fire"]);
    expect(helpOf(into, "119")).toMatchObject({ status: "arrived", caseNo: "F-1" });
    expect(wantedHelp(into)).toEqual([]);
  });

  test("nothing is recorded of a closed incident", () => {
    const over = given(freed, closed);
    const all = [
      tellHazards(over, ["fire"], "car"),
      callOutside(over, { service: "119", ...note }),
      advanceHelp(over, step("119", "arrived")),
      undoHelp(over, "119", "x"),
    ];
    expect(all.map((decision) => types(decision)[0])).toEqual(all.map(() => "RESCUE_ALREADY_CLOSED"));
  });
});

test("laws: in any order of tellings, whoever must be called is wanted or was called or was declined, and stays due", () => {
  const one = fc.record({ what: fc.nat({ max: 6 }), n: fc.nat({ max: 20 }), after: fc.nat({ max: 200 }) });
  fc.assert(
    fc.property(fc.array(one, { maxLength: 30 }), (acts) => {
      let incident = given();
      let now = t0;
      for (const { what, n, after: later } of acts) {
        now += seconds(later);
        const service = services[n % services.length] ?? "119";
        const decisions: (() => Decision)[] = [
          () => tellHazards(incident, [hazards[n % hazards.length] ?? "fire"], "crew"),
          () => callOutside(incident, { service, ...note }),
          () => advanceHelp(incident, step(service, helpSteps[n % helpSteps.length] ?? "answered")),
          () => handBack(incident, { service, did: "x", freed: null }),
          () => declineHelp(incident, service, "x"),
          () => undoHelp(incident, service, "x"),
          () => timePassed(incident, { at: now, kind: "outside" }, { ...at(now), etas: new Map() }),
        ];
        const decision = decisions[what % decisions.length]?.();
        if (decision?.ok) incident = having(incident, decision, now);
        for (const hazard of incident.hazards ?? [])
          expect(helpOf(incident, rule[hazard] ?? "119"), `${hazard} has its service`).toBeDefined();
        for (const help of wantedHelp(incident)) {
          expect(help.calledAt).toBeNull();
          expect(help.alerted || (helpDueAt(incident, clocks) ?? Number.POSITIVE_INFINITY) <= now + seconds(60)).toBe(
            true,
          );
        }
        // Who was called stands in the list of old.
        const inHands = (incident.outside ?? [])
          .filter(({ calledAt }) => calledAt !== null)
          .map((each) => each.service);
        expect(incident.outsideHelp).toEqual(expect.arrayContaining(inHands));
      }
    }),
  );
});
