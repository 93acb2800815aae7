import { hash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { beforeFirst, type ChainEntry, hashedText, verifyChain } from "./ledger-chain.ts";

const sha256 = (text: string): string => hash("sha256", text, "hex");
const liftA = "01920000-0000-7000-8000-00000000000a";
const liftB = "01920000-0000-7000-8000-00000000000b";

/** A sound chain whose bodies are the given texts. */
function chain(liftId: string, bodies: readonly string[]): ChainEntry[] {
  const entries: ChainEntry[] = [];
  for (const [i, body] of bodies.entries()) {
    const at = new Date(1_700_000_000_000 + i * 1_000).toISOString();
    const previousHash = entries.at(-1)?.hash ?? beforeFirst.hash;
    const entry = {
      liftId,
      no: i + 1,
      doneAt: at,
      recordedAt: at,
      room: "lifts",
      kind: "party-began",
      actor: "person:p",
      body,
      previousHash,
    };
    entries.push({ ...entry, hash: sha256(hashedText(entry)) });
  }
  return entries;
}

const five = chain(
  liftA,
  ["1", "2", "3", "4", "5"].map((n) => `{"n":${n}}`),
);
const faultOf = (entries: readonly ChainEntry[]) => verifyChain(entries, sha256).fault;
const changed = (at: number, change: Partial<ChainEntry>): ChainEntry[] =>
  five.map((entry, i) => (i === at ? { ...entry, ...change } : entry));

describe("a ledger's chain", () => {
  test("fits when nothing was touched, for several lifts in one file", () => {
    const report = verifyChain([...five, ...chain(liftB, ["{}"])], sha256);
    expect(report).toMatchObject({ entries: 6, lifts: 2, fault: undefined });
    expect(report.heads.get(liftB)?.no).toBe(1);
    expect(verifyChain([], sha256)).toMatchObject({ entries: 0, lifts: 0, fault: undefined });
  });

  test.each([
    ["another body", { body: '{"n":9}' }],
    ["the same body written otherwise", { body: '{"n": 3}' }],
    ["another day done", { doneAt: "2020-01-01T00:00:00.000Z" }],
    ["another day recorded", { recordedAt: "2020-01-01T00:00:00.000Z" }],
    ["another actor", { actor: "person:q" }],
    ["another room", { room: "rescue" }],
    ["another kind", { kind: "party-changed" }],
    ["another hash", { hash: "f".repeat(64) }],
  ])("names the entry that has %s", (_, change) => {
    expect(faultOf(changed(2, change))).toEqual({ liftId: liftA, no: 3, fault: "changed" });
  });

  test("names what follows an entry that was changed together with its hash", () => {
    const forged = { ...five[2], body: '{"n":9}' } as ChainEntry;
    const entries = changed(2, { ...forged, hash: sha256(hashedText(forged)) });
    expect(faultOf(entries)).toEqual({ liftId: liftA, no: 4, fault: "broken-link" });
  });

  test("names the entry after one that was dropped, at the beginning or in the middle", () => {
    expect(faultOf(five.toSpliced(2, 1))).toEqual({ liftId: liftA, no: 4, fault: "missing-before" });
    expect(faultOf(five.slice(1))).toEqual({ liftId: liftA, no: 2, fault: "missing-before" });
    const renumbered = five.toSpliced(2, 1).map((entry, i) => ({ ...entry, no: i + 1 }));
    expect(faultOf(renumbered)).toEqual({ liftId: liftA, no: 3, fault: "broken-link" });
  });

  test("names an entry that was put in, twice in, or moved", () => {
    const invented = { ...five[2], body: "{}", previousHash: five[1]?.hash } as ChainEntry;
    expect(faultOf(five.toSpliced(2, 0, { ...invented, hash: sha256(hashedText(invented)) }))?.no).toBe(3);
    expect(faultOf(five.toSpliced(2, 0, five[1] as ChainEntry))).toEqual({
      liftId: liftA,
      no: 2,
      fault: "missing-before",
    });
    const [one, two, three, ...rest] = five as [ChainEntry, ChainEntry, ChainEntry];
    expect(faultOf([one, three, two, ...rest])).toEqual({ liftId: liftA, no: 3, fault: "missing-before" });
  });

  test("an entry of another lift's chain does not fit", () => {
    expect(faultOf(changed(0, { liftId: liftB }))).toMatchObject({ liftId: liftB, fault: "changed" });
  });

  test("a line break in a field is refused, because two entries could then read alike", () => {
    expect(faultOf(changed(1, { kind: "a\nb" }))).toEqual({ liftId: liftA, no: 2, fault: "malformed" });
  });

  test("no single change of a field goes unseen", () => {
    const bodies = fc.array(fc.json({ maxDepth: 1 }), { minLength: 1, maxLength: 6 });
    const field = fc.constantFrom(
      "liftId",
      "doneAt",
      "recordedAt",
      "room",
      "kind",
      "actor",
      "body",
      "previousHash",
      "hash",
    );
    fc.assert(
      fc.property(bodies, fc.nat(), field, fc.string({ minLength: 1 }), (texts, at, key, value) => {
        const sound = chain(liftA, texts);
        const index = at % sound.length;
        const entries = sound.map((entry, i) => (i === index ? { ...entry, [key]: value } : entry));
        fc.pre(entries[index]?.[key as keyof ChainEntry] !== sound[index]?.[key as keyof ChainEntry]);
        expect(faultOf(entries)).toBeDefined();
      }),
    );
  });
});
