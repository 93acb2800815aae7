import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { ChainEntry } from "../../src/rooms/lifts/model/ledger-chain.ts";
import {
  chainOf,
  liftIdOf,
  linesOfExport,
  type MadeExport,
  newSigning,
  rehashed,
  sealed,
  signed,
} from "../../tests/support/ledger-export.ts";
import { printLedgerReport } from "./ledger.ts";
import { readPublicKeys } from "./ledger-preamble.ts";
import { type LedgerReport, verifyExport } from "./ledger-verify.ts";

const folder = mkdtempSync(join(tmpdir(), "sp-ledger-"));
afterAll(() => rmSync(folder, { recursive: true }));

const signing = newSigning();
const other = newSigning();
const [A, B, C, D] = [1, 2, 3, 4].map(liftIdOf) as [string, string, string, string];

/** Four lifts with 5, 1, 3 and 2 entries; signed on two days; then two more entries of lift B. */
const first = signed(
  { checkpoints: [], heads: [], complete: true, entries: [...chainOf(A, 3), ...chainOf(B, 1)] },
  signing,
  "2026-11-23",
);
const second = signed(
  { ...first, entries: [...chainOf(A, 5), ...chainOf(B, 1), ...chainOf(C, 3), ...chainOf(D, 2)] },
  signing,
  "2026-11-24",
);
const sound: MadeExport = {
  ...second,
  entries: [...chainOf(A, 5), ...chainOf(B, 3), ...chainOf(C, 3), ...chainOf(D, 2)],
};

let files = 0;
async function verify(lines: Iterable<string>, pem?: string): Promise<LedgerReport> {
  files += 1;
  const file = join(folder, `${files}.ndjson`);
  await writeFile(file, [...lines].map((line) => `${line}\n`).join(""));
  if (pem === undefined) return verifyExport(file, undefined);
  await writeFile(`${file}.pem`, pem);
  return verifyExport(file, await readPublicKeys(`${file}.pem`));
}
const faultOf = async (made: MadeExport, pem?: string) => (await verify(linesOfExport(made), pem)).fault;

const without = (made: MadeExport, gone: (entry: ChainEntry) => boolean): MadeExport => ({
  ...made,
  entries: made.entries.filter((entry) => !gone(entry)),
});
const replaced = (liftId: string, no: number, change: (entry: ChainEntry) => ChainEntry): MadeExport => ({
  ...sound,
  entries: sound.entries.map((entry) => (entry.liftId === liftId && entry.no === no ? change(entry) : entry)),
});
/** Whoever owns the database can hash a whole chain anew. */
const forged = (liftId: string, from: number, change: Partial<ChainEntry>): MadeExport => {
  let previousHash: string | undefined;
  const entries = sound.entries.map((entry) => {
    if (entry.liftId !== liftId || entry.no < from) return entry;
    const made = rehashed({
      ...entry,
      ...(entry.no === from ? change : {}),
      previousHash: previousHash ?? entry.previousHash,
    });
    previousHash = made.hash;
    return made;
  });
  return { ...sound, entries };
};

describe("an export that nobody touched", () => {
  test("fits; entries after the last checkpoint are named as newer", async () => {
    const report = await verify(linesOfExport(sound), signing.pem);
    expect(report).toMatchObject({ ok: true, entries: 13, lifts: 4, newer: 2, checkpoints: 2, keyGiven: true });
    expect(printLedgerReport(report).join("\n")).toContain("2 条比检查点新 entries are newer than the last checkpoint");
  });

  test("fits without a key, but says that the key is the file's own", async () => {
    const report = await verify(linesOfExport(sound));
    expect(report).toMatchObject({ ok: true, keyGiven: false, lastCheckpoint: { keyId: signing.keyId } });
    expect(printLedgerReport(report).at(-1)).toContain("compare its id with the one published");
  });

  test("fits before the first checkpoint and when it is empty, and says what is not proved", async () => {
    const fresh = { ...sound, checkpoints: [], heads: [] };
    expect(await verify(linesOfExport(fresh))).toMatchObject({ ok: true, newer: 13, lastCheckpoint: null });
    const empty = signed({ checkpoints: [], heads: [], entries: [], complete: true }, signing, "2026-11-24");
    expect(await verify(linesOfExport(empty))).toMatchObject({ ok: true, entries: 0, lifts: 0 });
  });

  test("fits when it holds a part of the register, and says so", async () => {
    const part = { ...without(sound, (entry) => entry.liftId === A), complete: false };
    const report = await verify(linesOfExport({ ...part, heads: part.heads.filter((head) => head.liftId !== A) }));
    expect(report).toMatchObject({ ok: true, complete: false });
    expect(printLedgerReport(report).join()).toContain("a part of the register");
  });

  test("fits after the key was changed, when both keys are trusted", async () => {
    const renewed = signed(second, other, "2026-11-25");
    expect(await faultOf(renewed, `${signing.pem}${other.pem}`)).toBeNull();
    expect(await faultOf(renewed, signing.pem)).toEqual({ checkpointNo: 3, fault: "unknown-key" });
  });
});

describe("the first entry that does not fit is named:", () => {
  test.each([
    ["contents", { body: "{}" }],
    ["re-dated deed", { doneAt: "2020-01-01T00:00:00.000Z" }],
    ["re-dated record", { recordedAt: "2020-01-01T00:00:00.000Z" }],
    ["actor", { actor: "person:another" }],
  ])("changed: %s", async (_, change) => {
    expect(await faultOf(replaced(A, 2, (entry) => ({ ...entry, ...change })))).toEqual({
      liftId: A,
      no: 2,
      fault: "changed",
    });
  });

  test("changed and hashed anew", async () => {
    const changed = replaced(C, 2, (entry) => rehashed({ ...entry, body: "{}" }));
    expect(await faultOf(changed)).toEqual({ liftId: C, no: 3, fault: "broken-link" });
  });

  test("re-dated with the whole chain hashed anew: the signed end is another", async () => {
    const changed = forged(A, 2, { doneAt: "2020-01-01T00:00:00.000Z" });
    expect(await faultOf(changed)).toEqual({ liftId: A, no: 5, fault: "other-entry" });
  });

  test("dropped from the middle or the beginning", async () => {
    expect(await faultOf(without(sound, ({ liftId, no }) => liftId === A && no === 3))).toEqual({
      liftId: A,
      no: 4,
      fault: "missing-before",
    });
    expect(await faultOf(without(sound, ({ liftId, no }) => liftId === C && no === 1))).toMatchObject({
      liftId: C,
      no: 2,
    });
  });

  test("cut off at the end", async () => {
    for (const [liftId, left] of [[A, 3] as const, [D, 1] as const])
      expect(await faultOf(without(sound, (entry) => entry.liftId === liftId && entry.no > left))).toEqual({
        liftId,
        no: left,
        fault: "cut-short",
      });
  });

  test("a whole lift dropped, at the beginning, amid, and at the end", async () => {
    for (const liftId of [A, B, D])
      expect(await faultOf(without(sound, (entry) => entry.liftId === liftId))).toEqual({
        liftId,
        no: 0,
        fault: "lift-missing",
      });
  });

  test("a whole lift dropped together with its signed end: the root is another", async () => {
    const gone = without(sound, (entry) => entry.liftId === B);
    const made = { ...gone, heads: gone.heads.filter((head) => head.liftId !== B) };
    expect(await faultOf(made)).toEqual({ checkpointNo: 2, fault: "wrong-root" });
  });

  test("an end cut off together with its signed end: the root is another", async () => {
    const cut = without(sound, (entry) => entry.liftId === A && entry.no > 4);
    const end = chainOf(A, 4).at(-1) as ChainEntry;
    const heads = cut.heads.map((head) => (head.liftId === A ? { liftId: A, no: 4, hash: end.hash } : head));
    expect(await faultOf({ ...cut, heads })).toEqual({ checkpointNo: 2, fault: "wrong-root" });
  });

  test("inserted", async () => {
    const two = sound.entries[1] as ChainEntry;
    const invented = rehashed({ ...two, no: 3, body: "{}", previousHash: two.hash });
    expect(await faultOf({ ...sound, entries: sound.entries.toSpliced(2, 0, invented) })).toMatchObject({
      liftId: A,
      no: 3,
      fault: "missing-before",
    });
  });

  test("out of order, within a lift and between lifts", async () => {
    const [one, two, three, ...rest] = sound.entries as [ChainEntry, ChainEntry, ChainEntry];
    expect(await faultOf({ ...sound, entries: [one, three, two, ...rest] })).toMatchObject({ liftId: A, no: 3 });
    const lines = [...linesOfExport(sound, 10)];
    const at = lines.findIndex((line) => line.startsWith(`{"liftId":"${B}"`));
    const moved = [...lines.slice(0, at), ...lines.slice(at + 3, -1), ...lines.slice(at, at + 3), lines.at(-1) ?? ""];
    expect((await verify(moved)).fault).toMatchObject({ liftId: B, fault: "lift-missing" });
  });
});

describe("checkpoints are named:", () => {
  const [one, two] = second.checkpoints as [(typeof second.checkpoints)[0], (typeof second.checkpoints)[0]];

  test("changed", async () => {
    const made = { ...sound, checkpoints: [{ ...one, entries: 99 }, two] };
    expect(await faultOf(made)).toEqual({ checkpointNo: 1, fault: "changed" });
  });

  test("changed and hashed anew, without the key", async () => {
    const forgery = { ...sealed({ ...two, root: "0".repeat(64) }, other), publicKey: signing.publicKey };
    expect(await faultOf({ ...sound, checkpoints: [one, forgery] })).toEqual({
      checkpointNo: 2,
      fault: "bad-signature",
    });
  });

  test("signed with another key", async () => {
    const foreign = signed({ ...second, checkpoints: [] }, other, "2026-11-24");
    expect(await faultOf(foreign, signing.pem)).toEqual({ checkpointNo: 1, fault: "unknown-key" });
    const borrowed = sealed({ ...two, keyId: signing.keyId }, other);
    expect(await faultOf({ ...sound, checkpoints: [one, borrowed] }, signing.pem)).toMatchObject({
      checkpointNo: 2,
      fault: "bad-signature",
    });
  });

  test("taken out", async () => {
    expect(await faultOf({ ...sound, checkpoints: [two] })).toEqual({ checkpointNo: 2, fault: "missing-before" });
  });

  test("the last one taken out: the header goes by it", async () => {
    const lines = [...linesOfExport(sound)].filter((line) => !line.includes('"no":2,"day"'));
    expect((await verify(lines)).fault).toEqual({ line: 1, fault: "checkpoint-missing" });
  });

  test("put in", async () => {
    const invented = sealed({ ...one, no: 2 }, signing);
    const made = { ...sound, checkpoints: [one, invented, { ...two, no: 3 }] };
    expect(await faultOf(made)).toMatchObject({ checkpointNo: 2, fault: "broken-link" });
  });
});

describe("files that are no exports", () => {
  test.each([
    ["nothing", [], { line: 1, fault: "no-header" }],
    ["something else", ["not a ledger"], { line: 1, fault: "no-header" }],
  ])("%s", async (_, lines, fault) => {
    expect((await verify(lines)).fault).toEqual(fault);
  });

  test("half a file, and a line in it that cannot be read", async () => {
    const lines = [...linesOfExport(sound)];
    expect((await verify(lines.slice(0, -1))).fault).toMatchObject({ fault: "file-cut-short" });
    const at = lines.findIndex((line) => line.startsWith('{"liftId"')) + 1;
    expect((await verify(lines.with(at, '{"liftId":'))).fault).toEqual({ line: at + 1, fault: "unreadable" });
    expect((await verify(lines.with(at, '{"liftId":5}'))).fault).toEqual({ line: at + 1, fault: "unreadable" });
  });
});

test("a large file is read by several workers, with the same findings", async () => {
  const entries = Array.from({ length: 3_000 }, (_, n) => chainOf(liftIdOf(n + 1), 25)).flat();
  const large = signed({ checkpoints: [], heads: [], complete: true, entries }, signing, "2026-11-24");
  expect(await verify(linesOfExport(large, 100), signing.pem)).toMatchObject({
    ok: true,
    entries: 75_000,
    lifts: 3_000,
  });
  for (const n of [10, 2_990]) {
    const gone = without(large, (entry) => entry.liftId === liftIdOf(n) && entry.no > 20);
    expect((await verify(linesOfExport(gone, 100))).fault).toEqual({ liftId: liftIdOf(n), no: 20, fault: "cut-short" });
  }
  const lines = [...linesOfExport(large, 100)].with(-5, "not json");
  expect((await verify(lines)).fault).toEqual({ line: lines.length - 4, fault: "unreadable" });
});

const foreign = ["python3", "openssl"].every((tool) => spawnSync(tool, ["--help"]).status === 0);

test.runIf(foreign)("somebody else's program, written by docs/ledger.md alone, comes to the same findings", () => {
  const docs = readFileSync(join(import.meta.dirname, "../../docs/ledger.md"), "utf8");
  const program = join(folder, "verify.py");
  writeFileSync(program, docs.split("```python\n")[1]?.split("```")[0] ?? "");
  writeFileSync(join(folder, "key.pem"), signing.pem);
  const run = (made: MadeExport) => {
    writeFileSync(join(folder, "export.ndjson"), [...linesOfExport(made)].join("\n"));
    const args = [program, join(folder, "export.ndjson"), join(folder, "key.pem")];
    return spawnSync("python3", args, { encoding: "utf8" });
  };
  expect(run(sound).stdout).toBe("4 lifts fit\n");
  expect(run(replaced(A, 2, (entry) => ({ ...entry, body: "{}" }))).stderr).toContain(`entry 2 of lift ${A}`);
  expect(run(without(sound, ({ liftId, no }) => liftId === D && no === 2)).stderr).toContain(`the end of lift ${D}`);
  expect(run(signed(second, other, "2026-11-25")).stderr).toContain("signature of checkpoint 3");
});
