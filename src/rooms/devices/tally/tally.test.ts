import fc from "fast-check";
import { expect, test } from "vitest";
import type { StateReading } from "../model/reading.ts";
import { decodeBucket, decodeTrips, encodeBucket, encodeTrips } from "./tally-body.ts";
import { currentHour, forgetBucket, newTallyMemory, type TallyMemory, takeState } from "./tally-memory.ts";

const begin = Date.UTC(2026, 10, 27, 8);
const no = 37;
const bucket = 5;
const standing: StateReading = {
  kind: "state",
  at: 0,
  seq: undefined,
  isEscalator: false,
  serviceMode: 1,
  moving: false,
  direction: "none",
  carPosition: "1",
  doorStatus: 2,
  doorClosed: true,
  doorZone: true,
  passengerPresent: false,
  overload: false,
  powerLost: false,
  speed: undefined,
};
type Told = Partial<StateReading> & { readonly s: number };

function upToDate(): TallyMemory {
  const memory = newTallyMemory();
  memory.behind.fill(false);
  return memory;
}

function take(memory: TallyMemory, told: readonly Told[]): void {
  for (const { s, ...changes } of told) takeState(memory, no, { ...standing, ...changes }, begin + s * 1_000);
}

function itemsOf(memory: TallyMemory) {
  const pending = memory.pending[bucket];
  if (pending?.begunAt === undefined) return [];
  return [...decodeTrips(encodeTrips(pending, memory.floors.names()), no)];
}

const run = { moving: true, doorZone: false } as const;

test.each<[string, readonly Told[], object]>([
  [
    "a trip with somebody inside, and the doors opened at its end",
    [
      { s: 0 },
      { s: 10, ...run, passengerPresent: true },
      { s: 20, ...run },
      { s: 30, carPosition: "5" },
      { s: 32, carPosition: "5", doorStatus: 4 },
    ],
    { trips: 1, occupied: 1, doors: 1, runningSeconds: 20 },
  ],
  [
    "a car that levels makes no trip",
    [{ s: 0 }, { s: 5, ...run }, { s: 7 }],
    { trips: 0, runningSeconds: 2, doors: 0 },
  ],
  [
    "a car that stands elsewhere than before has made one that nobody saw",
    [{ s: 0 }, { s: 60, carPosition: "9" }],
    { trips: 1, runningSeconds: 0 },
  ],
  [
    "nothing is counted of a gap of more than five minutes",
    [{ s: 0 }, { s: 10, ...run }, { s: 400, carPosition: "9" }, { s: 410, carPosition: "9" }],
    { trips: 0, runningSeconds: 0 },
  ],
  [
    "power that goes, once, and the time of inspection",
    [
      { s: 0, serviceMode: 2 },
      { s: 100, serviceMode: 2, powerLost: true },
      { s: 110, powerLost: true },
    ],
    { powerLosses: 1, otherModeSeconds: 110 },
  ],
  [
    "an escalator's trip is from its start to its stop",
    [
      { s: 0, isEscalator: true, carPosition: "" },
      { s: 10, isEscalator: true, carPosition: "", moving: true },
      { s: 200, isEscalator: true, carPosition: "" },
    ],
    { trips: 1, runningSeconds: 190 },
  ],
])("%s", (_name, told, expected) => {
  const memory = upToDate();
  take(memory, told);
  expect(currentHour(memory, no)).toMatchObject(expected);
});

test("a trip keeps where it went, when, and what was seen", () => {
  const memory = upToDate();
  take(memory, [{ s: 0 }, { s: 10, ...run, overload: true }, { s: 30, carPosition: "5", overload: true }]);
  expect(itemsOf(memory)).toEqual([
    expect.objectContaining({ kind: "change", at: begin }),
    expect.objectContaining({ kind: "change", at: begin + 10_000 }),
    { kind: "trip", no, begun: begin + 10_000, ended: begin + 30_000, from: "1", to: "5", marks: 1 + 4 },
  ]);
});

test("an hour that is over waits as a row, and the next begins at nothing", () => {
  const memory = upToDate();
  take(memory, [{ s: 3_590 }, { s: 3_595, carPosition: "2" }, { s: 3_610, carPosition: "3" }]);
  expect(memory.pending[bucket]?.hours.slice(0, 3)).toEqual([begin / 3_600_000, no, 1]);
  expect(currentHour(memory, no)).toMatchObject({ at: begin + 3_600_000, trips: 1 });
});

test("whoever invents floors fills no memory", () => {
  const memory = upToDate();
  for (let n = 0; n < 10_000; n += 1) take(memory, [{ s: n / 100, carPosition: `x${n}` }]);
  expect(memory.floors.names().length).toBeLessThanOrEqual(4_096);
});

/** Written and read again at any moment, by another process with other numbers for its floors: everything goes on as if nothing had happened. */
test("a memory that is kept and brought back counts on as if it had never gone", () => {
  const told = fc.array(
    fc.record({
      s: fc.integer({ min: 0, max: 900 }),
      moving: fc.boolean(),
      carPosition: fc.constantFrom("-1", "1", "2", "17"),
      doorStatus: fc.constantFrom(2, 4),
      serviceMode: fc.constantFrom(1, 2),
      passengerPresent: fc.constantFrom(true, false, undefined),
      powerLost: fc.boolean(),
    }),
    { minLength: 2, maxLength: 60 },
  );
  fc.assert(
    fc.property(told, fc.nat(), (gaps, cutAt) => {
      let s = 0;
      const states = gaps.map((each) => {
        s += each.s;
        return { ...each, s };
      });
      const cut = cutAt % states.length;
      const whole = upToDate();
      take(whole, states);
      const first = upToDate();
      take(first, states.slice(0, cut));
      const second = upToDate();
      second.floors.idOf("other");
      forgetBucket(second, bucket);
      const body = encodeBucket(first, bucket);
      if (body !== undefined) decodeBucket(second, bucket, body);
      take(second, states.slice(cut));
      expect([...itemsOf(first), ...itemsOf(second)]).toEqual(itemsOf(whole));
      expect(currentHour(second, no)).toEqual(currentHour(whole, no));
      expect([...(first.pending[bucket]?.hours ?? []), ...(second.pending[bucket]?.hours ?? [])]).toEqual(
        whole.pending[bucket]?.hours,
      );
    }),
  );
});
