import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeTestDatabase } from "../../../tests/support/database.ts";
import { openRoomPlatform, type RoomPlatform } from "../../../tests/support/room-platform.ts";
import type { Principal, Scope } from "../../kernel/principal.ts";
import { migrate } from "../../platform/database/migrate.ts";
import { createLog } from "../../platform/log.ts";
import { migrationsOf } from "../../platform/platform.ts";
import { upsertRegion } from "../identity/index.ts";
import { correctLiftFile } from "./actions/correct-lift.ts";
import { importLifts } from "./actions/import-lifts.ts";
import { findLiftByAnyCode, findLiftByRegisterCode } from "./index.ts";
import { isUseRegistrationNo } from "./model/use-registration.ts";
import { createRegisterIndex, type RegisterIndex } from "./register-index/register-index.ts";
import { liftFileOf } from "./views/lift-file.ts";
import { listLifts } from "./views/list-lifts.ts";

const everything: Scope[] = [{ kind: "everything" }];
const principal: Principal = {
  kind: "key",
  keyId: "k",
  name: "k",
  grants: [{ role: "administrator", scope: { kind: "everything" } }],
};
const address = "127.0.0.1";

let house: RoomPlatform;
let index: RegisterIndex;
const db = () => house.platform.database.db;
const lifts = (rows: readonly string[]) =>
  importLifts(house.platform, {
    csv: `use_registration_no,local_code,register_code,kind,compound,address,region,rescue_code\n${rows.join("\n")}\n`,
    principal,
    address,
  });
const row = (no: string, more: { local?: string; register?: string; compound?: string } = {}): string =>
  `${no},${more.local ?? ""},${more.register ?? ""},3110,${more.compound ?? no},湖畔路 1 号,330106,`;
const found = async (q: string): Promise<string[]> => {
  const look = { scopes: everything, now: house.clock.now() };
  const list = await listLifts({ db: db(), index }, look, { q, sort: "place", descending: false, limit: 50 });
  if (!list.ok) throw new Error(list.refusal.code);
  return list.value.lifts.map(({ registerCode }) => registerCode);
};
const lift = async (code: string) => {
  const known = await findLiftByAnyCode(db(), code);
  if (known === undefined) throw new Error(`no lift ${code}`);
  return known;
};
const fileOf = async (code: string) => {
  const file = await liftFileOf(db(), (await lift(code)).id, {
    scopes: everything,
    fullPhones: true,
    printsSigns: false,
  });
  if (file === undefined) throw new Error(`no file of ${code}`);
  return file;
};

afterAll(() => index.stop());
beforeAll(async () => {
  house = await openRoomPlatform(["identity", "lifts"]);
  index = createRegisterIndex({ url: house.platform.database.url, log: createLog("silent") });
  index.start();
  await house.platform.database.transaction(async (tx) => {
    for (const [code, name, parent] of [
      ["330000", "省", "100000"],
      ["330100", "市", "330000"],
      ["330106", "区", "330100"],
    ] as const)
      await upsertRegion(tx, { code, name, parent });
  });
});

describe("a lift that has a use-registration number and no other code", () => {
  test("is taken, known again, in use, and found by code and by search", async () => {
    expect(await lifts([row("梯11示A00001(18)")])).toMatchObject({ value: { created: 1, refused: [] } });
    expect(await lifts([row("梯11示Ａ00001〔18〕", { compound: "梯11示A00001(18)" })])).toMatchObject({
      value: { unchanged: 1 },
    });
    expect(await findLiftByRegisterCode(db(), "梯11示A00001（18）")).toMatchObject({
      registerCode: "梯11示A00001(18)",
      registration: "in-use",
    });
    for (const q of ["梯11示A00001(18)", "梯11示Ａ00001（18）", "梯11示A0000"])
      expect(await found(q)).toEqual(["梯11示A00001(18)"]);
  });

  test("keeps its life when the number changes, and when it gets a better code", async () => {
    await lifts([row("梯11示A00002(18)", { local: "L2", compound: "乙" })]);
    const { id } = await lift("梯11示A00002(18)");
    // 变更登记: another use unit, another number, the same line of the same register.
    expect(await lifts([row("梯11示A00012(26)", { local: "L2", compound: "乙" })])).toMatchObject({
      value: { changed: 1, refused: [] },
    });
    expect(await lift("梯11示A00002(18)")).toMatchObject({ id, registerCode: "梯11示A00012(26)" });
    expect((await fileOf("L2")).formerCodes).toMatchObject([{ kind: "use-registration", code: "梯11示A00002(18)" }]);
    expect(await found("梯11示A00002(18)")).toEqual(["梯11示A00012(26)"]);
    const register = "31103301062019060002";
    await lifts([row("梯11示A00012(26)", { register, compound: "乙" })]);
    expect(await lift("梯11示A00012(26)")).toMatchObject({ id, registerCode: register });
  });

  test("no two lifts bear one number, in a file, across files, or by hand", async () => {
    const twice = await lifts([row("梯11示A00003(18)"), row("梯11示A00003(18)", { compound: "另" })]);
    expect(twice).toMatchObject({ value: { created: 1, refused: [{ code: "LIFTS_CODE_TWICE" }] } });
    const others = "31103301062019060009";
    await lifts([row("", { register: others, compound: "丙" })]);
    expect(await lifts([row("梯11示A00003(18)", { register: others, compound: "丙" })])).toMatchObject({
      value: { refused: [{ code: "LIFTS_CODES_DISAGREE", column: "use_registration_no" }] },
    });
    const { version, lift: summary } = await fileOf(others);
    const correct = (no: string | null) =>
      correctLiftFile(house.platform, {
        principal,
        address,
        at: house.clock.now(),
        liftId: summary.id as Parameters<typeof correctLiftFile>[1]["liftId"],
        version,
        reason: "试验",
        changes: { useRegistrationNo: no, coordinates: "wgs84" },
      });
    expect(await correct("梯11示Ａ00003（18）")).toMatchObject({ refusal: { code: "LIFTS_CODE_TAKEN" } });
    expect(await correct("梯11示A00004(18)")).toMatchObject({ ok: true });
    expect(await lift("梯11示A00004(18)")).toMatchObject({ registerCode: others });
  });
});

test("the database knows the same shape", async () => {
  const sign = fc.constantFrom(..."梯容苏示0123456789AZa()（-");
  const near = fc
    .tuple(
      fc.constantFrom("梯", "电"),
      fc.constantFrom("", "11", "1"),
      fc.constantFrom("苏", "示", "S", ""),
      fc.constantFrom("", "A", "AB", "ABC"),
      fc.constantFrom("123", "1234", "00001", "12345678", "123456789"),
      fc.constantFrom("", "(18)", "(8)", "（18）"),
    )
    .map((parts) => parts.join(""));
  const texts = fc.sample(fc.oneof(near, fc.string({ unit: sign, maxLength: 20 })), 2_000);
  const { rows } = await sql<{ text: string; is: boolean }>`
    select text, lifts.is_use_registration_no(text) as is from unnest(${texts}::text[]) as n(text)`.execute(db());
  const differ = rows.filter(({ text, is }) => is !== isUseRegistrationNo(text)).map(({ text }) => text);
  expect(differ).toEqual([]);
  expect(rows.filter(({ is }) => is).length).toBeGreaterThan(20);
});

describe("a register from before numbers named lifts", () => {
  const folder = mkdtempSync(join(tmpdir(), "sp-old-register-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const old = (name: string): boolean => name < "20261127";

  test("gets along: tidied, numbers that several bear name none, a number goes before that of a register", async () => {
    const addresses = await makeTestDatabase(["platform", "identity"]);
    const lifts = migrationsOf("lifts");
    const before = join(folder, "lifts");
    mkdirSync(before);
    for (const name of readdirSync(lifts.folder).filter(old))
      copyFileSync(join(lifts.folder, name), join(before, name));
    const others = ["platform", "identity"].map(migrationsOf);
    const upTo = (set: { schema: string; folder: string }) =>
      migrate({ migratorUrl: addresses.migratorUrl, appRole: addresses.appRole, sets: [...others, set] });
    await upTo({ schema: "lifts", folder: before });
    const client = new pg.Client({ connectionString: addresses.migratorUrl });
    await client.connect();
    try {
      await client.query(`
        insert into identity.region (code, name, parent) values ('330106', '区', '100000') on conflict do nothing;
        insert into lifts.site (id, region_code, name) values ('00000000-0000-7000-8000-000000000001', '330106', '湖畔');
        insert into lifts.building (id, site_id, name, unit, address)
          values ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000001', '', '', '湖畔路 1 号');`);
      const rows = [
        ["31103301062019060001", null, "梯１１示Ａ00001（18）"],
        ["登记册-2", "登记册-2", "梯11示A00002〔18〕"],
        ["登记册-3", "登记册-3", "梯11示A00003(18)"],
        ["登记册-4", "登记册-4", "梯11示A00003（18）"],
        ["登记册-5", "登记册-5", "正在办理"],
        ["登记册-6", "登记册-6", "正在办理"],
      ];
      for (const [code, local, no] of rows)
        await client.query(
          `insert into lifts.lift (id, building_id, register_code, local_code, use_registration_no, kind, lift_no, region_code,
             floors, registration, page_token, registered_here_at)
           values (gen_random_uuid(), '00000000-0000-7000-8000-000000000002', $1, $2, $3, '3110', '', '330106', '{}', 'in-use', $1, now())`,
          [code, local, no],
        );
      await upTo(lifts);
      const after = await client.query({
        text: "select register_code, use_registration_no from lifts.lift order by page_token",
        rowMode: "array",
      });
      expect(after.rows).toEqual([
        ["31103301062019060001", "梯11示A00001(18)"],
        ["梯11示A00002(18)", "梯11示A00002(18)"],
        ["登记册-3", "梯11示A00003(18)（重号）"],
        ["登记册-4", "梯11示A00003(18)（重号）"],
        ["登记册-5", "正在办理"],
        ["登记册-6", "正在办理"],
      ]);
    } finally {
      await client.end();
    }
  });
});
