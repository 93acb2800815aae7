import { expect, test } from "vitest";
import { rankFound } from "./rank-found.ts";

const places = (texts: readonly string[], query: string): string[] =>
  rankFound(
    texts.map((place) => ({ place })),
    query,
  ).map(({ place }) => place);

test("the lift whose own number was typed comes before those found by another number", () => {
  const found = ["采薇中心 主楼 1号梯", "采薇中心 主楼 3号梯", "采薇中心 主楼 13号梯"];
  expect(places(found, "采薇 主楼 3")[0]).toBe("采薇中心 主楼 3号梯");
});

test("building, unit and lift in the order typed come before the same numbers in another order", () => {
  const found = ["凯旋华庭 1号楼 2单元 3号梯", "凯旋华庭 3号楼 2单元 1号梯"];
  expect(places(found, "凯旋华庭 3 号楼 2 单元 1")[0]).toBe("凯旋华庭 3号楼 2单元 1号梯");
});

test("without numbers, and among equals, the order stays", () => {
  const found = ["乙 2号梯", "甲 2号梯"];
  expect(places(found, "中心")).toEqual(found);
  expect(places(found, "2")).toEqual(found);
});
