import { expect, test } from "vitest";
import { readFilter, readUpTopic } from "./topics.ts";

test.each([
  ["sp/v1/31103301062020120001/state", { code: "31103301062020120001", channel: "state" }],
  ["sp/v1/91330100MA27XXXX0X-A%2F17/event", { code: "91330100MA27XXXX0X-A/17", channel: "event" }],
  ["sp/v1/1/receipt", undefined],
  ["sp/v1/1/state/x", undefined],
  ["sp/v2/1/state", undefined],
  ["sp/v1//state", undefined],
  ["sp/v1/%zz/state", undefined],
  ["sp/v1/a%00/state", undefined],
  ["$SYS/uptime", undefined],
])("topic %s", (topic, expected) => {
  const read = readUpTopic(topic);
  if (expected === undefined) expect(read).toBeUndefined();
  else expect(read).toMatchObject(expected);
});

test.each([
  ["sp/v1/1/+", "1"],
  ["sp/v1/1/receipt", "1"],
  ["sp/v1/1/comfort", "1"],
  ["sp/v1/1/state", undefined],
  ["sp/v1/+/receipt", undefined],
  ["sp/v1/1/#", undefined],
  ["#", undefined],
])("filter %s", (filter, code) => {
  expect(readFilter(filter)?.code).toBe(code);
});
