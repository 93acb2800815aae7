import { beforeAll, describe, expect, test } from "vitest";
import { makeTestDatabase, openTestDatabase } from "../../../tests/support/database.ts";
import type { Database } from "../database/database.ts";
import { type Actor, appendToStream, readStream, retryOnConflict } from "./streams.ts";

type Counted = { type: "Counted"; n: number };
const actor: Actor = { kind: "system", id: "test" };
const at = Date.UTC(2026, 10, 23);
let database: Database;

beforeAll(async () => {
  database = openTestDatabase(await makeTestDatabase(["platform"]));
});

const append = (stream: string, expected: number, ...ns: number[]) =>
  database.transaction((tx) =>
    appendToStream<Counted>(tx, stream, expected, { events: ns.map((n) => ({ type: "Counted", n })), at, actor }),
  );
const numbers = async (stream: string) =>
  (await readStream<Counted>(database.db, stream)).events.map(({ event }) => event.n);

describe("event streams", () => {
  test("events come back in order, with their time, actor and version", async () => {
    expect(await append("a", 0, 1, 2)).toBe(2);
    expect(await append("a", 2, 3)).toBe(3);
    const { version, events } = await readStream<Counted>(database.db, "a");
    expect(version).toBe(3);
    expect(events[0]).toEqual({ version: 1, at, actor, event: { type: "Counted", n: 1 } });
    expect(await numbers("a")).toEqual([1, 2, 3]);
  });

  test("an append on an old version is refused and leaves nothing", async () => {
    await append("b", 0, 1);
    await expect(append("b", 0, 9)).rejects.toThrow("past version 0");
    await expect(append("b", 5, 9)).rejects.toThrow("past version 5");
    expect(await numbers("b")).toEqual([1]);
  });

  test("of many writers at once each decides on what is really there: none is lost, none doubled", async () => {
    const writers = Array.from({ length: 5 }, (_, n) =>
      retryOnConflict(() =>
        database.transaction(async (tx) => {
          const { version } = await readStream<Counted>(tx, "c");
          return appendToStream<Counted>(tx, "c", version, { events: [{ type: "Counted", n }], at, actor });
        }),
      ),
    );
    await Promise.all(writers);
    expect((await numbers("c")).toSorted()).toEqual([0, 1, 2, 3, 4]);
  });
});
