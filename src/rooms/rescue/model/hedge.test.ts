import { expect, test } from "vitest";
import type { CrewId } from "../../../kernel/ids.ts";
import { arrivalOdds, prepareHistory } from "./arrival-odds.ts";
import { decideHedge, defaultHedge, type HedgeQuestion, hedgeCandidate } from "./hedge.ts";
import { spreadOf } from "./spread.ts";

const history = prepareHistory({
  silent: 0.02,
  refused: 0.03,
  answer: spreadOf([20, 30, 60]),
  turnOut: spreadOf([60, 120, 240]),
  roadRatio: spreadOf([0.9, 1, 1.1, 1.4]),
  access: spreadOf([45, 90, 150]),
  asks: 500,
});
const minutes = 60;
const crew = (n: number, roadSeconds: number) => hedgeCandidate(`crew-${n}` as CrewId, roadSeconds, history, 90);
const asked = (roadSeconds: number) =>
  arrivalOdds({ kind: "asked", waitedSeconds: 0, roadSeconds, answerLimitSeconds: 90 }, history);
const question = (part: Partial<HedgeQuestion>): HedgeQuestion => ({
  sinceAlarmSeconds: 60,
  running: asked(4 * minutes),
  candidates: [crew(1, 6 * minutes), crew(2, 3 * minutes), crew(3, 12 * minutes)],
  ...part,
});
const decide = (part: Partial<HedgeQuestion>) => decideHedge(question(part), defaultHedge);

test("a near crew of the contracted unit goes alone, and is looked at again", () => {
  expect(decide({})).toMatchObject({ kind: "wait", rule: "not-worth-it", recheckInSeconds: 60 });
});

test("a far one gets a second crew beside it, with the figures that say why", () => {
  const decision = decide({ running: asked(18 * minutes) });
  expect(decision).toMatchObject({ kind: "start", rule: "gain", chosen: { crewId: "crew-2", roadSeconds: 180 } });
  if (decision.kind !== "start") return;
  expect(decision.chosen.gainMinutes).toBeGreaterThan(defaultHedge.gainMinutes);
  expect(decision.chosen.lateWith).toBeLessThan(decision.chosen.lateWithout);
  expect(decision.compared.map((each) => each.crewId)).toEqual(["crew-2", "crew-1", "crew-3"]);
});

test("danger of lateness alone is enough where little time is left", () => {
  const noGain = { ...defaultHedge, gainMinutes: 60 };
  const late = question({ running: asked(14 * minutes), sinceAlarmSeconds: 10 * minutes });
  expect(decideHedge(late, noGain)).toMatchObject({ kind: "start", rule: "lateness" });
  const early = question({ running: asked(4 * minutes), sinceAlarmSeconds: 0 });
  expect(decideHedge(early, noGain)).toMatchObject({ kind: "wait" });
});

test("nobody is there after a quarter of an hour: a second crew goes whatever the odds say", () => {
  const nearly = arrivalOdds({ kind: "rolling", roadSeconds: 30 }, history);
  expect(decide({ running: nearly, sinceAlarmSeconds: 14 * minutes })).toMatchObject({ kind: "wait" });
  expect(decide({ running: nearly, sinceAlarmSeconds: 15 * minutes })).toMatchObject({ kind: "start", rule: "time" });
});

test("with nobody on the way anybody helps; with nobody to send it waits", () => {
  expect(decide({ running: null })).toMatchObject({ kind: "start", chosen: { crewId: "crew-2" } });
  expect(decide({ running: null, candidates: [] })).toMatchObject({ kind: "wait", rule: "nobody-to-send" });
});

test("the same question has the same answer, in whatever order the candidates come", () => {
  const far = question({ running: asked(18 * minutes) });
  const turned = { ...far, candidates: far.candidates.toReversed() };
  expect(decideHedge(turned, defaultHedge)).toEqual(decideHedge(far, defaultHedge));
});
