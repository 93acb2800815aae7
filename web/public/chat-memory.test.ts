import { expect, test } from "vitest";
import { arrived, emptyChat, refusedLine, toSend, written } from "./chat-memory.ts";

const line = (no: number, id: string, from: "car" | "desk" = "car") => ({ id, no, from, text: id, at: no });

test("what is written waits in its order, and what has arrived stands there once", () => {
  let memory = written(written(emptyChat, { id: "a", text: "a" }), { id: "b", text: "b" });
  expect(toSend(memory)?.id).toBe("a");
  // Its reply was lost, but the line comes back with what is new.
  memory = arrived(memory, [line(5, "desk-1", "desk"), line(4, "a")], 5);
  expect(memory.lines.map(({ id }) => id)).toEqual(["a", "desk-1"]);
  expect(toSend(memory)?.id).toBe("b");
  memory = arrived(arrived(memory, [line(4, "a"), line(6, "b")], 6), [line(6, "b")], 6);
  expect(memory).toMatchObject({ last: 6, waiting: [], mine: ["a", "b"] });
  expect(memory.lines).toHaveLength(3);
});

test("a reply to one's own line does not skip what the desk wrote before it", () => {
  const memory = arrived(written(emptyChat, { id: "a", text: "a" }), [line(9, "a")], 0);
  expect(memory.last).toBe(0);
});

test("a refused line holds up nobody", () => {
  const memory = refusedLine(written(written(emptyChat, { id: "a", text: "a" }), { id: "b", text: "b" }), "a");
  expect(toSend(memory)?.id).toBe("b");
  expect(memory.waiting.map(({ failed }) => failed)).toEqual([true, false]);
});
