import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import {
  everything,
  fileOfLift,
  officerOf,
  principal,
  registerOf,
  twoDistricts,
} from "../../../tests/support/lift-givens.ts";
import { openRoomPlatform, type RoomPlatform } from "../../../tests/support/room-platform.ts";
import { dayInChina } from "../../kernel/china-time.ts";
import type { LiftId } from "../../kernel/ids.ts";
import type { Principal } from "../../kernel/principal.ts";
import { importLifts } from "./actions/import-lifts.ts";
import { putCodePattern } from "./actions/put-code-pattern.ts";
import { addRescueCodeRange, confirmSign, giveRescueCodes, postSigns } from "./actions/rescue-codes.ts";
import { putCodePatternBody } from "./contract/rescue-code-pattern.ts";
import { findLiftByRescueCode } from "./views/find-lift.ts";
import { ledgerOf } from "./views/read-ledger.ts";

let house: RoomPlatform;
const db = () => house.platform.database.db;
const at = () => house.clock.now();
const by = (who: Principal = principal) => ({ principal: who, address: "127.0.0.1", at: at() });
const fileOf = (n: number) => fileOfLift(house, n);
const kindsOf = async (id: LiftId) => (await ledgerOf(db(), id, everything))?.entries.map(({ kind }) => kind);

beforeAll(async () => {
  house = await openRoomPlatform(["identity", "lifts"]);
  await twoDistricts(house);
  const row = (n: number) => `${registerOf(n)},3110,湖畔,2 幢,,${n},甲路 1 号,330106\n`;
  const csv = `register_code,kind,compound,building,unit,lift_no,address,region\n${[1, 2, 3, 4, 5].map(row).join("")}${registerOf(9)},3110,别处,,,1,乙路 9 号,330107\n`;
  expect(await importLifts(house.platform, { csv, principal, address: "" })).toMatchObject({ value: { created: 6 } });
});

describe("rescue codes come from the city's range", () => {
  test("given in order, never one that is or was in use, and not beyond the end", async () => {
    const add = (first: string, last: string) =>
      addRescueCodeRange(house.platform, { ...by(), first, last, givenBy: "市局", paper: "" });
    const range = { first: "000100", last: "000102", givenBy: "市局", paper: "" };
    expect(await addRescueCodeRange(house.platform, { ...by(officerOf("330106")), ...range })).toMatchObject({
      refusal: { code: "LIFTS_RANGE_OUTSIDE" },
    });
    expect(await add("000100", "00200")).toMatchObject({ refusal: { code: "LIFTS_RANGE_WRONG" } });
    expect(await add("000100", "000102")).toMatchObject({ ok: true });
    expect(await add("000102", "000110")).toMatchObject({ refusal: { code: "LIFTS_RANGE_OVERLAPS" } });
    const head = "register_code,rescue_code,kind,compound,building,unit,lift_no,address,region\n";
    const own = `${registerOf(4)},000101,3110,湖畔,2 幢,,4,甲路 1 号,330106\n`;
    expect(await importLifts(house.platform, { csv: head + own, principal, address: "" })).toMatchObject({
      value: { changed: 1 },
    });
    const ids = await Promise.all([1, 2, 4].map(async (n) => (await fileOf(n)).id));
    const given = await giveRescueCodes(house.platform, { ...by(), ids });
    expect(given).toMatchObject({ value: { had: 1, given: [{ rescueCode: "000100" }, { rescueCode: "000102" }] } });
    expect(ids).toContain((await findLiftByRescueCode(db(), "000102"))?.id);
    const ninth = (await fileOf(9)).id;
    expect(await giveRescueCodes(house.platform, { ...by(), ids: [ninth] })).toMatchObject({
      refusal: { code: "LIFTS_RANGE_EMPTY" },
    });
    // What is refused takes nothing of the range.
    expect(await add("000201", "000201")).toMatchObject({ ok: true });
    const five = (await fileOf(5)).id;
    expect(await giveRescueCodes(house.platform, { ...by(), ids: [ninth, five] })).toMatchObject({
      refusal: { code: "LIFTS_RANGE_EMPTY", params: { left: 1 } },
    });
    expect(await giveRescueCodes(house.platform, { ...by(), ids: [ninth] })).toMatchObject({
      value: { given: [{ rescueCode: "000201" }] },
    });
  });

  test("a range that does not fit the city's pattern is refused, an older one is not used, and codes that exist stay", async () => {
    const add = (first: string, last: string) =>
      addRescueCodeRange(house.platform, { ...by(), first, last, givenBy: "市局", paper: "" });
    const put = (wanted: object, who: Principal = principal) =>
      putCodePattern(house.platform, {
        ...by(who),
        wanted: putCodePatternBody.parse({
          regionCode: "330106",
          pattern: "88###",
          validFrom: dayInChina(at()),
          source: "市局通知 2026-11",
          certainty: "published",
          ...wanted,
        }),
      });
    const refused = (code: string) => ({ refusal: { code } });
    expect(await add("7000", "7999")).toMatchObject(refused("LIFTS_RANGE_ODD"));
    expect(await put({}, officerOf("330107"))).toMatchObject(refused("LIFTS_PATTERN_OUTSIDE"));
    expect(await put({ regionCode: "100000" })).toMatchObject(refused("LIFTS_PATTERN_NATIONAL"));
    expect(await put({ regionCode: "440106" })).toMatchObject(refused("LIFTS_REGION_UNKNOWN"));
    expect(await put({ validFrom: "2026-01-01" })).toMatchObject(refused("LIFTS_PATTERN_DAY"));
    expect(await add("000301", "000309")).toMatchObject({ ok: true });
    expect(await put({})).toMatchObject({ ok: true });
    // Six digits serve the other district only; this one has its own.
    const five = (await fileOf(5)).id;
    expect(await giveRescueCodes(house.platform, { ...by(), ids: [five] })).toMatchObject(refused("LIFTS_RANGE_EMPTY"));
    expect(await add("87000", "88000")).toMatchObject(refused("LIFTS_RANGE_ODD"));
    expect(await add("88000", "88001")).toMatchObject({ ok: true });
    expect(await giveRescueCodes(house.platform, { ...by(), ids: [five] })).toMatchObject({
      value: { given: [{ rescueCode: "88000" }] },
    });
    const tell = (n: number, code: string) =>
      importLifts(house.platform, {
        csv: `register_code,rescue_code,kind,compound,building,unit,lift_no,address,region\n${registerOf(n)},${code},3110,湖畔,2 幢,,${n},甲路 1 号,330106\n`,
        principal,
        address: "",
      });
    expect(await tell(4, "000101")).toMatchObject({ value: { unchanged: 1 } });
    expect(await tell(4, "AB-7")).toMatchObject({ value: { refused: [{ code: "LIFTS_RESCUE_CODE_ODD" }] } });
    expect(await tell(4, "88999")).toMatchObject({ value: { changed: 1 } });
    // What another system had given a lift that has none here is no new code.
    expect(await tell(3, "AB-7")).toMatchObject({ value: { changed: 1 } });
    const { rows } = await sql<{ detail: string }>`select detail from identity.audit_row
      where act = 'lifts.code-pattern-put'`.execute(db());
    expect(rows.map(({ detail }) => JSON.parse(detail))).toMatchObject([{ pattern: "88###" }]);
  });

  test("a city whose codes begin with a letter gives them from its own range, counted up by the digits", async () => {
    const add = (first: string, last: string) =>
      addRescueCodeRange(house.platform, { ...by(), first, last, givenBy: "市局", paper: "" });
    const wanted = putCodePatternBody.parse({
      ...{ regionCode: "330107", pattern: "@#####", validFrom: dayInChina(at()) },
      ...{ source: "市局通知 2026-12", certainty: "published" },
    });
    expect(await putCodePattern(house.platform, { ...by(), wanted })).toMatchObject({ ok: true });
    expect(await add("H00009", "J00020")).toMatchObject({ refusal: { code: "LIFTS_RANGE_WRONG" } });
    expect(await add("H00009", "H00011")).toMatchObject({ ok: true });
    expect(await add("H00011", "H00020")).toMatchObject({ refusal: { code: "LIFTS_RANGE_OVERLAPS" } });
    const row = (n: number, code: string) => `${registerOf(n)},${code},3110,别处,,,${n},乙路 9 号,330107\n`;
    const csv = `register_code,rescue_code,kind,compound,building,unit,lift_no,address,region\n${row(10, "H00009")}${row(11, "")}${row(12, "")}${row(13, "")}`;
    expect(await importLifts(house.platform, { csv, principal, address: "" })).toMatchObject({ value: { created: 4 } });
    const ids = await Promise.all([11, 12, 13].map(async (n) => (await fileOf(n)).id));
    expect(await giveRescueCodes(house.platform, { ...by(), ids })).toMatchObject({
      refusal: { code: "LIFTS_RANGE_EMPTY", params: { left: 2 } },
    });
    const given = await giveRescueCodes(house.platform, { ...by(), ids: ids.slice(0, 2) });
    expect(given).toMatchObject({ value: { given: [{ rescueCode: "H00010" }, { rescueCode: "H00011" }] } });
  });

  test("assigned, posted, confirmed by a scan", async () => {
    const { id, sign } = await fileOf(1);
    expect(sign).toBe("assigned");
    expect(await postSigns(house.platform, { ...by(), ids: [id] })).toMatchObject({ value: { posted: 1 } });
    await confirmSign(house.platform.database, id, at());
    await confirmSign(house.platform.database, id, at());
    expect((await fileOf(1)).sign).toBe("confirmed");
    expect((await kindsOf(id))?.slice(-3)).toEqual(["rescue-code-given", "sign-posted", "sign-confirmed"]);
  });
});
