import { beforeAll, expect, test } from "vitest";
import { openRoomPlatform, type RoomPlatform } from "../../../tests/support/room-platform.ts";
import type { Grant, Principal } from "../../kernel/principal.ts";
import type { Result } from "../../kernel/result.ts";
import type { ImportReport } from "../identity/contract.ts";
import { upsertOrganisation, upsertRegion } from "../identity/index.ts";
import { importLifts } from "./actions/import-lifts.ts";
import { importParties } from "./actions/import-parties.ts";
import { findLiftByAnyCode } from "./index.ts";

const holder = (...grants: readonly Grant[]): Principal => ({ kind: "key", keyId: "k", name: "k", grants });
const administrator = holder({ role: "administrator", scope: { kind: "everything" } });
const officerOf = (code: string): Principal => holder({ role: "officer", scope: { kind: "region", code } });

let house: RoomPlatform;
/** Lift `n` has a code of the region in which it was registered, wherever it stands. */
const codeOf = (n: number, region = "330106"): string => `3110${region}201906${String(n).padStart(4, "0")}`;
const row = (code: string, region: string, liftNo = "左梯"): string =>
  `${code},3110,湖畔花园,${code.slice(-2)} 幢,${liftNo},文一路 ${code.slice(-2)} 号,${region}\n`;
const lifts = (csv: string, principal: Principal) =>
  importLifts(house.platform, {
    csv: `register_code,kind,compound,building,lift_no,address,region\n${csv}`,
    principal,
    address: "127.0.0.1",
  });
const parties = (csv: string, principal: Principal) =>
  importParties(house.platform, {
    csv: `lift_code,role,organisation_code,from\n${csv}`,
    principal,
    address: "127.0.0.1",
  });
const refused = (report: Result<ImportReport>) =>
  report.ok && report.value.refused.map(({ row, column, code, text }) => [row, column, code, text]);
const outside = ["region", "LIFTS_REGION_OUTSIDE", "不在您的管辖区域内 (outside your region)"];

beforeAll(async () => {
  house = await openRoomPlatform(["identity", "lifts"]);
  await house.platform.database.transaction(async (tx) => {
    for (const [code, name, parent] of [
      ["330000", "省", "100000"],
      ["330100", "甲市", "330000"],
      ["330106", "甲区", "330100"],
      ["330200", "乙市", "330000"],
      ["330203", "乙区", "330200"],
    ] as const)
      await upsertRegion(tx, { code, name, parent });
    const unit = { code: "WB1", name: "甲维保", kind: "maintenance", regionCode: "330106", dutyPhone: null } as const;
    await upsertOrganisation(tx, unit);
  });
  expect(await lifts(row(codeOf(1), "330106"), administrator)).toMatchObject({ value: { created: 1 } });
});

test("an officer of one region brings in and changes lifts there, and none elsewhere", async () => {
  const own = row(codeOf(2, "330203"), "330203");
  const report = await lifts(row(codeOf(3), "330106") + row(codeOf(1), "330106", "右梯") + own, officerOf("330203"));
  expect(report).toMatchObject({ value: { created: 1, changed: 0 } });
  expect(refused(report)).toEqual([
    [1, ...outside],
    [2, ...outside],
  ]);
  expect(await findLiftByAnyCode(house.platform.database.db, codeOf(3))).toBeUndefined();
  expect(await lifts(row(codeOf(1), "330106"), administrator)).toMatchObject({ value: { unchanged: 1 } });
  // Not even that it is there already is told.
  expect(refused(await lifts(row(codeOf(1), "330106"), officerOf("330203")))).toEqual([[1, ...outside]]);
  expect(await lifts(row(codeOf(1), "330106"), officerOf("330100"))).toMatchObject({ value: { unchanged: 1 } });
});

test("he moves no lift across the border, in either direction", async () => {
  const csv = row(codeOf(1), "330203") + row(codeOf(2, "330203"), "330106");
  expect(refused(await lifts(csv, officerOf("330203")))).toEqual([
    [1, ...outside],
    [2, ...outside],
  ]);
  expect(refused(await lifts(row(codeOf(1), "330203"), holder()))).toEqual([[1, ...outside]]);
  expect(await lifts(row(codeOf(1), "330203"), officerOf("330000"))).toMatchObject({ value: { changed: 1 } });
  expect(await lifts(row(codeOf(1), "330106"), administrator)).toMatchObject({ value: { changed: 1 } });
});

test("he says who answers for lifts there only", async () => {
  const csv = `${codeOf(1)},maintenance,WB1,2024-01-01\n`;
  const words = "电梯不在您的管辖区域内 (the lift is outside your region)";
  for (const who of [officerOf("330203"), holder()])
    expect(refused(await parties(csv, who))).toEqual([[1, "lift_code", "LIFTS_REGION_OUTSIDE", words]]);
  expect(await parties(csv, officerOf("330106"))).toMatchObject({ value: { created: 1, refused: [] } });
});
