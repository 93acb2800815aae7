import { hash } from "node:crypto";
import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { currentRegister } from "../../../tests/support/current-register.ts";
import { openRoomPlatform, type RoomPlatform } from "../../../tests/support/room-platform.ts";
import type { LiftId, OrganisationId } from "../../kernel/ids.ts";
import type { Principal, Scope } from "../../kernel/principal.ts";
import { createLog } from "../../platform/log.ts";
import { findOrganisationByCode, upsertOrganisation, upsertRegion } from "../identity/index.ts";
import { importLifts } from "./actions/import-lifts.ts";
import { importParties } from "./actions/import-parties.ts";
import {
  checkPageToken,
  findLiftByAnyCode,
  findLiftByRegisterCode,
  findLiftByRescueCode,
  liftById,
  recordTrace,
  recordTraces,
  visibleLiftCondition,
} from "./index.ts";
import { type ChainEntry, verifyChain } from "./model/ledger-chain.ts";
import { createRegisterIndex, type RegisterIndex } from "./register-index/register-index.ts";
import { exportLedger } from "./views/export-ledger.ts";
import { liftFileOf } from "./views/lift-file.ts";
import { listLiftPoints, listLifts } from "./views/list-lifts.ts";
import { ledgerOf } from "./views/read-ledger.ts";

const everything: Scope[] = [{ kind: "everything" }];
const actor = { kind: "system", id: "test" } as const;
const principal: Principal = {
  kind: "key",
  keyId: "k",
  name: "k",
  grants: [{ role: "administrator", scope: { kind: "everything" } }],
};
const sha256 = (text: string): string => hash("sha256", text, "hex");

let house: RoomPlatform;
const db = () => house.platform.database.db;

const head =
  "register_code,maker_code,serial_number,rescue_code,kind,compound,building,unit,lift_no,address,region,lat,lon,floors\n";
const registerOf = (n: number, region = "330106"): string => `3110${region}201906${String(n).padStart(4, "0")}`;
const liftRow = (n: number, region = "330106"): string =>
  `${registerOf(n, region)},91330106MA27XL0U3K,S${n},${330_106_000 + n},3110,湖畔花园,${n} 幢,1 单元,左梯,文一路 ${n} 号,${region},30.${1000 + n},120.1,1 2 3\n`;
const lifts = (csv: string) => importLifts(house.platform, { csv: head + csv, principal, address: "127.0.0.1" });
const parties = (csv: string) =>
  importParties(house.platform, {
    csv: `lift_code,role,organisation_code,from,to,duty_phone\n${csv}`,
    principal,
    address: "127.0.0.1",
  });
async function lift(code: string) {
  const found = await findLiftByAnyCode(db(), code);
  if (found === undefined) throw new Error(`no lift ${code}`);
  return found;
}
async function unit(code: string): Promise<OrganisationId> {
  const found = await findOrganisationByCode(db(), code);
  if (found === undefined) throw new Error(`no organisation ${code}`);
  return found.id;
}

let index: RegisterIndex;
const lists = (scopes: readonly Scope[], query: { q?: string; limit: number; after?: string }) =>
  listLifts({ db: db(), index }, { scopes, now: house.clock.now() }, { sort: "place", descending: false, ...query });
async function points(scopes: readonly Scope[]) {
  const found = await listLiftPoints(index, { scopes, now: house.clock.now() });
  if (!found.ok) throw new Error(found.refusal.code);
  return found.value;
}

afterAll(() => index.stop());
beforeAll(async () => {
  house = await openRoomPlatform(["identity", "lifts"]);
  index = createRegisterIndex({ url: house.platform.database.url, log: createLog("silent") });
  index.start();
  await house.platform.database.transaction(async (tx) => {
    for (const [code, name, parent] of [
      ["330000", "浙江省", "100000"],
      ["330100", "杭州市", "330000"],
      ["330106", "西湖区", "330100"],
      ["330200", "宁波市", "330000"],
      ["330203", "海曙区", "330200"],
    ] as const)
      await upsertRegion(tx, { code, name, parent });
    const seed = { regionCode: "330106", dutyPhone: "0571-88000000" };
    await upsertOrganisation(tx, { ...seed, code: "WB1", name: "安达电梯", kind: "maintenance" });
    await upsertOrganisation(tx, { ...seed, code: "WB2", name: "平层电梯", kind: "maintenance", dutyPhone: null });
    await upsertOrganisation(tx, { ...seed, code: "WY1", name: "湖畔物业", kind: "use-unit" });
  });
});

describe("import of lifts", () => {
  test("is idempotent, and each new lift's ledger begins", async () => {
    const csv = liftRow(1) + liftRow(2) + liftRow(3, "330203");
    expect(await lifts(csv)).toMatchObject({ value: { rows: 3, created: 3, refused: [] } });
    expect(await lifts(csv)).toMatchObject({ value: { created: 0, changed: 0, unchanged: 3 } });
    const ledger = await ledgerOf(db(), (await lift(registerOf(1))).id, everything);
    expect(ledger).toMatchObject({ intact: true, entries: [{ no: 1, kind: "registered-here", actor: "key:k" }] });
  });

  test("a lift keeps its id and history under every code that it had", async () => {
    const early = ",91330106MA27XL0U3K,E9,,3110,湖畔花园,9 幢,,,文一路 9 号,330106,,,\n";
    await lifts(early);
    const serial = "91330106MA27XL0U3K-E9";
    const before = await lift(serial);
    expect(before).toMatchObject({ registerCode: serial, rescueCode: null, position: null, floors: [] });
    const registered = `${registerOf(9)},91330106MA27XL0U3K,E9,330106009,3110,湖畔花园,9 幢,,,文一路 9 号,330106,,,\n`;
    expect(await lifts(registered)).toMatchObject({ value: { changed: 1 } });
    expect(await findLiftByRegisterCode(db(), serial)).toMatchObject({ id: before.id, registerCode: registerOf(9) });
    expect(await lifts(early)).toMatchObject({ value: { unchanged: 1 } });
    // The sign in the car is replaced: the old number names nobody any more.
    expect(await lifts(registered.replace("330106009", "330909"))).toMatchObject({ value: { changed: 1 } });
    expect(await findLiftByRescueCode(db(), "330106009")).toBeUndefined();
    expect((await findLiftByRescueCode(db(), "330909"))?.id).toBe(before.id);
    const ledger = await ledgerOf(db(), before.id, everything);
    expect(ledger?.entries.map(({ kind }) => kind)).toEqual([
      "registered-here",
      "register-changed",
      "register-changed",
    ]);
    expect(ledger?.intact).toBe(true);
  });

  test("the public rescue code is no register code", async () => {
    expect(await findLiftByRegisterCode(db(), "330106001")).toBeUndefined();
    expect((await findLiftByAnyCode(db(), "330106001"))?.registerCode).toBe(registerOf(1));
    expect(await findLiftByAnyCode(db(), "nothing")).toBeUndefined();
  });

  test("rows that cannot be are named with their column, the others are taken", async () => {
    const csv = [
      liftRow(20),
      liftRow(20),
      liftRow(21).replace(registerOf(21), "123"),
      liftRow(22).replace("330106022", "330106001"),
      liftRow(23).replace(",330106,30", ",999999,30"),
      liftRow(24).replace("3110,湖", "9999,湖"),
      liftRow(25).replace(",S25,", ",S1,"),
      liftRow(26),
    ].join("");
    const report = await lifts(csv);
    expect(report).toMatchObject({ value: { rows: 8, created: 2 } });
    expect(report.ok && report.value.refused.map(({ row, column, code }) => [row, column, code])).toEqual([
      [2, null, "LIFTS_CODE_TWICE"],
      [3, "register_code", "LIFTS_CODE_WRONG"],
      [4, "rescue_code", "LIFTS_RESCUE_CODE_TAKEN"],
      [5, "region", "LIFTS_REGION_UNKNOWN"],
      [6, "kind", "IMPORT_CELL_WRONG"],
      [7, "serial_number", "LIFTS_CODES_DISAGREE"],
    ]);
  });

  test("two imports of the same file at once make each lift once", async () => {
    const csv = Array.from({ length: 40 }, (_, i) => liftRow(100 + i)).join("");
    const reports = await Promise.all([lifts(csv), lifts(csv)]);
    expect(reports.map((report) => report.ok && report.value.created).toSorted()).toEqual([0, 40]);
  });

  test("two thousand lifts take less than ten seconds", async () => {
    const csv = Array.from({ length: 2_000 }, (_, i) => liftRow(1_000 + i)).join("");
    const start = performance.now();
    expect(await lifts(csv)).toMatchObject({ value: { created: 2_000 } });
    const firstMs = performance.now() - start;
    expect(await lifts(csv)).toMatchObject({ value: { unchanged: 2_000 } });
    process.stdout.write(
      `2,000 lifts: ${Math.round(firstMs)} ms, again ${Math.round(performance.now() - start - firstMs)} ms\n`,
    );
    expect(firstMs).toBeLessThan(10_000);
  });
});

describe("parties", () => {
  test("are imported idempotently, one maintenance unit at a time", async () => {
    const one = registerOf(1);
    const csv = `${one},maintenance,WB1,2025-01-01,,13812345678\n${one},use-unit,WY1,2020-01-01,,\n`;
    expect(await parties(csv)).toMatchObject({ value: { created: 2, refused: [] } });
    expect(await parties(csv)).toMatchObject({ value: { unchanged: 2 } });
    expect(await lift(one)).toMatchObject({
      maintenanceUnit: { name: "安达电梯", dutyPhone: "13812345678" },
      useUnit: { name: "湖畔物业", dutyPhone: "0571-88000000" },
    });
    const next = `${one},maintenance,WB2,2026-06-01,,\n`;
    expect(await parties(next)).toMatchObject({
      value: { refused: [{ row: 1, column: "from", code: "LIFTS_PARTY_OVERLAPS" }] },
    });
    expect(await parties(`${one},maintenance,WB1,2025-01-01,2026-05-31,13812345678\n${next}`)).toMatchObject({
      value: { changed: 1, created: 1 },
    });
    const ledger = await ledgerOf(db(), (await lift(one)).id, everything);
    expect(ledger?.entries.map(({ kind }) => kind)).toEqual([
      "registered-here",
      "party-began",
      "party-began",
      "party-changed",
      "party-began",
    ]);
    expect(JSON.stringify(ledger)).not.toContain("13812345678");
    expect(ledger?.intact).toBe(true);
  });

  test("whoever served formerly is known, whoever serves today answers", async () => {
    const { rows } = await sql<{ role: string; now: boolean }>`
      select s.role, s.now from lifts.v_serves s where s.lift_id = ${(await lift(registerOf(1))).id} and s.role = 'maintenance' order by from_date`.execute(
      db(),
    );
    // Which of the two serves depends on the day of the test run; never both.
    expect(rows).toHaveLength(2);
    expect(rows.filter(({ now }) => now).length).toBeLessThanOrEqual(1);
  });

  test("rows that cannot be are named; the database itself refuses two at a time", async () => {
    const two = registerOf(2);
    const csv = `x,maintenance,WB1,2025-01-01,,\n${two},maintenance,nobody,2025-01-01,,\n${two},maintenance,WB1,2025-01-01,2024-01-01,\n${two},maintenance,WB1,2025-02-30,,\n${two},owner,WY1,2025-01-01,,\n${two},owner,WY1,2025-01-01,2026-01-01,\n`;
    const report = await parties(csv);
    expect(report.ok && report.value.refused.map(({ row, column, code }) => [row, column, code])).toEqual([
      [1, "lift_code", "LIFTS_LIFT_UNKNOWN"],
      [2, "organisation_code", "LIFTS_ORGANISATION_UNKNOWN"],
      [3, "to", "LIFTS_PARTY_ENDS_FIRST"],
      [4, "from", "IMPORT_CELL_WRONG"],
      [6, null, "LIFTS_PARTY_TWICE"],
    ]);
    const both = sql`insert into lifts.party (lift_id, role, organisation_id, from_date)
      select ${(await lift(two)).id}, 'maintenance', o.id, '2030-01-01' from identity.v_organisation o where o.code in ('WB1', 'WB2')`;
    await expect(both.execute(db())).rejects.toMatchObject({ code: "23P01" });
  });
});

describe("who sees which lifts", () => {
  beforeEach(() => currentRegister(index));
  const codesFor = async (scopes: readonly Scope[]) => {
    const list = await lists(scopes, { q: "330106001 ", limit: 200 });
    const second = await lists(scopes, { q: "330106003", limit: 200 });
    if (!list.ok || !second.ok) throw new Error("list refused");
    return [...list.value.lifts, ...second.value.lifts].map(({ registerCode }) => registerCode);
  };
  // Lift 1 stands in 330106 and is used by WY1; lift 3 stands in 330203 and nobody serves it.
  test.each<[string, () => Promise<Scope[]> | Scope[], boolean, boolean]>([
    ["everything", () => everything, true, true],
    ["the nation", () => [{ kind: "region", code: "100000" }], true, true],
    ["a province", () => [{ kind: "region", code: "330000" }], true, true],
    ["a city", () => [{ kind: "region", code: "330100" }], true, false],
    ["a district", () => [{ kind: "region", code: "330203" }], false, true],
    [
      "two districts",
      () => [
        { kind: "region", code: "330203" },
        { kind: "region", code: "330106" },
      ],
      true,
      true,
    ],
    ["its use unit", async () => [{ kind: "organisation", id: await unit("WY1") }], true, false],
    ["a crew", () => [{ kind: "crew", id: "01920000-0000-7000-8000-000000000003" as never }], false, false],
    ["nobody", () => [], false, false],
  ])("%s", async (_, scopesOf, first, third) => {
    const scopes = await scopesOf();
    const wanted = [...(first ? [registerOf(1)] : []), ...(third ? [registerOf(3, "330203")] : [])];
    expect(await codesFor(scopes)).toEqual(wanted);
    const one = await lift(registerOf(1));
    const viewer = { scopes, fullPhones: true, printsSigns: true };
    expect((await liftFileOf(db(), one.id, viewer)) !== undefined).toBe(first);
    expect((await ledgerOf(db(), one.id, scopes)) !== undefined).toBe(first);
    expect((await points(scopes)).some(([id]) => id === one.id)).toBe(first);
    const exported = await exportLedger(db(), scopes, { limit: 10_000, now: house.clock.now() });
    expect(exported.ok && exported.value.ndjson.includes(one.id)).toBe(first);
    const { rows } =
      await sql`select 1 from lifts.v_lift v where ${visibleLiftCondition(scopes)} and v.id = ${one.id}`.execute(db());
    expect(rows.length === 1).toBe(first);
  });

  test("telephones and the page's token are for who needs them", async () => {
    const one = await lift(registerOf(1));
    const viewer = { scopes: everything, fullPhones: false, printsSigns: false };
    const file = await liftFileOf(db(), one.id, viewer);
    expect(file?.pagePath).toBeNull();
    expect(file?.parties.map(({ dutyPhone }) => dutyPhone)).toContain("138****5678");
    expect(JSON.stringify(file)).not.toMatch(/13812345678|88000000/);
    const full = await liftFileOf(db(), one.id, { ...viewer, fullPhones: true, printsSigns: true });
    expect(full?.parties.map(({ dutyPhone }) => dutyPhone)).toContain("13812345678");
    const token = /^\/s\/330106001\?t=([\w-]{32})$/.exec(full?.pagePath ?? "")?.[1] ?? "";
    expect(await checkPageToken(db(), "330106001", token)).toBe(true);
    expect(await checkPageToken(db(), "330106002", token)).toBe(false);
    expect(await checkPageToken(db(), "330106001", "")).toBe(false);
    expect(await checkPageToken(db(), "no such lift", "")).toBe(false);
  });

  test("pages by place without losing or repeating a lift, and a wrong mark is refused", async () => {
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await lists(everything, { limit: 200, ...(after === undefined ? {} : { after }) });
      if (!page.ok) throw new Error(page.refusal.code);
      seen.push(...page.value.lifts.map(({ id }) => id));
      after = page.value.next ?? undefined;
      expect(page.value.total).toBeGreaterThan(2_000);
    } while (after !== undefined);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBe((await points(everything)).length + 1);
    expect(await lists(everything, { limit: 5, after: "x" })).toMatchObject({
      refusal: { code: "LIFTS_CURSOR_WRONG" },
    });
    expect(await lists(everything, { limit: 5, q: "100%" })).toMatchObject({ value: { total: 0 } });
    expect(await lists(everything, { limit: 5, q: "湖畔 文一路 2012 " })).toMatchObject({
      value: { total: 1 },
    });
  });
});

describe("the ledger", () => {
  const trace = (liftId: LiftId, n: number) => ({
    liftId,
    room: "rescue",
    kind: "rescue-closed",
    doneAt: house.clock.now() - n * 60_000,
    recordedAt: house.clock.now(),
    actor,
    body: { n, text: '引号 " 与\n换行' },
  });
  const exported = async (limit: number): Promise<ChainEntry[]> => {
    const lines: string[] = [];
    let after: string | undefined;
    do {
      const page = await exportLedger(db(), everything, { limit, after, now: house.clock.now() });
      if (!page.ok) throw new Error(page.refusal.code);
      lines.push(...page.value.ndjson.split("\n").filter((line) => line.startsWith('{"liftId"')));
      after = page.value.next ?? undefined;
    } while (after !== undefined);
    return lines.map((line) => JSON.parse(line) as ChainEntry);
  };

  test("many writers at once leave sound chains, also when they write the same lifts in other orders", async () => {
    const ids = [(await lift(registerOf(1))).id, (await lift(registerOf(2))).id];
    const { database } = house.platform;
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        database.transaction((tx) => {
          const order = n % 2 === 0 ? ids : ids.toReversed();
          return n % 3 === 0
            ? recordTrace(tx, trace(ids[0] as LiftId, n))
            : recordTraces(
                tx,
                order.map((id) => trace(id, n)),
              );
        }),
      ),
    );
    for (const id of ids) expect((await ledgerOf(db(), id, everything))?.intact).toBe(true);
  });

  test("the export holds every entry in its exact words, over pages of any size", async () => {
    const entries = await exported(997);
    const report = verifyChain(entries, sha256);
    const { rows } = await sql<{
      n: number;
      lifts: number;
    }>`select count(*) as n, count(distinct lift_id) as lifts from lifts.ledger_entry`.execute(db());
    expect(report).toMatchObject({ entries: rows[0]?.n, lifts: rows[0]?.lifts, fault: undefined });
    expect(await exportLedger(db(), everything, { limit: 5, after: "x", now: 0 })).toMatchObject({
      refusal: { code: "LIFTS_CURSOR_WRONG" },
    });
  });

  test("a lift that is not there has no ledger to write in", async () => {
    const nobody = "01920000-0000-7000-8000-00000000ffff" as LiftId;
    await expect(house.platform.database.transaction((tx) => recordTrace(tx, trace(nobody, 1)))).rejects.toThrow(
      /has a ledger/,
    );
    expect(await liftById(db(), nobody)).toBeUndefined();
  });

  test("the app's role may not change entries; who does it as the owner all the same is found out", async () => {
    await expect(sql`update lifts.ledger_entry set body = '{}'`.execute(db())).rejects.toMatchObject({ code: "42501" });
    await expect(sql`delete from lifts.ledger_entry`.execute(db())).rejects.toMatchObject({ code: "42501" });
    const owner = new pg.Client({ connectionString: house.database.migratorUrl });
    await owner.connect();
    for (const statement of [
      "update lifts.ledger_entry set body = '{}'",
      "delete from lifts.ledger_entry",
      "truncate lifts.ledger_entry",
    ])
      await expect(owner.query(statement)).rejects.toMatchObject({ code: "23001" });
    const { id } = await lift(registerOf(1));
    await owner.query("alter table lifts.ledger_entry disable trigger user");
    await owner.query("update lifts.ledger_entry set body = '{}' where lift_id = $1 and no = 2", [id]);
    expect((await ledgerOf(db(), id, everything))?.intact).toBe(false);
    expect(verifyChain(await exported(5_000), sha256).fault).toEqual({ liftId: id, no: 2, fault: "changed" });
    const other = (await lift(registerOf(2))).id;
    await owner.query(
      "delete from lifts.ledger_entry where lift_id = $1 and no = (select max(no) from lifts.ledger_entry where lift_id = $1)",
      [other],
    );
    expect((await ledgerOf(db(), other, everything))?.intact).toBe(false);
    await owner.end();
  });
});
