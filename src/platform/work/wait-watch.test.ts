import { expect, test } from "vitest";
import { WaitWatch } from "./wait-watch.ts";

test("a row that is found again and again waits since it was first found; one that was done is forgotten", () => {
  const watch = new WaitWatch();
  expect([watch.lookedAt, watch.longest()]).toEqual([undefined, undefined]);
  watch.saw(1_000, ["a/1", "b/2"]);
  watch.saw(2_000, ["b/2", "c/3"]);
  expect(watch.longest()).toEqual({ name: "b/2", since: 1_000 });
  watch.saw(3_000, ["a/1", "c/3"]);
  expect(watch.longest()).toEqual({ name: "c/3", since: 2_000 });
  watch.saw(4_000, []);
  expect([watch.lookedAt, watch.longest()]).toEqual([4_000, undefined]);
});
