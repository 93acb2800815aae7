import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { manualClock, seconds } from "../../../kernel/clock.ts";
import { createTimerWheel } from "./timer-wheel.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function wheelAt(start: number) {
  const clock = manualClock(start);
  const fired: string[] = [];
  const wheel = createTimerWheel(clock, (key) => fired.push(key));
  wheel.start();
  const look = () => vi.advanceTimersByTime(250);
  return { clock, fired, wheel, look };
}

test("fires once, never early, and forgets", () => {
  const { clock, fired, wheel, look } = wheelAt(1_000_100);
  wheel.set("a", 1_005_130);
  clock.set(1_005_129);
  look();
  expect(fired).toEqual([]);
  clock.set(1_005_380);
  look();
  look();
  expect([fired, wheel.size()]).toEqual([["a"], 0]);
});

test("an entry can be moved and cancelled, and one in the past fires at the next look", () => {
  const { clock, fired, wheel, look } = wheelAt(seconds(1_000));
  wheel.set("moved", seconds(1_001));
  wheel.set("moved", seconds(1_010));
  wheel.set("gone", seconds(1_001));
  wheel.cancel("gone");
  wheel.set("past", seconds(10));
  clock.forward(seconds(2));
  look();
  expect(fired).toEqual(["past"]);
  clock.forward(seconds(86_400));
  look();
  expect(fired).toEqual(["past", "moved"]);
});

test("a whole city due at once is woken in portions", () => {
  const { clock, fired, wheel, look } = wheelAt(0);
  for (let n = 0; n < 12_000; n += 1) wheel.set(String(n), 100);
  clock.forward(1_000);
  look();
  expect(fired).toHaveLength(5_000);
  look();
  look();
  expect(fired).toHaveLength(12_000);
});
