import { expect, test } from "vitest";
import { createBatcher } from "./batcher.ts";

const gate = () => {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
};

function batcherOf(commit: (items: readonly string[]) => Promise<void>) {
  const culprits: string[] = [];
  const batcher = createBatcher<string>({
    itemsMax: 3,
    commit,
    urgent: { is: (item) => item.endsWith("!"), keyOf: (item) => item[0], itemsMax: 2 },
    isItemsFault: (error) => error instanceof RangeError,
    commitCulprit: async (item) => void culprits.push(item),
  });
  const add = (item: string): Promise<void> =>
    new Promise((resolve, reject) => {
      batcher.add(item, (error) => (error === undefined ? resolve() : reject(error)));
    });
  return { batcher: { ...batcher, add }, culprits };
}

test("items resolve with their commit, in batches that grow while one commits", async () => {
  const batches: string[][] = [];
  const first = gate();
  const { batcher } = batcherOf(async (items) => {
    batches.push([...items]);
    if (batches.length === 1) await first.opened;
  });
  let done = 0;
  const added = [batcher.add("a")];
  await new Promise((resolve) => setImmediate(resolve));
  for (const item of ["b", "c", "d", "e"]) added.push(batcher.add(item));
  for (const each of added) void each.then(() => (done += 1));
  await new Promise((resolve) => setImmediate(resolve));
  expect([batches, done]).toEqual([[["a"]], 0]);
  first.open();
  await Promise.all(added);
  expect(batches).toEqual([["a"], ["b", "c", "d"], ["e"]]);
  await batcher.idle();
});

test("a commit that fails rejects its whole batch and no other", async () => {
  const { batcher } = batcherOf(async (items) => {
    if (items.includes("bad")) throw new Error("connection lost");
  });
  const results = await Promise.allSettled(["1", "bad", "3", "4"].map((item) => batcher.add(item)));
  expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected", "fulfilled"]);
});

test("one item that cannot be stored is found and set apart; the others of its batch go in", async () => {
  const stored: string[] = [];
  const { batcher, culprits } = batcherOf(async (items) => {
    if (items.includes("poison")) throw new RangeError("invalid byte sequence");
    stored.push(...items);
  });
  await Promise.all(["1", "poison", "3", "4"].map((item) => batcher.add(item)));
  expect([stored.sort(), culprits]).toEqual([["1", "3", "4"], ["poison"]]);
});

test("what is urgent overtakes a crowd, and what came before it of the same key goes with it, in order", async () => {
  const batches: string[][] = [];
  const first = gate();
  const { batcher } = batcherOf(async (items) => {
    batches.push([...items]);
    if (batches.length === 1) await first.opened;
  });
  const added = [batcher.add("x1")];
  await new Promise((resolve) => setImmediate(resolve));
  for (const item of ["a1", "b1", "c1", "z1", "d1", "z2!", "z3"]) added.push(batcher.add(item));
  first.open();
  await Promise.all(added);
  expect(batches).toEqual([["x1"], ["z1", "z2!", "z3"], ["a1", "b1", "c1"], ["d1"]]);
});

test("what is urgent takes few others with it, so that its batch is committed soon", async () => {
  const batches: string[][] = [];
  const first = gate();
  const { batcher } = batcherOf(async (items) => {
    batches.push([...items]);
    if (batches.length === 1) await first.opened;
  });
  const added = [batcher.add("x1")];
  await new Promise((resolve) => setImmediate(resolve));
  for (const item of ["a1", "b1", "z1!"]) added.push(batcher.add(item));
  first.open();
  await Promise.all(added);
  expect(batches).toEqual([["x1"], ["z1!", "a1"], ["b1"]]);
});
