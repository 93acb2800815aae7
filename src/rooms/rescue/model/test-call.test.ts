import { expect, test } from "vitest";
import { minutes, seconds } from "../../../kernel/clock.ts";
import { judgeTestCall } from "./test-call.ts";

type Facts = Parameters<typeof judgeTestCall>[0];
const fact = (word: Facts[number]["fact"], detail: string | null = null) => ({ fact: word, detail });

test.each<[string, Facts, number, string | undefined]>([
  ["just asked", [], seconds(20), undefined],
  ["taken by the gateway", [fact("sent")], minutes(2), undefined],
  ["the key was pressed", [fact("sent"), fact("delivered"), fact("answered", "key 1")], seconds(40), "answered"],
  ["picked up, the key may still come", [fact("sent"), fact("delivered")], minutes(4), undefined],
  [
    "picked up and nothing pressed: an answering machine does that too",
    [fact("sent"), fact("delivered")],
    minutes(5),
    "picked-up",
  ],
  ["rang and nobody came", [fact("sent"), fact("failed", "gateway: BUSY")], minutes(1), "not-answered"],
  ["the gateway never took it: no word on the number", [fact("failed", "gateway: 401")], minutes(1), "unknown"],
  ["void before it left", [fact("expired")], minutes(3), "unknown"],
  ["taken, and never a word", [fact("sent")], minutes(5), "unknown"],
  [
    "pressed late, but before we looked",
    [fact("sent"), fact("failed"), fact("answered", "key 1")],
    minutes(9),
    "answered",
  ],
])("%s", (_name, facts, after, result) => {
  expect(judgeTestCall(facts, 1_000_000, 1_000_000 + after)?.result).toBe(result);
});
