import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import type { Principal } from "../../src/kernel/principal.ts";
import type { DueRows } from "../../src/platform/work/work.ts";
import { auditSealer } from "../../src/rooms/identity/actions/seal-audit.ts";
import { recordAudit } from "../../src/rooms/identity/index.ts";
import { auditLines } from "../../src/rooms/identity/views/audit-seals.ts";
import { auditCsv, listAudit } from "../../src/rooms/identity/views/list-audit.ts";
import { openCheckpointKey } from "../../src/rooms/lifts/actions/checkpoint-key.ts";
import { checkpointSigner } from "../../src/rooms/lifts/actions/sign-checkpoint.ts";
import { listCheckpoints } from "../../src/rooms/lifts/views/read-checkpoints.ts";
import { openRoomPlatform, type RoomPlatform } from "../../tests/support/room-platform.ts";
import { type AuditReport, exportAudit, printAuditReport, verifyAudit } from "./audit.ts";
import type { Connection } from "./connection.ts";

const principal: Principal = { kind: "key", keyId: "k-1", name: "=王 5%", grants: [] };
let house: RoomPlatform;
let sealer: DueRows;
const db = () => house.platform.database.db;

const act = (target: string, outcome: "done" | "refused" = "done"): Promise<void> =>
  house.platform.database.transaction((tx) =>
    recordAudit(tx, { principal, act: "test.act", target, outcome, detail: { a: 1 }, at: house.clock.now() }),
  );
/** Looks as the due work does until there is nothing to seal. */
async function seal(rounds = 20): Promise<void> {
  for (let i = 0; i < rounds; i += 1) {
    house.clock.forward(1_000);
    const keys = await sealer.find(house.clock.now(), 10);
    if (keys.length === 0) return;
    await sealer.run("audit", house.clock.now());
  }
}
const sealedIds = async (): Promise<number[]> =>
  (await sql<{ id: number }>`select row_id as id from identity.audit_seal order by 1`.execute(db())).rows.map(
    ({ id }) => id,
  );
const connection = (): Connection =>
  ({
    call: async () => ({ checkpoints: await listCheckpoints(db(), { limit: 1 }) }),
    upload: async () => null,
    page: async (path: string) => {
      const after = Number(new URL(path, "http://x").searchParams.get("after"));
      const { lines, next } = await auditLines(db(), { after, limit: 3 });
      return { text: lines.map((line) => `${JSON.stringify(line)}\n`).join(""), next: next?.toString() ?? null };
    },
  }) as Connection;
const verified = (): Promise<AuditReport> => verifyAudit({ connection: connection() }, undefined);

async function owner(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: house.database.migratorUrl });
  await client.connect();
  try {
    for (const table of ["audit_row", "audit_seal"])
      await client.query(`alter table identity.${table} disable trigger user`);
    await client.query(statement);
    for (const table of ["audit_row", "audit_seal"])
      await client.query(`alter table identity.${table} enable trigger user`);
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  house = await openRoomPlatform(["identity", "lifts"]);
  sealer = auditSealer(house.platform);
});

describe("the sealer", () => {
  test("links rows after their commit, in the order of their ids", async () => {
    for (const target of ["t/1", "t/2", "t/3"]) await act(target);
    expect(await verified()).toMatchObject({ ok: true, rows: 3, sealed: 0 });
    await seal();
    expect(await sealedIds()).toEqual([1, 2, 3]);
    expect(await sealer.find(house.clock.now(), 10)).toEqual([]);
    expect(await verified()).toMatchObject({ ok: true, rows: 3, sealed: 3, signedUpTo: null });
  });

  test("waits for a running transaction that drew an older id, and skips nothing; acts go on meanwhile", async () => {
    const slow = await house.platform.database.connect();
    await slow.query("begin");
    await slow.query(
      `insert into identity.audit_row (at, actor_kind, actor_id, actor_name, act, target, outcome)
       values (now(), 'key', 'k', 'k', 'slow.act', 't/4', 'done')`,
    );
    await act("t/5");
    await seal(5);
    expect(await sealedIds()).toEqual([1, 2, 3]);
    await act("t/6");
    await slow.query("commit");
    await slow.end();
    await seal();
    expect(await sealedIds()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await verified()).toMatchObject({ ok: true, sealed: 6 });
  });

  test("leaves out an id whose transaction was rolled back", async () => {
    const failed = house.platform.database.transaction(async (tx) => {
      await recordAudit(tx, { principal, act: "test.act", target: "t/7", outcome: "done", at: house.clock.now() });
      throw new Error("given up");
    });
    await expect(failed).rejects.toThrow("given up");
    await act("t/8", "refused");
    await seal();
    expect(await sealedIds()).toEqual([1, 2, 3, 4, 5, 6, 8]);
  });

  test("two sealers never fork the chain, while many write", async () => {
    const second = auditSealer(house.platform);
    const writers = Array.from({ length: 8 }, async (_, w) => {
      for (let n = 0; n < 25; n += 1) await act(`many/${w}-${n}`);
    });
    let writing = true;
    const sealers = [sealer, second].map(async (each) => {
      while (writing) {
        house.clock.forward(500);
        if ((await each.find(house.clock.now(), 1)).length > 0) await each.run("audit", house.clock.now());
      }
    });
    await Promise.all(writers);
    writing = false;
    await Promise.all(sealers);
    await seal();
    expect(await verified()).toMatchObject({ ok: true, rows: 207, sealed: 207 });
  });

  test("covers every column of a row", async () => {
    const { rows } = await sql<{ name: string }>`
      select column_name as name from information_schema.columns
      where table_schema = 'identity' and table_name = 'audit_row' order by ordinal_position`.execute(db());
    // A column that is added must be sealed too, under a new version of the format.
    expect(rows.map(({ name }) => name)).toEqual([
      "id",
      "at",
      "actor_kind",
      "actor_id",
      "actor_name",
      "act",
      "target",
      "outcome",
      "detail",
      "address",
    ]);
  });

  test("its seals cannot be changed by the app, nor by the owner unaware", async () => {
    await expect(sql`update identity.audit_seal set hash = ''`.execute(db())).rejects.toThrow(/permission denied/);
  });
});

describe("the list", () => {
  test("is filtered by actor, act, target, outcome and time, and goes on by key", async () => {
    const query = { limit: 100 };
    expect((await listAudit(db(), { ...query, actor: "王 5%" })).rows).toHaveLength(100);
    expect((await listAudit(db(), { ...query, actor: "k-1" })).rows).toHaveLength(100);
    expect((await listAudit(db(), { ...query, actor: "王_5" })).rows).toHaveLength(0);
    expect((await listAudit(db(), { ...query, act: "slow." })).rows.map(({ target }) => target)).toEqual(["t/4"]);
    expect((await listAudit(db(), { ...query, target: "t/", outcome: "refused" })).rows).toHaveLength(1);
    const [newest] = (await listAudit(db(), { limit: 1 })).rows;
    expect(newest).toMatchObject({ sealed: true, actorId: "key:k-1" });
    const at = newest?.at ?? 0;
    expect((await listAudit(db(), { ...query, from: at, to: at })).rows).toEqual([]);
    const first = await listAudit(db(), { limit: 2, target: "t/" });
    const next = await listAudit(db(), { limit: 2, target: "t/", after: first.next ?? 0 });
    expect([...first.rows, ...next.rows].map(({ target }) => target)).toEqual(["t/8", "t/6", "t/5", "t/4"]);
  });

  test("goes out as CSV in which nothing runs as a formula", async () => {
    const csv = await auditCsv(db(), { target: "t/8" });
    expect(csv.split("\r\n")).toHaveLength(3);
    expect(csv).toContain('"\'=王 5%"');
    expect(csv).toContain('"{""a"":1}"');
  });
});

describe("verification", () => {
  let file: string;
  test("of a signed export works offline", async () => {
    const made = await checkpointSigner(house.platform, openCheckpointKey(house.database.dataDir)).signNow();
    await act("t/after");
    await seal();
    file = join(house.database.dataDir, "audit.ndjson");
    expect(await exportAudit(connection(), file)).toBe(208);
    const report = await verifyAudit({ file }, undefined);
    expect(made.ok && made.value.auditNo).toBeGreaterThan(200);
    expect(report).toMatchObject({
      ok: true,
      rows: 208,
      sealed: 208,
      signedUpTo: { rowId: made.ok && made.value.auditNo },
    });
  });

  test("names what was done to a file", async () => {
    const lines = readFileSync(file, "utf8").trimEnd().split("\n");
    const faultOf = async (changed: readonly string[]) => {
      writeFileSync(`${file}.x`, `${changed.join("\n")}\n`);
      return (await verifyAudit({ file: `${file}.x` }, undefined)).fault;
    };
    expect(await faultOf(lines.map((line) => line.replace("t/5", "t/50")))).toEqual({ rowId: 5, fault: "changed" });
    expect(await faultOf(lines.toSpliced(5, 1))).toEqual({ rowId: 6, fault: "broken-link" });
    expect(await faultOf([...lines.slice(0, -5), lines.at(-1) ?? ""])).toMatchObject({ fault: "cut-short" });
    expect(await faultOf(lines.slice(0, -1))).toMatchObject({ fault: "file-cut-short" });
    expect(await faultOf(["{}"])).toEqual({ line: 1, fault: "no-header" });
    const forged = lines.with(0, (lines[0] ?? "").replace(/"root":"./, '"root":"x'));
    expect(await faultOf(forged)).toMatchObject({ checkpointNo: 1, fault: "changed" });
  });

  test("names a row that was changed, removed or put in by whoever owns the database", async () => {
    await owner("update identity.audit_row set address = '' where id = 8");
    expect((await verified()).fault).toEqual({ rowId: 8, fault: "changed" });
    // 7 is the number of the act that was given up: the only kind of place where a row can be put in.
    await owner(`insert into identity.audit_row (id, at, actor_kind, actor_id, actor_name, act, target, outcome)
      overriding system value values (7, now(), 'key', 'k', 'k', 'x', 'x', 'done')`);
    expect((await verified()).fault).toEqual({ rowId: 7, fault: "inserted" });
    await owner("delete from identity.audit_row where id = 6");
    expect((await verified()).fault).toEqual({ rowId: 6, fault: "removed" });
    await owner("delete from identity.audit_seal where row_id = 4");
    expect((await verified()).fault).toEqual({ rowId: 4, fault: "inserted" });
    await owner("delete from identity.audit_row where id = 4");
    const report = await verified();
    expect(report.fault).toEqual({ rowId: 5, fault: "broken-link" });
    expect(printAuditReport(report)[0]).toContain("row 5");
  });
});

test("a moment is sealed to the microsecond", async () => {
  const { lines } = await auditLines(db(), { after: 0, limit: 1 });
  expect(lines[0]?.row?.at).toMatch(/T\d\d:\d\d:\d\d\.\d{6}Z$/);
});
