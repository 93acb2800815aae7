import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { inLanes } from "./in-lanes.ts";

test("each item once, in order of their beginning, never more at a time than there are lanes", async () => {
  const begun: number[] = [];
  let [now, most] = [0, 0];
  await inLanes([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
    begun.push(item);
    now += 1;
    most = Math.max(most, now);
    await sleep(item % 2);
    now -= 1;
  });
  expect(begun).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(most).toBe(3);
});

test("a failure is the caller's", async () => {
  const failing = inLanes([1, 2, 3], 2, async (item) => {
    if (item === 2) throw new Error("two");
  });
  await expect(failing).rejects.toThrow("two");
});
