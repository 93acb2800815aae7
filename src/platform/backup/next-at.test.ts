import { expect, test } from "vitest";
import { nextAt } from "./backup-desk.ts";

const at = (text: string): number => Date.parse(text);

test.each([
  ["2026-11-23T01:00:00+08:00", "2026-11-23T02:30:00+08:00"],
  ["2026-11-23T02:29:59+08:00", "2026-11-23T02:30:00+08:00"],
  ["2026-11-23T02:30:00+08:00", "2026-11-24T02:30:00+08:00"],
  ["2026-11-23T23:59:00+08:00", "2026-11-24T02:30:00+08:00"],
  ["2026-12-31T23:59:00+08:00", "2027-01-01T02:30:00+08:00"],
])("after %s the daily backup is due at %s, whatever zone the machine is in", (now, due) => {
  expect(new Date(nextAt(150, at(now))).toISOString()).toBe(new Date(at(due)).toISOString());
});
