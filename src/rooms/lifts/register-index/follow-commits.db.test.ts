import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { currentRegister } from "../../../../tests/support/current-register.ts";
import { openRoomPlatform, type RoomPlatform } from "../../../../tests/support/room-platform.ts";
import type { OrganisationId } from "../../../kernel/ids.ts";
import type { Principal, Scope } from "../../../kernel/principal.ts";
import { createLog } from "../../../platform/log.ts";
import { findOrganisationByCode, upsertOrganisation, upsertRegion } from "../../identity/index.ts";
import { lookForAllGaps } from "../actions/find-gaps.ts";
import { importLifts } from "../actions/import-lifts.ts";
import { importParties } from "../actions/import-parties.ts";
import { gapKinds } from "../contract/catalogue.ts";
import type { LiftFilter } from "../contract.ts";
import { countGaps } from "../views/list-gaps.ts";
import { liftByCode, listLifts } from "../views/list-lifts.ts";
import { visibleLiftCondition } from "../views/visible-lifts.ts";
import { createRegisterIndex, type RegisterIndex } from "./register-index.ts";

const everything: Scope[] = [{ kind: "everything" }];
const principal: Principal = {
  kind: "key",
  keyId: "k",
  name: "k",
  grants: [{ role: "administrator", scope: { kind: "everything" } }],
};
const address = "127.0.0.1";
const quiet = createLog("silent");

let house: RoomPlatform;
let index: RegisterIndex;
const db = () => house.platform.database.db;

const registerOf = (n: number, region: string): string => `3110${region}202006${String(n).padStart(4, "0")}`;
const regions = ["330106", "330108", "330203"];
const regionOf = (n: number): string => regions[n % 3] as string;
const row = (n: number): string =>
  `${registerOf(n, regionOf(n))},91330106MA27XL0U3K,T${n},${340_000 + n},3110,${n % 2 === 0 ? "阳光花园" : "绿地公寓"},${n} 幢,1 单元,${1 + (n % 2)}号梯,文二路 ${n} 号,${regionOf(n)},30.2,120.1,1 2\n`;
const lifts = (numbers: readonly number[]) =>
  importLifts(house.platform, {
    csv: `register_code,maker_code,serial_number,rescue_code,kind,compound,building,unit,lift_no,address,region,lat,lon,floors\n${numbers.map(row).join("")}`,
    principal,
    address,
  });
const party = (n: number, organisation: string, role = "maintenance") =>
  importParties(house.platform, {
    csv: `lift_code,role,organisation_code,from\n${registerOf(n, regionOf(n))},${role},${organisation},2024-01-01\n`,
    principal,
    address,
  });

async function found(filter: LiftFilter, scopes: readonly Scope[] = everything, of: RegisterIndex = index) {
  const look = { scopes, now: house.clock.now() };
  await currentRegister(of);
  const list = await listLifts({ db: db(), index: of }, look, {
    ...filter,
    sort: "place",
    descending: false,
    limit: 200,
  });
  if (!list.ok) throw new Error(list.refusal.code);
  return list.value;
}
const codesOf = async (filter: LiftFilter, scopes?: readonly Scope[]): Promise<string[]> =>
  (await found(filter, scopes)).lifts.map(({ registerCode }) => registerCode);

beforeAll(async () => {
  house = await openRoomPlatform(["identity", "lifts"]);
  await house.platform.database.transaction(async (tx) => {
    for (const [code, name, parent] of [
      ["330000", "浙江省", "100000"],
      ["330100", "杭州市", "330000"],
      ["330106", "西湖区", "330100"],
      ["330108", "滨江区", "330100"],
      ["330200", "宁波市", "330000"],
      ["330203", "海曙区", "330200"],
    ] as const)
      await upsertRegion(tx, { code, name, parent });
    for (const code of ["WB1", "WB2"])
      await upsertOrganisation(tx, {
        code,
        name: `维保 ${code}`,
        kind: "maintenance",
        regionCode: "330106",
        dutyPhone: null,
      });
  });
  await lifts([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  await party(1, "WB1");
  await party(5, "WB1");
  await party(6, "WB2");
  for (const owner of ["WB1", "WB2"]) await party(8, owner, "owner");
  await sql`update lifts.site set sector = 'school' where name = '绿地公寓'`.execute(db());
  index = createRegisterIndex({ url: house.platform.database.url, log: quiet });
  index.start();
});
afterAll(() => index.stop());

describe("what was written is found at once", () => {
  test("new lifts, by every way of searching", async () => {
    for (let n = 20; n < 40; n++) {
      await lifts([n]);
      const code = registerOf(n, regionOf(n));
      expect(await codesOf({ q: code })).toEqual([code]);
      expect(await codesOf({ q: String(340_000 + n) })).toEqual([code]);
    }
    expect(await codesOf({ q: "yghy 24幢" })).toEqual([registerOf(24, "330106")]);
    expect(await codesOf({ q: "绿地公寓25幢1单元2号梯" })).toEqual([registerOf(25, "330108")]);
    expect(await codesOf({ q: "文二路26号" })).toEqual([registerOf(26, "330203")]);
    expect((await found({ q: registerOf(1, "330108").slice(0, 12) })).total).toBeGreaterThan(1);
  });

  test("a changed state, a withdrawn lift, a new unit", async () => {
    const code = registerOf(2, "330203");
    await sql`update lifts.lift set order_in_force = 'sealed' where register_code = ${code}`.execute(db());
    expect(await codesOf({ orderInForce: "sealed" })).toEqual([code]);
    await sql`update lifts.lift set withdrawn_at = now() where register_code = ${code}`.execute(db());
    expect(await codesOf({ orderInForce: "sealed" })).toEqual([]);
    await party(3, "WB2");
    const unit = (await findOrganisationByCode(db(), "WB2"))?.id as OrganisationId;
    expect((await codesOf({ maintenanceUnit: unit })).toSorted()).toEqual(
      [registerOf(3, "330106"), registerOf(6, "330106")].toSorted(),
    );
    await sql`delete from lifts.party where organisation_id = ${unit}`.execute(house.platform.database.bulk);
    expect(await codesOf({ maintenanceUnit: unit })).toEqual([]);
    await party(6, "WB2");
    await party(7, "WB2", "owner");
    expect((await codesOf({}, [{ kind: "organisation", id: unit }])).toSorted()).toEqual(
      [registerOf(6, "330106"), registerOf(7, "330108")].toSorted(),
    );
    await party(8, "WB2", "owner");
  });

  test("a compound that got another name and sector", async () => {
    await sql`update lifts.site set name = '和平新村', sector = 'hospital' where name = '绿地公寓' and region_code = '330203'`.execute(
      db(),
    );
    const renamed = await found({ q: "hpxc" });
    expect(renamed.total).toBeGreaterThan(0);
    expect(renamed.total).toBe((await found({ sector: "hospital" })).total);
    expect(renamed.lifts.every((lift) => lift.place.startsWith("和平新村"))).toBe(true);
  });

  test("many at once", async () => {
    await lifts(Array.from({ length: 300 }, (_, n) => 1_000 + n));
    expect((await found({ q: "文二路12" })).total).toBe(100);
  });

  test("by its code, also a former one, only within the scope", async () => {
    const look = (scopes: readonly Scope[]) => ({ scopes, now: house.clock.now() });
    const code = registerOf(4, "330108");
    expect((await liftByCode(db(), look(everything), code))?.registerCode).toBe(code);
    expect((await liftByCode(db(), look(everything), "340004"))?.registerCode).toBe(code);
    expect(await liftByCode(db(), look([{ kind: "region", code: "330200" }]), code)).toBeUndefined();
  });
});

describe("who sees which lifts", () => {
  const unit = async (code: string): Promise<Scope> => ({
    kind: "organisation",
    id: (await findOrganisationByCode(db(), code))?.id as OrganisationId,
  });
  test.each<[string, () => Promise<readonly Scope[]> | readonly Scope[]]>([
    ["everything", () => everything],
    ["the nation", () => [{ kind: "region", code: "100000" }]],
    ["a province", () => [{ kind: "region", code: "330000" }]],
    ["a city", () => [{ kind: "region", code: "330100" }]],
    [
      "two districts",
      () => [
        { kind: "region", code: "330106" },
        { kind: "region", code: "330203" },
      ],
    ],
    ["a sector in a city", () => [{ kind: "sector", sector: "school", regionCode: "330100" }]],
    ["a unit", async () => [await unit("WB1")]],
    ["a unit and a district", async () => [await unit("WB1"), { kind: "region", code: "330203" }]],
    ["one of two owners", async () => [await unit("WB2")]],
    ["a crew", () => [{ kind: "crew", id: "01920000-0000-7000-8000-000000000003" as never }]],
    ["nobody", () => []],
  ])("the same as the database says: %s", async (_, scopesOf) => {
    const scopes = await scopesOf();
    const { rows } = await sql<{ id: string }>`
      select v.id from lifts.v_lift v where ${visibleLiftCondition(scopes)}`.execute(db());
    await currentRegister(index);
    const seen = await index.ask("ids", {
      filter: {},
      scopes,
      now: house.clock.now(),
      sort: "place",
      descending: false,
      max: 10_000,
    });
    if (!seen.ok) throw new Error(seen.refusal.code);
    const hex = Buffer.from(seen.value).toString("hex");
    const ids = (hex.match(/.{32}/g) ?? []).sort();
    expect(ids).toEqual(rows.map(({ id }) => id.replaceAll("-", "")).sort());
    const counts = await index.ask("counts", { filter: {}, scopes, now: house.clock.now() });
    expect(counts.ok && counts.value.total).toBe(rows.length);
  });
});

test("the numbers of gaps are those of the gap lists, and open to as many lifts", async () => {
  await sql`update lifts.lift set registration = 'scrapped' where register_code = ${registerOf(4, "330108")}`.execute(
    db(),
  );
  // One lift entered twice, and a use unit without and with its 安全员.
  await lifts([90]);
  await sql`insert into lifts.lift (id, building_id, register_code, registration_code, kind, lift_no, region_code, floors, parameters,
      registration, sign, page_token, registered_here_at)
    select gen_random_uuid(), building_id, '31103301062020069091', '31103301062020069091', kind, lift_no, region_code, floors, '{}',
      registration, 'none', 'twice', now() from lifts.lift where register_code = ${registerOf(90, "330106")}`.execute(
    db(),
  );
  await party(90, "WB1", "use-unit");
  await party(1, "WB1", "use-unit");
  await sql`update lifts.party p set safety_officer = '王安' from lifts.lift l
    where l.id = p.lift_id and p.role = 'use-unit' and l.register_code = ${registerOf(1, regionOf(1))}`.execute(db());
  await lookForAllGaps(house.platform.database.bulk, house.clock.now());
  await currentRegister(index);
  const counts = await index.ask("counts", { filter: {}, scopes: everything, now: house.clock.now() });
  if (!counts.ok) throw new Error(counts.refusal.code);
  const listed = await countGaps(db(), everything, house.clock.now());
  expect(Object.keys(counts.value.gaps)).toEqual([...gapKinds]);
  for (const [gap, count] of Object.entries(counts.value.gaps)) {
    expect([gap, count]).toEqual([gap, listed.find(({ kind }) => kind === gap)?.open]);
    expect([gap, (await found({ gap: gap as NonNullable<LiftFilter["gap"]> })).total]).toEqual([gap, count]);
  }
  expect(counts.value.gaps["no-maintenance-unit"]).toBeGreaterThan(0);
  expect(counts.value.gaps).toMatchObject({ "two-alike": 1, "no-safety-officer": 1 });
  // Read singly and loaded anew they are the same.
  const anew = createRegisterIndex({ url: house.platform.database.url, log: quiet });
  anew.start();
  await currentRegister(anew);
  const loaded = await anew.ask("counts", { filter: {}, scopes: everything, now: house.clock.now() });
  expect(loaded.ok && loaded.value.gaps).toEqual(counts.value.gaps);
  await anew.stop();
});

test("some thousand lifts at once are read by themselves, not with the whole register", async () => {
  const loaded = index.lastLoad();
  const before = (await found({})).total;
  await lifts(Array.from({ length: 2_600 }, (_, i) => 2_000 + i));
  expect((await found({})).total).toBe(before + 2_600);
  expect(await codesOf({ q: registerOf(4_599, regionOf(4_599)) })).toEqual([registerOf(4_599, regionOf(4_599))]);
  await sql`update lifts.lift set service = 'maintenance' where register_code like '3110%2020062%'`.execute(db());
  const counts = await sql<{
    n: number;
  }>`select count(*)::int as n from lifts.lift where service = 'maintenance'`.execute(db());
  expect((await found({ service: "maintenance" })).total).toBe(counts.rows[0]?.n);
  expect(index.lastLoad()).toEqual(loaded);
});

describe("when things break", () => {
  test("a cut connection is made again; what was written meanwhile is there", async () => {
    const cut = createRegisterIndex({ url: house.platform.database.url, log: quiet });
    cut.start();
    const before = (await found({}, everything, cut)).total;
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()
      and application_name = 'shengping register index'`.execute(db());
    await lifts([50]);
    await expect
      .poll(async () => (await found({}, everything, cut).catch(() => ({ total: 0 }))).total, { timeout: 20_000 })
      .toBe(before + 1);
    await expect
      .poll(async () => (await found({}).catch(() => ({ total: 0 }))).total, { timeout: 20_000 })
      .toBe(before + 1);
    await cut.stop();
  });

  test("before the register is loaded lists are refused, not answered with less", async () => {
    const lost = createRegisterIndex({ url: "postgres://nobody:x@127.0.0.1:1/none", log: quiet });
    lost.start();
    const answer = await lost.ask("counts", { filter: {}, scopes: everything, now: house.clock.now() });
    expect(answer).toMatchObject({ ok: false, refusal: { code: "LIFTS_INDEX_LOADING" } });
    await lost.stop();
  });
});
