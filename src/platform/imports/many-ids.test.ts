import { expect, test } from "vitest";
import { manyIds, numberedIds } from "./many-ids.ts";

const version7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test("ids that were drawn and ids that are numbered are of version 7 and tell their time", () => {
  const at = Date.UTC(2026, 10, 27);
  const ids = [...manyIds(100, at), ...Array.from({ length: 100 }, (_, no) => numberedIds(at)(no))];
  expect(ids.filter((id) => !version7.test(id))).toEqual([]);
  expect(new Set(ids).size).toBe(200);
  expect(new Set(ids.map((id) => Number.parseInt(id.slice(0, 13).replace("-", ""), 16)))).toEqual(new Set([at]));
});

test("a number gives the same id each time, another one another, and later ones sort behind", () => {
  const idOf = numberedIds();
  const ids = [0, 1, 255, 65_536, 2 ** 32 - 1].map(idOf);
  expect(ids.map((_, i) => idOf([0, 1, 255, 65_536, 2 ** 32 - 1][i] as number))).toEqual(ids);
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(5);
});
