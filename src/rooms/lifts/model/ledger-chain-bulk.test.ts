import { hash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { beforeFirst, type ChainEntry, verifyChain } from "./ledger-chain.ts";
import { type BulkTrace, chainTraces } from "./ledger-chain-bulk.ts";

const sha256 = (text: string): string => hash("sha256", text, "hex");
const liftOf = (n: number): string => `01920000-0000-7000-8000-00000000000${n}`;
const traceOf = (n: number, body: string): BulkTrace => ({
  liftId: liftOf(n),
  room: "lifts",
  kind: "registered-here",
  doneAt: 1_700_000_000_000,
  recordedAt: 1_700_000_000_001,
  actor: "person:p",
  body,
});

/** What PostgreSQL reads from a line of COPY in text format. */
const unescaped = (field: string): string =>
  field.replace(/\\(.)/g, (_, char: string) => ({ t: "\t", r: "\r", n: "\n" })[char] ?? char);
function entriesOf(lines: readonly string[]): ChainEntry[] {
  return lines.map((line) => {
    expect(line.endsWith("\n")).toBe(true);
    const [
      liftId = "",
      no,
      doneAt = "",
      recordedAt = "",
      room = "",
      kind = "",
      actor = "",
      body = "",
      before = "",
      end = "",
    ] = line.slice(0, -1).split("\t").map(unescaped);
    return { liftId, no: Number(no), doneAt, recordedAt, room, kind, actor, body, previousHash: before, hash: end };
  });
}

test("chains made at once are those made one by one, whatever stands in them", () => {
  const bodies = fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.json()), { maxLength: 30 });
  fc.assert(
    fc.property(bodies, (drawn) => {
      const made = chainTraces(
        drawn.map(([n, body]) => traceOf(n, body)),
        sha256,
      );
      const entries = entriesOf(made.entries);
      expect(entries.map(({ body }) => body)).toEqual(drawn.map(([, body]) => body));
      const report = verifyChain(entries, sha256);
      expect(report).toMatchObject({ fault: undefined, entries: made.entryCount, lifts: made.headCount });
      const heads = made.heads.map((line) => line.slice(0, -1));
      expect(heads).toEqual([...report.heads].map(([lift, head]) => `${lift}\t${head.no}\t${head.hash}`));
    }),
  );
});

test("a chain that is there already goes on from its head", () => {
  const first = chainTraces([traceOf(1, "{}")], sha256);
  const [before] = entriesOf(first.entries);
  const head = { no: before?.no ?? 0, hash: before?.hash ?? beforeFirst.hash };
  const second = chainTraces([traceOf(1, "[]")], sha256, () => head);
  expect(verifyChain([...entriesOf(first.entries), ...entriesOf(second.entries)], sha256)).toMatchObject({
    entries: 2,
    fault: undefined,
  });
});

test("a line break in a field is a bug, because two entries could then read alike", () => {
  expect(() => chainTraces([traceOf(1, "{\n}")], sha256)).toThrow(/line breaks/);
});
