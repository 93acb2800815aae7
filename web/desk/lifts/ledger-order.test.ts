import { expect, test } from "vitest";
import { newestFirst } from "./ledger-order.ts";

const entry = (no: number, doneAt: string) => ({ no, doneAt: Date.parse(doneAt) });
const order = (entries: readonly { no: number; doneAt: number }[]) => newestFirst(entries).map(({ no }) => no);

test("the newest day stands first, whatever was recorded last", () => {
  expect(order([entry(1, "2026-11-20T10:00+08:00"), entry(2, "2019-05-01T00:00+08:00")])).toEqual([1, 2]);
});

test("within a day in China the number orders: of a deed that has only its day nobody knows the hour", () => {
  const day = [
    entry(1, "2026-11-27T09:30+08:00"),
    entry(2, "2026-11-27T00:00+08:00"),
    entry(3, "2026-11-27T00:00+08:00"),
    entry(4, "2026-11-26T23:59+08:00"),
  ];
  expect(order(day)).toEqual([3, 2, 1, 4]);
});
