import { expect, test } from "vitest";
import { ask, crew } from "../../../../tests/support/incident-givens.ts";
import { prepareHistory } from "./arrival-odds.ts";
import { assumedHistory, outcomeOf } from "./ask-outcomes.ts";
import { defaultHedge } from "./hedge.ts";
import { historyOfUnit } from "./unit-history.ts";
import { clearlyNearer, type RunningCrew, type SecondCrewQuestion, weighSecond } from "./weigh-second.ts";

const { recheckSeconds: _, ...thresholds } = defaultHedge;
const settings = { ...thresholds, on: true, standDownGainMinutes: 0.5, standDownLateShare: 0.005 };
const historyOf = () => prepareHistory(assumedHistory);
const running = (n: number, way: RunningCrew["way"]): RunningCrew => ({ askId: ask(n), group: "g", way, next: null });
const question = (part: Partial<SecondCrewQuestion>): SecondCrewQuestion => ({
  sinceAlarmSeconds: 60,
  running: [running(0, { kind: "accepted", waitedSeconds: 0, roadSeconds: 240 })],
  candidates: [{ crewId: crew(2), group: "h", roadSeconds: 180 }],
  answerLimitSeconds: 90,
  historiesAt: null,
  settings,
  ...part,
});

test("a near crew that has accepted goes alone; one that is far gets a second beside it", () => {
  expect(weighSecond(question({}), historyOf)).toMatchObject({ kind: "wait", rule: "not-worth-it" });
  const far = [running(0, { kind: "accepted", waitedSeconds: 0, roadSeconds: 1_200 })];
  expect(weighSecond(question({ running: far }), historyOf)).toMatchObject({ kind: "start", rule: "gain" });
});

test("who could be asked next in the same line makes a silent crew less of a danger", () => {
  const silent = { kind: "asked", waitedSeconds: 60, roadSeconds: 300, answerLimitSeconds: 90 } as const;
  const alone = weighSecond(question({ running: [running(0, silent)] }), historyOf);
  const followed = { ...running(0, silent), next: { group: "g", roadSeconds: 300, inSeconds: 30 } };
  const withNext = weighSecond(question({ running: [followed] }), historyOf);
  expect(withNext.compared[0]?.lateWithout).toBeLessThan(alone.compared[0]?.lateWithout ?? 0);
});

test("of two on their way the farther is spared only when the nearer is seen to be almost there", () => {
  const farther = running(1, { kind: "accepted", waitedSeconds: 60, roadSeconds: 900 });
  const near = running(0, { kind: "rolling", roadSeconds: 60 });
  expect(clearlyNearer(question({ running: [near, farther] }), historyOf)).toMatchObject({
    nearer: ask(0),
    farther: ask(1),
  });
  expect(clearlyNearer(question({ running: [farther, near] }), historyOf)?.farther).toBe(ask(1));
  const unseen = running(0, { kind: "accepted", waitedSeconds: 0, roadSeconds: 60 });
  expect(clearlyNearer(question({ running: [unseen, farther] }), historyOf)).toBeUndefined();
  const bothRoll = [400, 420].map((roadSeconds, n) => running(n, { kind: "rolling", roadSeconds }));
  expect(clearlyNearer(question({ running: bothRoll }), historyOf)).toBeUndefined();
});

const answered = (part: object) =>
  ({
    askId: ask(0),
    crewId: crew(0),
    why: { level: 1, rule: "contracted-unit", etaSeconds: 300 },
    askedAt: 0,
    respondBy: 90_000,
    later: false,
    ...part,
  }) as unknown as Parameters<typeof outcomeOf>[0];

test("an ask tells of its unit what became of it, and nothing where it was called back or is open", () => {
  expect(outcomeOf(answered({ status: "overdue" }))?.result).toBe("silent");
  expect(outcomeOf(answered({ status: "refused", answeredAt: 20_000 }))).toMatchObject({
    result: "refused",
    answerSeconds: 20,
  });
  expect(outcomeOf(answered({ status: "stood-down", answeredAt: 20_000 }))).toBeUndefined();
  expect(outcomeOf(answered({ status: "asked" }))).toBeUndefined();
  const slow = outcomeOf(answered({ status: "arrived", answeredAt: 20_000, arrivedAt: 1_220_000 }));
  const usual = outcomeOf(answered({ status: "arrived", answeredAt: 20_000, arrivedAt: 520_000 }));
  expect(slow?.roadRatio).toBeGreaterThan(2);
  expect(usual?.roadRatio).toBeCloseTo(1, 1);
  // Who came although another was first has come all the same.
  expect(outcomeOf(answered({ status: "stood-down", answeredAt: 20_000, cameAt: 520_000 }))?.result).toBe("arrived");
});

test("a unit that is slow by its record is judged later than one without a record", () => {
  const slow = outcomeOf(answered({ status: "arrived", answeredAt: 20_000, arrivedAt: 1_520_000 }));
  if (slow === undefined) throw new Error("no outcome");
  const record = prepareHistory(
    historyOfUnit(
      Array.from({ length: 40 }, () => slow),
      assumedHistory,
    ),
  );
  const late = (history: typeof record) =>
    weighSecond(question({}), (group) => (group === "g" ? history : historyOf()));
  expect(late(record).compared[0]?.minutesWithout).toBeGreaterThan(late(historyOf()).compared[0]?.minutesWithout ?? 99);
});
