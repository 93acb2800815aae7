import { expect, test } from "vitest";
import { createDraws } from "../draws.ts";
import { confusionOf } from "./confusion.ts";
import { liftDays } from "./lift-days.ts";
import type { Sent } from "./lift-script.ts";
import { minute, second } from "./moments.ts";
import { runDetection } from "./run-detection.ts";
import type { Traits } from "./traits.ts";
import { watchLift } from "./watch-lift.ts";

const seed = 11;
const run = (often: number) => runDetection({ seed, lifts: 30, days: 1, often, report: () => undefined }).confusion;

test(`seed ${seed}: the same city is heard the same way again`, () => {
  expect(run(200)).toEqual(run(200));
});

test(`seed ${seed}: nearly all who are trapped are found, most within two minutes, and a lift that only levels or runs as it may has no fault`, () => {
  const confusion = run(3_000);
  expect(confusion.entrapments).toBeGreaterThan(8);
  expect(confusion.found_share).toBeGreaterThanOrEqual(0.8);
  expect(confusion.seconds_until_found.p50).toBeLessThanOrEqual(120);
  expect(confusion.faults.overspeed).toMatchObject({ false_per_1000_lift_days: 0 });
  expect(confusion.faults["stop-outside-door-zone"]).toMatchObject({ false_per_1000_lift_days: 0 });
});

test(`seed ${seed}: where nobody is ever trapped nothing was found, and what looks like it is counted as false`, () => {
  const quiet = run(0);
  expect(quiet).toMatchObject({ entrapments: 0, found: 0, found_share: null });
  expect(quiet.false_alarms).toBe(Object.values(quiet.false_alarms_by_lie).reduce((sum, count) => sum + count, 0));
});

const honest: Traits = {
  key: "one",
  floors: ["1", "2", "3", "4", "5", "6"],
  sector: "housing",
  ageYears: 8,
  ratedSpeed: 1.75,
  passengerSensor: true,
  tellsEntrapment: true,
  buttonWired: true,
  battery: true,
  rescueDevice: false,
  keepsFrames: true,
  carrier: "a",
  supply: "s",
  lie: "none",
};
const begin = Date.UTC(2026, 10, 1);
const day = (traits: Traits, often: number) => liftDays(traits, { begin, days: 1, often, cuts: [] }, createDraws(seed));

test("messages come in the order in which they were made, whatever happens", () => {
  const { sent } = day(honest, 5_000);
  expect(sent.every(({ at }, n) => n === 0 || at >= (sent[n - 1]?.at ?? 0))).toBe(true);
  expect(new Set(sent.map(({ body }) => body.id ?? `${body.seq}`)).size).toBe(sent.length);
});

test("trips follow the hours: more in the morning than in the night", () => {
  const { sent } = day(honest, 0);
  const trips = (hour: number): number =>
    sent.filter(({ at, body }) => Math.floor(at / (60 * minute) + 8) % 24 === hour && body.carStatus === 1).length;
  expect(trips(7) + trips(8)).toBeGreaterThan(3 * (trips(2) + trips(3)));
});

/** A hand-made entrapment of half an hour, ten minutes after the begin; the device sends each half minute. */
const trapped: Sent[] = Array.from({ length: 90 }, (_, n) => {
  const at = begin + n * 30 * second;
  const isTrapped = n >= 20 && n < 80;
  const body = {
    at,
    seq: n,
    serviceMode: 1,
    carStatus: isTrapped || n % 2 === 0 ? 0 : 1,
    carDirection: 0,
    doorZone: !isTrapped,
    doorStatus: isTrapped ? 2 : 4,
    carPosition: "3",
    passengerPresent: true,
  };
  return { at, channel: "state", body };
});
const truth = { kind: "trapped", from: begin + 600 * second, to: begin + 2_400 * second, how: "breakdown" } as const;
const nothing = { "vendor-event": [], "alarm-button": [], inference: [] };

test("the figures of one entrapment by hand: found after half a minute, no false alarm", () => {
  const said = watchLift(trapped, [], 1_750);
  const confusion = confusionOf([{ lie: "none", truths: [truth], said, alone: { ...nothing, inference: said } }], 1);
  expect(confusion).toMatchObject({ entrapments: 1, found: 1, false_alarms: 0, seconds_until_found: { p50: 30 } });
  expect(confusion.alone.inference).toMatchObject({ found: 1, seconds_p50: 30 });
  expect(confusion.alone["alarm-button"]).toMatchObject({ found: 0, found_share: 0 });
  const unasked = confusionOf([{ lie: "none", truths: [], said, alone: nothing }], 1);
  expect(unasked).toMatchObject({ entrapments: 0, false_alarms: 1, false_alarms_per_1000_lift_days: 1_000 });
});

test("a device that is out of contact is no proof, and its kept frames find the entrapment when it is back", () => {
  const silence = { from: begin + 610 * second, to: begin + 1_500 * second };
  const lost = watchLift(trapped, [{ ...silence, kept: false }], 1_750);
  const kept = watchLift(trapped, [{ ...silence, kept: true }], 1_750);
  for (const said of [lost, kept]) expect(said.filter(({ at }) => at < silence.to)).toEqual([]);
  expect(kept.find(({ kind }) => kind === "trapped")?.at).toBeLessThanOrEqual(silence.to + minute);
  expect(lost.some(({ kind }) => kind === "trapped")).toBe(true);
});
