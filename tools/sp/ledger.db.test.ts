import { createPublicKey, hash } from "node:crypto";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { sql } from "kysely";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { beforeAll, describe, expect, test } from "vitest";
import type { LiftId } from "../../src/kernel/ids.ts";
import type { Principal, Scope } from "../../src/kernel/principal.ts";
import { auditSealer } from "../../src/rooms/identity/actions/seal-audit.ts";
import { recordAudit } from "../../src/rooms/identity/index.ts";
import { type CheckpointKey, openCheckpointKey } from "../../src/rooms/lifts/actions/checkpoint-key.ts";
import { correctEntry } from "../../src/rooms/lifts/actions/correct-entry.ts";
import { importHistory } from "../../src/rooms/lifts/actions/import-history.ts";
import { importLifts } from "../../src/rooms/lifts/actions/import-lifts.ts";
import { checkpointSigner, type Signer } from "../../src/rooms/lifts/actions/sign-checkpoint.ts";
import { recordTrace, recordTraces } from "../../src/rooms/lifts/index.ts";
import { chainLeaf } from "../../src/rooms/lifts/model/checkpoint.ts";
import { chainTraces, ledgerEntryColumns, ledgerHeadColumns } from "../../src/rooms/lifts/model/ledger-chain-bulk.ts";
import { rootOfProof } from "../../src/rooms/lifts/model/merkle.ts";
import { exportLedger } from "../../src/rooms/lifts/views/export-ledger.ts";
import { listCheckpoints, proofOf } from "../../src/rooms/lifts/views/read-checkpoints.ts";
import { ledgerOf, recordedKinds } from "../../src/rooms/lifts/views/read-ledger.ts";
import { liftIdOf } from "../../tests/support/ledger-export.ts";
import { openRoomPlatform, type RoomPlatform } from "../../tests/support/room-platform.ts";
import { type LedgerReport, verifyExport, verifyPages } from "./ledger-verify.ts";

const everything: Scope[] = [{ kind: "everything" }];
const officer: Principal = {
  kind: "key",
  keyId: "k",
  name: "k",
  grants: [{ role: "officer", scope: { kind: "everything" } }],
};
const asked = { principal: officer, address: "127.0.0.1", knowingly: true };
const sha256 = (data: string | Uint8Array): string => hash("sha256", data, "hex");
const day = 86_400_000;

let house: RoomPlatform;
let key: CheckpointKey;
let signer: Signer;
let lift: LiftId;
const logged: string[] = [];
const db = () => house.platform.database.db;

/** Lifts of an import: their chains by COPY, as the import does it. */
async function bulkLifts(from: number, count: number): Promise<void> {
  const traces = Array.from({ length: count }, (_, i) => i + from).flatMap((n) =>
    ["registered-here", "party-began"].map((kind) => ({
      liftId: liftIdOf(n),
      room: "lifts",
      kind,
      doneAt: 1_700_000_000_000 + n,
      recordedAt: house.clock.now(),
      actor: "person:p",
      body: JSON.stringify({ n, note: 'a "quoted" \\ back\tslash 中文' }),
    })),
  );
  const chains = chainTraces(traces, sha256);
  expect([chains.entryCount, chains.headCount]).toEqual([2 * count, count]);
  const client = await house.platform.database.connect();
  try {
    await client.query("begin");
    await pipeline(
      chains.entries,
      client.query(copyFrom(`copy lifts.ledger_entry (${ledgerEntryColumns}) from stdin`)),
    );
    await pipeline(chains.heads, client.query(copyFrom(`copy lifts.ledger_head (${ledgerHeadColumns}) from stdin`)));
    await client.query("commit");
  } finally {
    await client.end();
  }
}

async function* pages(scopes = everything, limit = 1_000): AsyncGenerator<string> {
  for (let after: string | undefined, more = true; more; ) {
    const page = await exportLedger(house.platform.database.bulk, scopes, { after, limit, now: house.clock.now() });
    if (!page.ok) throw new Error(page.refusal.code);
    yield page.value.ndjson;
    after = page.value.next ?? undefined;
    more = after !== undefined;
  }
}
async function exported(limit = 1_000): Promise<string> {
  const file = join(house.database.dataDir, "ledger.ndjson");
  const texts: string[] = [];
  for await (const page of pages(everything, limit)) texts.push(page);
  writeFileSync(file, texts.join(""));
  return file;
}
const verified = (): Promise<LedgerReport> => verifyPages(pages(), undefined);

/** What somebody with the database's own password does. */
async function tamper(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: house.database.migratorUrl });
  await client.connect();
  try {
    for (const table of ["ledger_entry", "ledger_checkpoint"])
      await client.query(`alter table lifts.${table} disable trigger user`);
    await client.query(statement);
    for (const table of ["ledger_entry", "ledger_checkpoint"])
      await client.query(`alter table lifts.${table} enable trigger user`);
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  const opened = await openRoomPlatform(["identity", "lifts"]);
  const log = {
    info: () => {},
    warn: () => {},
    debug: () => {},
    error: (_: object, text: string) => void logged.push(text),
  };
  house = { ...opened, platform: { ...opened.platform, log } };
  key = openCheckpointKey(house.database.dataDir);
  signer = checkpointSigner(house.platform, key);
  const csv = "register_code,kind,compound,address,region\n31103301062019060001,3110,小区,路 1 号,100000\n";
  const report = await importLifts(house.platform, { csv, principal: officer, address: "127.0.0.1" });
  expect(report).toMatchObject({ ok: true, value: { created: 1 } });
  const { rows } = await sql<{ id: LiftId }>`select id from lifts.lift`.execute(db());
  lift = rows[0]?.id as LiftId;
  await bulkLifts(1, 2_500);
});

describe("the daily checkpoint", () => {
  test("is due as soon as a Chinese day has begun, and once", async () => {
    const now = Date.UTC(2026, 10, 23, 15, 59, 59);
    house.clock.set(now);
    expect(await signer.due.find(now, 10)).toEqual(["2026-11-23"]);
    await signer.due.run("2026-11-23", now);
    expect(await signer.due.find(now, 10)).toEqual([]);
    expect(await signer.due.find(now + 1_000, 10)).toEqual(["2026-11-24"]);
    const [made] = await listCheckpoints(db(), { limit: 10 });
    expect(made).toMatchObject({ no: 1, day: "2026-11-23", at: now, lifts: 2_501, entries: 5_001, keyId: key.keyId });
  });

  test("makes up for missed days by one that says its time, and links to the one before", async () => {
    await recordTraceAt(house.clock.now());
    const now = Date.UTC(2026, 10, 27, 3, 0, 0);
    house.clock.set(now);
    await signer.due.run("2026-11-27", now);
    const [made, before] = await listCheckpoints(db(), { limit: 10 });
    expect(made).toMatchObject({ no: 2, day: "2026-11-27", at: now, previousHash: before?.hash });
    const parts = await sql<{ no: number }>`
      select distinct checkpoint_no as no from lifts.ledger_checkpoint_part order by 1`.execute(db());
    expect(parts.rows).toEqual([{ no: 1 }, { no: 2 }]);
  });

  test("is made by one process at a time", async () => {
    // Another process is at it.
    const other = await house.platform.database.connect();
    await other.query("select pg_advisory_lock(7321861)");
    expect(await signer.signNow()).toMatchObject({ refusal: { code: "LIFTS_CHECKPOINT_BUSY" } });
    await other.end();
    await expect.poll(async () => (await signer.signNow()).ok, { timeout: 20_000 }).toBe(true);
  });

  test("gives up when the platform stops, and nothing of it counts", async () => {
    const stopped = checkpointSigner(house.platform, key);
    stopped.stop();
    await expect(stopped.signNow()).rejects.toThrow(/stops/);
    expect((await listCheckpoints(db(), { limit: 10 })).map(({ no }) => no)).toEqual([3, 2, 1]);
    expect(await verified()).toMatchObject({ ok: true });
  });

  test("cannot be changed or removed, neither by the app nor by the owner unaware", async () => {
    await expect(sql`delete from lifts.ledger_checkpoint`.execute(db())).rejects.toThrow(/permission denied/);
    const owner = new pg.Client({ connectionString: house.database.migratorUrl });
    await owner.connect();
    await expect(owner.query("update lifts.ledger_checkpoint set root = ''")).rejects.toThrow(/never changed/);
    await owner.end();
  });

  test("its key is the owner's alone, stays, and its public half is what the id names", () => {
    const file = join(house.database.dataDir, "secrets/checkpoint-key");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(openCheckpointKey(house.database.dataDir).keyId).toBe(key.keyId);
    const der = createPublicKey(readFileSync(file)).export({ type: "spki", format: "der" });
    expect(sha256(der)).toBe(key.keyId);
  });

  test("does not wait for writers of other chains, nor they for it", async () => {
    const client = await house.platform.database.connect();
    await client.query("begin");
    await client.query("select 1 from lifts.ledger_head where lift_id = $1 for update", [liftIdOf(7)]);
    expect(await signer.signNow()).toMatchObject({ ok: true });
    await client.query("rollback");
    await client.end();
  });
});

const recordTraceAt = (at: number, kind = "device-enrolled", doneAt = at): Promise<void> =>
  house.platform.database.transaction((tx) =>
    recordTrace(tx, {
      liftId: lift,
      room: "devices",
      kind,
      doneAt,
      recordedAt: at,
      actor: { kind: "system", id: "test" },
      body: { username: "dev-1" },
      evidence: [{ hash: "a".repeat(64), name: "检验报告", bytes: 1_024 }],
    }),
  );

const visitOf = (liftId: LiftId, at: number) => ({
  liftId,
  room: "maintenance",
  kind: "maintained",
  doneAt: at,
  recordedAt: at,
  actor: { kind: "system", id: "test" } as const,
  body: {},
});

describe("a lift's ledger", () => {
  test("shows evidence, what is recorded here, and how far the signature reaches", async () => {
    await recordTraceAt(house.clock.now(), "inspected", Date.UTC(2020, 5, 1));
    const ledger = await ledgerOf(db(), lift, everything);
    expect(ledger).toMatchObject({ intact: true, covered: { no: 2, checkpointNo: 4 } });
    expect(ledger?.entries.at(-1)).toMatchObject({
      kind: "inspected",
      body: { username: "dev-1" },
      evidence: [{ hash: "a".repeat(64), name: "检验报告", bytes: 1_024 }],
      correctedBy: null,
    });
    const stages = Object.fromEntries((ledger?.stages ?? []).map(({ stage, recorded }) => [stage, recorded]));
    expect(stages.inspection).toEqual({ entries: 1, lastDoneAt: Date.UTC(2020, 5, 1) });
    expect(stages.manufacture).toBeNull();
    expect(await recordedKinds(db(), lift)).toEqual(ledger?.stages);
  });

  test("is corrected by an entry of its own, once; a visit recorded twice counts no longer", async () => {
    const ask = { liftId: lift, principal: officer, address: "127.0.0.1", at: house.clock.now() };
    const correction = { no: 3, why: "recorded-twice" } as const;
    expect(await correctEntry(house.platform, { ...ask, correction })).toMatchObject({ ok: true });
    expect(await correctEntry(house.platform, { ...ask, correction })).toMatchObject({ ok: true });
    const ledger = await ledgerOf(db(), lift, everything);
    expect(ledger?.entries.map(({ correctedBy }) => correctedBy)).toEqual([null, null, 4, null]);
    expect(ledger?.entries.at(-1)).toMatchObject({ kind: "corrected", body: { corrects: 3, why: "recorded-twice" } });
    expect(ledger?.stages.find(({ stage }) => stage === "inspection")?.recorded).toBeNull();
    const none = await correctEntry(house.platform, { ...ask, correction: { no: 99, why: "wrong-time" } });
    expect(none).toMatchObject({ refusal: { code: "LIFTS_ENTRY_NOT_FOUND" } });
    const foreign = { ...ask, principal: { ...officer, grants: [] }, correction };
    expect(await correctEntry(house.platform, foreign)).toMatchObject({ refusal: { code: "LIFTS_LIFT_NOT_FOUND" } });
  });

  test("takes past events from a file, once, with their papers and evidence", async () => {
    const code = "31103301062019060001";
    const csv = `lift_code,kind,done_on,done_time,paper,cause,people,evidence_hash,evidence_name,evidence_bytes
${code},manufactured,2018-03-01,,,,,,,
${code},inspected,2021-05-06,,DJ-1,,,${"b".repeat(64)},检验报告,2048
${code},inspected,2021-05-06,,DJ-2,,,,,
${code},inspected,2099-01-01,,,,,,,
no-such-lift,inspected,2021-05-06,,,,,,,
${code},party-began,2021-05-06,,,,,,,
${code},rescue-people-freed,2021-05-06,18:07,JY-1,,2,,,
${code},rescue-closed,2021-05-06,18:31,JY-1,101,,,,
${code},rescue-closed,2021-05-06,25:00,JY-1,101,,,,
${code},rescue-closed,2021-05-06,18:31,JY-2,abc,,,,\n`;
    const ask = {
      csv,
      principal: { ...officer, grants: [{ role: "administrator", scope: { kind: "everything" } }] },
      address: "",
    } as const;
    const both = await Promise.all([importHistory(house.platform, ask), importHistory(house.platform, ask)]);
    const counts = both.map((each) => (each.ok ? [each.value.created, each.value.unchanged] : []));
    expect(counts.toSorted()).toEqual([
      [0, 5],
      [5, 0],
    ]);
    const [first] = both;
    expect(first.ok && first.value.refused.map(({ row, column, code: why }) => [row, column, why])).toEqual([
      [4, "done_on", "LIFTS_DONE_LATER"],
      [5, "lift_code", "LIFTS_LIFT_UNKNOWN"],
      [6, "kind", expect.any(String)],
      [9, "done_time", expect.any(String)],
      [10, "cause", expect.any(String)],
    ]);
    const ledger = await ledgerOf(db(), lift, everything);
    expect(ledger?.stages.find(({ stage }) => stage === "manufacture")?.recorded?.entries).toBe(1);
    expect(ledger?.entries.find(({ body }) => body.paper === "DJ-1")).toMatchObject({
      doneAt: Date.UTC(2021, 4, 5, 16),
      evidence: [{ hash: "b".repeat(64), name: "检验报告", bytes: 2_048 }],
    });
    // A rescue of before this platform: at its time of the day in China, and of no incident that the platform led.
    const rescue = ledger?.entries.filter(({ body }) => body.paper === "JY-1");
    expect(rescue).toMatchObject([
      { kind: "rescue-people-freed", room: "lifts", doneAt: Date.UTC(2021, 4, 6, 10, 7), body: { count: 2 } },
      { kind: "rescue-closed", room: "lifts", doneAt: Date.UTC(2021, 4, 6, 10, 31), body: { cause: "101" } },
    ]);
    expect(rescue?.some(({ body }) => "incidentId" in body)).toBe(false);
    const outside = { ...ask, principal: officer };
    expect(await importHistory(house.platform, { ...outside, principal: { ...officer, grants: [] } })).toMatchObject({
      value: { created: 0 },
    });
  });

  test("has a proof that leads to the signed root", async () => {
    const proof = await proofOf(db(), lift, everything);
    if (!proof.ok) throw new Error(proof.refusal.code);
    const { checkpoint, no, hash: end, index, leaves, path } = proof.value;
    const leaf = chainLeaf(lift, { no, hash: end }, sha256);
    expect(rootOfProof(leaf, { index, leaves, path }, sha256)).toBe(checkpoint.root);
    const otherLeaf = chainLeaf(lift, { no: no + 1, hash: end }, sha256);
    expect(rootOfProof(otherLeaf, { index, leaves, path }, sha256)).not.toBe(checkpoint.root);
    expect(await proofOf(db(), liftIdOf(999_999) as LiftId, everything)).toMatchObject({ ok: false });
  });

  test("a signed end that was cut off in the database shows on the page too", async () => {
    await signer.signNow();
    await tamper(`delete from lifts.ledger_entry where lift_id = '${lift}' and no > 6;
      update lifts.ledger_head h set no = 6, hash = (select hash from lifts.ledger_entry e where e.lift_id = h.lift_id and e.no = 6) where lift_id = '${lift}'`);
    expect((await ledgerOf(db(), lift, everything))?.intact).toBe(false);
    expect((await verified()).fault).toEqual({ liftId: lift, no: 6, fault: "cut-short" });
  });
});

describe("the export", () => {
  test("of the untouched lifts fits whatever its pages are, also where a page holds a part of one lift", async () => {
    await tamper(
      `delete from lifts.ledger_entry where lift_id = '${lift}'; delete from lifts.ledger_head where lift_id = '${lift}'`,
    );
    expect((await verified()).fault).toEqual({ liftId: lift, no: 0, fault: "lift-missing" });
    // The platform itself signs nothing over it; a person may, and the audit names the lift.
    const now = house.clock.now() + 10 * day;
    house.clock.set(now);
    const refused = await signer.signNow({ ...asked, knowingly: false });
    expect(refused).toMatchObject({ refusal: { code: "LIFTS_ENDS_CHANGED", params: { count: 1, lift } } });
    await signer.due.run("", now);
    expect(logged.join()).toContain("no longer what the last checkpoint signed");
    expect(await signer.due.find(now + 1_000, 10)).toEqual([]);
    expect(await signer.signNow(asked)).toMatchObject({ ok: true });
    const audited = await sql<{ detail: string }>`
      select detail from identity.audit_row where act = 'lifts.checkpoint-signed'`.execute(db());
    expect(audited.rows.map(({ detail }) => detail)).toEqual([expect.stringContaining(lift)]);
    await bulkLifts(2_501, 10);
    const at = house.clock.now();
    const visits = Array.from({ length: 30 }, () => visitOf(liftIdOf(2_505) as LiftId, at));
    await house.platform.database.transaction((tx) => recordTraces(tx, visits));
    for (const limit of [29, 1_000, 10_000]) {
      expect(await verifyExport(await exported(limit), undefined)).toMatchObject({
        ok: true,
        entries: 5_050,
        lifts: 2_510,
        newer: 50,
        checkpoints: 6,
      });
    }
  });

  test.each([
    [
      "changed",
      `update lifts.ledger_entry set body = '{}' where lift_id = '${liftIdOf(1_500)}' and no = 1`,
      1,
      "changed",
    ],
    [
      "re-dated",
      `update lifts.ledger_entry set done_at = done_at - interval '1 day' where lift_id = '${liftIdOf(3)}' and no = 2`,
      2,
      "changed",
    ],
    ["cut", `delete from lifts.ledger_entry where lift_id = '${liftIdOf(2)}' and no = 2`, 1, "cut-short"],
    ["emptied", `delete from lifts.ledger_entry where lift_id = '${liftIdOf(1)}'`, 0, "lift-missing"],
  ])("names what was %s in the database", async (_, statement, no, fault) => {
    await tamper(statement);
    expect((await verified()).fault).toMatchObject({ liftId: statement.match(/'([0-9a-f-]{36})'/)?.[1], no, fault });
  });

  test("a register whose end was cut and signed anew shows against the copy outside the database", async () => {
    await tamper("delete from lifts.ledger_checkpoint where no = 6");
    expect(await signer.signNow(asked)).toMatchObject({ ok: true, value: { no: 6 } });
    expect(logged.join()).toContain("restored to an older point");
  });

  test("that took too long is refused, not wrong", async () => {
    const old = await exportLedger(db(), everything, { after: `1.${liftIdOf(9)}.1`, limit: 10, now: 0 });
    expect(old).toMatchObject({ refusal: { code: "LIFTS_EXPORT_TOO_OLD" } });
    const wrong = await exportLedger(db(), everything, { after: "x", limit: 10, now: 0 });
    expect(wrong).toMatchObject({ refusal: { code: "LIFTS_CURSOR_WRONG" } });
  });

  test("the end of the audit's chain is signed with it", async () => {
    const sealer = auditSealer(house.platform);
    const now = house.clock.now() + day;
    await house.platform.database.transaction((tx) =>
      recordAudit(tx, { principal: officer, act: "test.act", target: "test/1", outcome: "done", at: now }),
    );
    await sealer.run("audit", now);
    const made = await signer.signNow();
    const { rows } = await sql<{ id: number; hash: string }>`
      select row_id as id, hash from identity.audit_seal order by row_id desc limit 1`.execute(db());
    expect(made).toMatchObject({ value: { auditNo: rows[0]?.id, auditHash: rows[0]?.hash } });
  });
});
