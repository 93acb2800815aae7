import { describe, expect, test } from "vitest";
import { createLog } from "../log.ts";
import { Live, type LiveMessage } from "./live.ts";

type Row = { id: string; text: string; district: string };
type Viewer = { district: string };

/** A table in memory, its bell, and a viewer that writes down what it gets. */
function stage() {
  const rows = new Map<string, Row>();
  let ring: (payload: string) => void = () => undefined;
  let gap: () => void = () => undefined;
  const notifications = {
    on: (_channel: string, onRing: (payload: string) => void, onGap: () => void) => {
      ring = onRing;
      gap = onGap;
    },
    start: async () => undefined,
    stop: async () => undefined,
  };
  const live = new Live<Viewer>(notifications, createLog("silent"));
  const sees = (viewer: Viewer, _arg: string, row: Row) => viewer.district === row.district;
  live.add<Row>({
    name: "desk",
    snapshot: async (viewer) => [...rows.values()].filter((row) => sees(viewer, "", row)),
    load: async (keys) => keys.flatMap((key) => rows.get(key) ?? []),
    keyOf: (row) => row.id,
    sees,
  });
  const set = async (id: string, text: string | null, district = "a") => {
    if (text === null) rows.delete(id);
    else rows.set(id, { id, text, district });
    ring(`desk ${id}`);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { live, set, gap: () => gap() };
}

/** What the viewer's page would show, made only of what it was sent. */
async function view(live: Live<Viewer>, lastId?: string, district = "a", keepsUp = () => true) {
  const shown = new Map<string, string>();
  const kinds: string[] = [];
  const state = { lastId, cut: false };
  const sink = (message: LiveMessage, id: string | undefined): boolean => {
    kinds.push(message.kind);
    state.lastId = id ?? state.lastId;
    if (message.kind === "snapshot") {
      shown.clear();
      for (const row of message.rows as Row[]) shown.set(row.id, row.text);
    }
    if (message.kind === "change") {
      if (message.row === null) shown.delete(message.key);
      else shown.set(message.key, (message.row as Row).text);
    }
    return keepsUp();
  };
  const end = await live.subscribe({
    viewer: { district },
    topics: ["desk"],
    lastId,
    sink,
    cutOff: () => {
      state.cut = true;
    },
  });
  return { shown, kinds, state, end };
}

describe("live channel", () => {
  test("what is watched is known from the subscription to its end", async () => {
    const { live } = stage();
    expect([...live.watched("desk")]).toEqual([]);
    const first = await view(live);
    const second = await view(live);
    expect([...live.watched("desk")]).toEqual([""]);
    expect([...live.watched("other")]).toEqual([]);
    first.end();
    expect([...live.watched("desk")]).toEqual([""]);
    second.end();
    expect([...live.watched("desk")]).toEqual([]);
  });

  test("a snapshot first, then every change", async () => {
    const { live, set } = stage();
    await set("1", "one");
    const viewer = await view(live);
    await set("2", "two");
    await set("1", null);
    expect(viewer.kinds).toEqual(["snapshot", "ready", "change", "change"]);
    expect([...viewer.shown]).toEqual([["2", "two"]]);
  });

  test("who comes back gets what it missed, and no snapshot", async () => {
    const { live, set } = stage();
    const before = await view(live);
    await set("1", "one");
    before.end();
    await set("1", "uno");
    await set("2", "two");
    const after = await view(live, before.state.lastId);
    expect(after.kinds).toEqual(["change", "change", "ready"]);
    expect([...after.shown]).toEqual([
      ["1", "uno"],
      ["2", "two"],
    ]);
  });

  test("an id of another process, or from before a gap, is answered by a snapshot", async () => {
    const { live, set, gap } = stage();
    await set("1", "one");
    expect((await view(live, "other.1")).kinds[0]).toBe("snapshot");
    const viewer = await view(live);
    gap();
    expect(viewer.state.cut).toBe(true);
    expect((await view(live, viewer.state.lastId)).kinds[0]).toBe("snapshot");
  });

  test("rows of another district are not sent, and one that moves there is gone", async () => {
    const { live, set } = stage();
    await set("1", "one", "a");
    await set("2", "two", "b");
    const viewer = await view(live);
    expect([...viewer.shown.keys()]).toEqual(["1"]);
    await set("1", "one", "b");
    expect(viewer.shown.size).toBe(0);
  });

  test("a viewer that cannot keep up is sent away and loses nothing when it comes back", async () => {
    const { live, set } = stage();
    let room = true;
    const viewer = await view(live, undefined, "a", () => room);
    room = false;
    await set("1", "one");
    expect(viewer.state.cut).toBe(true);
    await set("2", "two");
    const again = await view(live, viewer.state.lastId);
    expect(again.shown.get("2")).toBe("two");
  });

  test("a viewer cut off between two snapshots gets both again", async () => {
    const { live, set } = stage();
    live.add<Row>({
      name: "crews",
      snapshot: async () => {
        throw new Error("the connection broke here");
      },
      load: async () => [],
      keyOf: (row) => row.id,
      sees: () => true,
    });
    await set("1", "one");
    const ids: (string | undefined)[] = [];
    const sink = (_message: LiveMessage, id: string | undefined): boolean => ids.push(id) > 0;
    const watching = {
      viewer: { district: "a" },
      topics: ["desk", "crews"],
      lastId: undefined,
      sink,
      cutOff: () => undefined,
    };
    await expect(live.subscribe(watching)).rejects.toThrow("broke here");
    expect(ids).toEqual([undefined]);
  });
});
