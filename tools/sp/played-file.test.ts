import { expect, test } from "vitest";
import { framesOf } from "./played-file.ts";

test.each([
  ['{"channel":"state","registerCode":"1","at":5}', "state", '{"at":5}', "1"],
  ['{"channel":"receipt","at":5}', "raw", '{"channel":"receipt","at":5}', undefined],
  ['{"hex":"e0 2C"}', "raw", "\xe0\x2c", undefined],
  ['{"hex":"e0 2"}', "raw", '{"hex":"e0 2"}', undefined],
  ['{"hex":"e0","code":8}', "raw", '{"hex":"e0","code":8}', undefined],
  ['{"code":8}', "raw", '{"code":8}', undefined],
  ["not json", "raw", "not json", undefined],
  ["[1]", "raw", "[1]", undefined],
])("%s", (text, channel, payload, code) => {
  expect(framesOf(text).map((frame) => ({ ...frame, payload: frame.payload.toString("latin1") }))).toEqual([
    { line: 1, channel, payload, code },
  ]);
});

test("lines keep their numbers where others are empty", () => {
  expect(framesOf("\n{}\r\n\n{}").map(({ line }) => line)).toEqual([2, 4]);
});
