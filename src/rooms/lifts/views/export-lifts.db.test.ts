import { buffer } from "node:stream/consumers";
import { parse } from "csv-parse/sync";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openRoomPlatform, type RoomPlatform } from "../../../../tests/support/room-platform.ts";
import { newId, type PersonId } from "../../../kernel/ids.ts";
import type { Scope } from "../../../kernel/principal.ts";
import { createLog } from "../../../platform/log.ts";
import { upsertRegion } from "../../identity/index.ts";
import { importLifts } from "../actions/import-lifts.ts";
import { removeView, saveView } from "../actions/save-view.ts";
import { liftExportQuery } from "../contract.ts";
import { createRegisterIndex, type RegisterIndex } from "../register-index/register-index.ts";
import { exportLifts } from "./export-lifts.ts";
import { listSavedViews } from "./list-saved-views.ts";

let house: RoomPlatform;
let index: RegisterIndex;
const count = 4_500;
const everything: Scope[] = [{ kind: "everything" }];
const place = (n: number): string => (n % 3 === 0 ? "湖畔花园" : "文澜苑");

beforeAll(async () => {
  house = await openRoomPlatform(["identity", "lifts"]);
  await house.platform.database.transaction(async (tx) => {
    for (const [code, parent] of [
      ["330000", "100000"],
      ["330100", "330000"],
      ["330106", "330100"],
    ] as const)
      await upsertRegion(tx, { code, name: `区 ${code}`, parent });
  });
  const rows = Array.from({ length: count }, (_, i) => i + 1).map(
    (n) =>
      `3110330106202106${String(n).padStart(4, "0")},,,${500_000 + n},3110,${place(n)},${n} 幢,,1号梯,"=文三路 ${n} 号",330106,30.2,120.1,1 2\n`,
  );
  const head =
    "register_code,maker_code,serial_number,rescue_code,kind,compound,building,unit,lift_no,address,region,lat,lon,floors\n";
  const report = await importLifts(house.platform, {
    csv: head + rows.join(""),
    principal: {
      kind: "key",
      keyId: "k",
      name: "k",
      grants: [{ role: "administrator", scope: { kind: "everything" } }],
    },
    address: "127.0.0.1",
  });
  expect(report).toMatchObject({ value: { created: count, refused: [] } });
  index = createRegisterIndex({ url: house.platform.database.url, log: createLog("silent") });
  index.start();
}, 60_000);
afterAll(() => index.stop());

const exported = async (query: object, scopes: readonly Scope[] = everything): Promise<Buffer> => {
  const made = await exportLifts(
    { db: house.platform.database.bulk, index },
    { scopes, now: house.clock.now() },
    liftExportQuery.parse(query),
  );
  if (!made.ok) throw new Error(made.refusal.code);
  return buffer(made.value.stream);
};

test("a file has every lift of the filter once, in the order of the list, over many reads", async () => {
  const rows = parse<Record<string, string>>(await exported({ format: "csv", q: "湖畔" }), {
    columns: true,
    bom: true,
  });
  expect(rows).toHaveLength(count / 3);
  const numbers = rows.map((row) => Number.parseInt(row.楼栋 ?? "", 10));
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  expect(rows[0]).toMatchObject({
    注册代码: "31103301062021060003",
    小区或场所: "湖畔花园",
    地址: "'=文三路 3 号",
    行政区划: "区 330106",
    设备品种: "曳引驱动乘客电梯",
  });
  const backwards = parse<Record<string, string>>(await exported({ format: "csv", q: "湖畔", descending: "true" }), {
    columns: true,
    bom: true,
  });
  expect(backwards.map((row) => row.注册代码)).toEqual(rows.map((row) => row.注册代码).reverse());
});

test("what the register told of the last inspection is in the file", async () => {
  const { db } = house.platform.database;
  await sql`update lifts.lift set parameters = parameters || '{"inspectionReport": "DT-2026-0001"}'
    where register_code = '31103301062021060003'`.execute(db);
  const rows = parse<Record<string, string>>(await exported({ format: "csv", q: "湖畔" }), {
    columns: true,
    bom: true,
  });
  expect(rows.find((row) => row.注册代码 === "31103301062021060003")).toMatchObject({
    检验报告编号: "DT-2026-0001",
    检验结论: "",
    使用单位地址: "",
  });
});

test("as XLSX too, and nothing outside the scope", async () => {
  const file = await exported({ format: "xlsx" });
  expect(file.subarray(0, 2).toString()).toBe("PK");
  const foreign = await exported({ format: "csv" }, [{ kind: "region", code: "330200" }]);
  expect(parse(foreign, { bom: true })).toHaveLength(1);
});

test("saved views are each person's own, by name", async () => {
  const { database } = house.platform;
  const [one, other] = [newId<"person">() as PersonId, newId<"person">() as PersonId];
  const saved = await saveView(database, {
    personId: one,
    name: "老旧住宅",
    query: { ageFrom: "15", sector: "housing" },
  });
  await saveView(database, { personId: one, name: "老旧住宅", query: { ageFrom: "20" } });
  await saveView(database, { personId: other, name: "学校", query: { sector: "school" } });
  expect(await listSavedViews(database.db, one)).toMatchObject([{ name: "老旧住宅", query: { ageFrom: "20" } }]);
  if (!saved.ok) throw new Error(saved.refusal.code);
  await removeView(database, { personId: other, id: saved.value.id });
  expect(await listSavedViews(database.db, one)).toHaveLength(1);
  await removeView(database, { personId: one, id: saved.value.id });
  expect(await listSavedViews(database.db, one)).toEqual([]);
  await sql`delete from lifts.saved_view`.execute(database.db);
  for (let n = 0; n < 50; n++) await saveView(database, { personId: one, name: `视图 ${n}`, query: {} });
  expect(await saveView(database, { personId: one, name: "再一个", query: {} })).toMatchObject({
    refusal: { code: "LIFTS_TOO_MANY_VIEWS" },
  });
});
