import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import {
  everything,
  fileOfLift,
  officerOf,
  principal,
  registerOf,
  twoDistricts,
  unitOf,
} from "../../../tests/support/lift-givens.ts";
import { openRoomPlatform, type RoomPlatform } from "../../../tests/support/room-platform.ts";
import type { LiftId } from "../../kernel/ids.ts";
import type { Principal } from "../../kernel/principal.ts";
import { upsertOrganisation, upsertRegion } from "../identity/index.ts";
import { fitPart, removePart } from "./actions/change-parts.ts";
import { changeParty } from "./actions/change-party.ts";
import { correctLiftFile, moveRegistration } from "./actions/correct-lift.ts";
import { lookForAllGaps } from "./actions/find-gaps.ts";
import { handOverGap } from "./actions/hand-over-gap.ts";
import { importLifts } from "./actions/import-lifts.ts";
import { importParties } from "./actions/import-parties.ts";
import { isLookWaiting } from "./actions/nightly-gaps.ts";
import type { GapKind } from "./contract/catalogue.ts";
import { changePartyBody, fitPartBody } from "./contract/editing.ts";
import { countGaps, listGaps } from "./views/list-gaps.ts";
import { ledgerOf, withNames } from "./views/read-ledger.ts";

let house: RoomPlatform;
const db = () => house.platform.database.db;
const at = () => house.clock.now();
const by = (who: Principal = principal) => ({ principal: who, address: "127.0.0.1", at: at() });

const unit = (code: string) => unitOf(house, code);
const fileOf = (n: number) => fileOfLift(house, n);
const kindsOf = async (id: LiftId) => (await ledgerOf(db(), id, everything))?.entries.map(({ kind }) => kind);
const openGaps = async (kind: GapKind) => {
  const listed = await listGaps(db(), everything, { kind, overdue: false, limit: 200, now: at() });
  return listed.ok ? listed.value.gaps : [];
};

beforeAll(async () => {
  house = await openRoomPlatform(["identity", "lifts"]);
  await twoDistricts(house);
  await house.platform.database.transaction(async (tx) => {
    const seed = { regionCode: "330106", dutyPhone: "0571-88000000" };
    await upsertOrganisation(tx, { ...seed, code: "WB1", name: "甲维保", kind: "maintenance" });
    await upsertOrganisation(tx, { ...seed, code: "WB2", name: "乙维保", kind: "maintenance" });
    await upsertOrganisation(tx, { ...seed, code: "WY1", name: "甲物业", kind: "use-unit" });
    await upsertOrganisation(tx, { ...seed, code: "JG1", name: "甲区监管", kind: "supervision-county" });
  });
  const head = "register_code,kind,compound,building,unit,lift_no,address,region,lat,lon\n";
  const row = (n: number) =>
    `${registerOf(n)},3110,湖畔,${n <= 3 ? "1 幢" : "2 幢"},,${n === 3 ? 2 : n},甲路 1 号,330106,30.1,120.1\n`;
  const csv = `${head}${[1, 2, 3, 4, 5].map(row).join("")}${registerOf(9)},3110,别处,,,1,乙路 9 号,330107,,\n`;
  expect(await importLifts(house.platform, { csv, principal, address: "" })).toMatchObject({ value: { created: 6 } });
  const parties = [1, 2, 3, 4].map((n) => `${registerOf(n)},maintenance,WB1,2020-01-01,,\n`).join("");
  const text = `lift_code,role,organisation_code,from,to,duty_phone\n${parties}`;
  expect(await importParties(house.platform, { csv: text, principal, address: "" })).toMatchObject({
    value: { created: 4 },
  });
});

describe("a lift's file is put right by hand", () => {
  const correct = async (n: number, changes: object, who: Principal = principal, version?: number) => {
    const file = await fileOf(n);
    return correctLiftFile(house.platform, {
      ...by(who),
      liftId: file.id,
      version: version ?? file.version,
      reason: "现场核对",
      changes: { coordinates: "wgs84", ...changes },
    });
  };

  test("the field is remembered as corrected, the ledger tells it, the version rises", async () => {
    const before = await fileOf(1);
    expect(await correct(1, { liftNo: "左梯", parameters: { ratedLoad: 1000 } })).toMatchObject({
      ok: true,
      value: { version: before.version + 1, changed: ["liftNo", "parameters"] },
    });
    const after = await fileOf(1);
    expect(after).toMatchObject({ liftNo: "左梯", parameters: { ratedLoad: 1000 }, version: before.version + 1 });
    expect(after.corrected.toSorted()).toEqual(["liftNo", "ratedLoad"]);
    expect((await kindsOf(after.id))?.at(-1)).toBe("register-changed");
  });

  test("who read an older version, changes nothing, or looks at another district is refused", async () => {
    expect(await correct(1, { liftNo: "右梯" }, principal, 0)).toMatchObject({
      refusal: { code: "LIFTS_VERSION_OLD" },
    });
    expect(await correct(1, { liftNo: "左梯" })).toMatchObject({ refusal: { code: "LIFTS_NOTHING_CHANGED" } });
    expect(await correct(1, { lat: null })).toMatchObject({ refusal: { code: "LIFTS_POSITION_HALF" } });
    expect(await correct(1, { liftNo: "x" }, officerOf("330107"))).toMatchObject({
      refusal: { code: "LIFTS_LIFT_NOT_FOUND" },
    });
  });

  test("two people at once: one wins", async () => {
    const { version } = await fileOf(2);
    const both = await Promise.all([
      correct(2, { keyPlace: "岗亭" }, principal, version),
      correct(2, { keyPlace: "大堂" }, principal, version),
    ]);
    expect(both.map((each) => each.ok).toSorted()).toEqual([false, true]);
  });

  test("positions of a Chinese map are kept as WGS 84", async () => {
    expect(await correct(4, { lat: 30.2, lon: 120.2, coordinates: "gcj02" })).toMatchObject({ ok: true });
    const { lift } = await fileOf(4);
    expect(lift.position?.lat).toBeCloseTo(30.2024, 3);
    expect(lift.position?.lon).toBeCloseTo(120.1952, 3);
  });

  test("a part is fitted, replaced and removed; the ledger tells each", async () => {
    const { id } = await fileOf(2);
    const put = (over: object) =>
      fitPart(house.platform, { ...by(), liftId: id, part: fitPartBody.parse({ kind: "限速器", ...over }) });
    const first = await put({ serialNumber: "G-1", fittedOn: "2019-06-01" });
    if (!first.ok) throw new Error(first.refusal.code);
    const second = await put({ serialNumber: "G-2", fittedOn: "2026-05-01", replaces: first.value.id });
    if (!second.ok) throw new Error(second.refusal.code);
    expect(await put({ replaces: first.value.id })).toMatchObject({ refusal: { code: "LIFTS_PART_NOT_FOUND" } });
    expect((await fileOf(2)).parts.map(({ serialNumber, removedOn }) => [serialNumber, removedOn])).toEqual([
      ["G-2", null],
      ["G-1", "2026-05-01"],
    ]);
    const third = await put({ serialNumber: "G-3", fittedOn: "2026-04-30", replaces: second.value.id });
    expect(third).toMatchObject({ refusal: { code: "LIFTS_PART_DAY_WRONG" } });
    expect(await put({ fittedOn: "2999-01-01" })).toMatchObject({ refusal: { code: "LIFTS_DAY_AHEAD" } });
    const gone = { ...by(), liftId: id, partId: second.value.id, on: "2026-11-01", reason: "大修" };
    expect(await removePart(house.platform, gone)).toMatchObject({ ok: true });
    expect(await removePart(house.platform, gone)).toMatchObject({ refusal: { code: "LIFTS_PART_NOT_FOUND" } });
    expect((await kindsOf(id))?.slice(-3)).toEqual(["part-fitted", "part-fitted", "part-removed"]);
  });

  test("the lift's life goes step by step; scrapped is the end", async () => {
    const move = async (to: "stopped" | "in-use" | "scrapped") => {
      const { id, version } = await fileOf(5);
      return moveRegistration(house.platform, {
        ...by(),
        liftId: id,
        version,
        to,
        on: "2026-11-20",
        paper: "停用备案 7",
        reason: "业主申请",
      });
    };
    expect(await move("in-use")).toMatchObject({ refusal: { code: "LIFTS_STEP_NOT_POSSIBLE" } });
    expect(await move("stopped")).toMatchObject({ ok: true });
    expect(await move("in-use")).toMatchObject({ ok: true });
    expect(await move("scrapped")).toMatchObject({ ok: true });
    expect(await move("in-use")).toMatchObject({ refusal: { code: "LIFTS_STEP_NOT_POSSIBLE" } });
    expect((await kindsOf((await fileOf(5)).id))?.slice(-3)).toEqual(["use-stopped", "put-into-use", "scrapped"]);
  });
});

describe("a party changes for a whole compound in one act", () => {
  const change = async (over: object, who: Principal = principal) => {
    const { siteId } = await fileOf(1);
    const parsed = changePartyBody.parse({
      role: "maintenance",
      organisationId: await unit("WB2"),
      from: "2026-12-01",
      paper: "合同 2026-12",
      lifts: { by: "site", siteId },
      ...over,
    });
    return changeParty(house.platform, { ...by(who), change: parsed });
  };

  test("a preview says who ends and changes nothing", async () => {
    expect(await change({ preview: true })).toMatchObject({
      value: { changed: 4, unchanged: 0, preview: true, ended: [{ name: "甲维保", lifts: 4 }] },
    });
    expect((await fileOf(1)).parties).toHaveLength(1);
  });

  test("the old one ends on the day before, every ledger tells both, the same again changes nothing", async () => {
    expect(await change({})).toMatchObject({ value: { changed: 4 } });
    const { parties, id } = await fileOf(1);
    expect(parties.map(({ name, from, to }) => [name, from, to])).toEqual([
      ["乙维保", "2026-12-01", null],
      ["甲维保", "2020-01-01", "2026-11-30"],
    ]);
    expect((await kindsOf(id))?.slice(-2)).toEqual(["party-ended", "party-began"]);
    const ledger = await ledgerOf(db(), id, everything);
    if (ledger === undefined) throw new Error("no ledger");
    const { entries } = await withNames(db(), ledger, principal);
    expect(entries.slice(-2).map(({ organisationName }) => organisationName)).toEqual(["甲维保", "乙维保"]);
    expect(entries[0]?.organisationName).toBeNull();
    expect(await change({})).toMatchObject({ value: { changed: 0, unchanged: 4 } });
    // One lift whose unit begins later does not hold up the others, and is named.
    const { id: ninth } = await fileOf(9);
    const both = { lifts: { by: "ids", ids: [id, ninth] }, organisationId: await unit("WB1"), from: "2026-11-28" };
    const partly = await change({ ...both, preview: true });
    expect(partly).toMatchObject({
      value: { changed: 1, blocked: [{ liftId: id, name: "乙维保", from: "2026-12-01" }] },
    });
    const back = { organisationId: await unit("WB1"), from: "2026-11-25" };
    expect(await change(back)).toMatchObject({ refusal: { code: "LIFTS_PARTY_OVERLAPS" } });
  });

  test("nobody changes what he may not see, and the database itself refuses a second unit", async () => {
    expect(await change({}, officerOf("330107"))).toMatchObject({ refusal: { code: "LIFTS_NO_LIFTS" } });
    const { id } = await fileOf(1);
    const second = sql`insert into lifts.party (lift_id, role, organisation_id, from_date)
      values (${id}, 'maintenance', ${await unit("WB1")}, '2027-01-01')`.execute(db());
    await expect(second).rejects.toMatchObject({ code: "23P01", constraint: "party_one_at_a_time" });
    const nobody = sql`insert into lifts.party (lift_id, role, organisation_id, from_date)
      values (${id}, 'owner', gen_random_uuid(), '2027-01-01')`.execute(db());
    await expect(nobody).rejects.toMatchObject({ code: "23503" });
  });
});

describe("what the register lacks is somebody's work", () => {
  test("gaps open with an owner and a day, and close when they are filled", async () => {
    // Nothing is open before a look, and that is not "no gap": the counts say when the register was looked through.
    expect((await countGaps(db(), everything, at())).map(({ lookedAt }) => lookedAt)).toEqual(Array(7).fill(null));
    expect(await isLookWaiting(db())).toBe(true);
    await lookForAllGaps(house.platform.database.bulk, at());
    expect((await countGaps(db(), everything, at())).map(({ lookedAt }) => lookedAt)).toEqual(Array(7).fill(at()));
    const alike = await openGaps("two-alike");
    expect(alike).toHaveLength(1);
    expect(alike[0]?.otherLiftId).toBe((await fileOf(2)).id);
    const positions = await openGaps("no-position");
    expect(positions.map(({ registerCode }) => registerCode)).toEqual([registerOf(9)]);
    expect(positions[0]).toMatchObject({ owner: null });
    const [noUnit] = (await openGaps("no-use-unit")).filter(({ registerCode }) => registerCode === registerOf(1));
    expect(noUnit).toMatchObject({ owner: "甲区监管", dueAt: at() + 30 * 86_400_000 });
    const { siteId } = await fileOf(1);
    const parsed = changePartyBody.parse({
      role: "use-unit",
      organisationId: await unit("WY1"),
      from: "2026-01-01",
      paper: "物业合同",
      safetyOfficer: "示例安全员",
      lifts: { by: "site", siteId },
    });
    expect(await changeParty(house.platform, { ...by(), change: parsed })).toMatchObject({ value: { changed: 4 } });
    expect((await openGaps("no-use-unit")).map(({ registerCode }) => registerCode)).toEqual([registerOf(9)]);
    expect(await openGaps("no-safety-officer")).toEqual([]);
  });

  test("a use unit answers in a capacity from a day on; who had none ends in it, or has it written in on that very day", async () => {
    const { siteId, id } = await fileOf(1);
    const change = async (over: object) => {
      const named = {
        role: "use-unit",
        organisationId: await unit("WY1"),
        paper: "委托合同",
        lifts: { by: "site", siteId },
      };
      const parsed = changePartyBody.parse({ ...named, ...over });
      return changeParty(house.platform, { ...by(), change: parsed });
    };
    const units = async (n: number) =>
      (await fileOf(n)).parties
        .filter(({ role }) => role === "use-unit")
        .map(({ from, to, capacity, safetyOfficer }) => [from, to, capacity, safetyOfficer]);
    expect(await units(1)).toEqual([["2026-01-01", null, null, "示例安全员"]]);
    const one = { by: "ids", ids: [id] };
    expect(await change({ from: "2026-01-01", capacity: "entrusted", lifts: one })).toMatchObject({
      value: { changed: 1 },
    });
    expect(await units(1)).toEqual([["2026-01-01", null, "entrusted", "示例安全员"]]);
    expect((await ledgerOf(db(), id, everything))?.entries.at(-1)?.body).toMatchObject({ capacity: "entrusted" });
    expect(await change({ from: "2026-11-01", capacity: "entrusted" })).toMatchObject({
      value: { changed: 3, unchanged: 1 },
    });
    expect(await units(2)).toEqual([
      ["2026-11-01", null, "entrusted", "示例安全员"],
      ["2026-01-01", "2026-10-31", null, "示例安全员"],
    ]);
    // Nothing said of it leaves it as it is.
    expect(await change({ from: "2026-11-02" })).toMatchObject({ value: { changed: 0, unchanged: 4 } });
    expect(await change({ from: "2026-11-02", role: "maintenance", capacity: "owner" })).toMatchObject({
      refusal: { code: "LIFTS_CAPACITY_OF_USE_UNIT" },
    });
  });

  test("a second look opens nothing twice; a person names the owner; a district sees its own", async () => {
    const before = await countGaps(db(), everything, at());
    await lookForAllGaps(house.platform.database.bulk, at());
    expect(await countGaps(db(), everything, at())).toEqual(before);
    const [gap] = await openGaps("no-position");
    if (gap === undefined) throw new Error("no gap");
    const hand = (who: Principal) =>
      unit("JG1").then((ownerId) =>
        handOverGap(house.platform, { ...by(who), gapId: gap.id, ownerId, note: "上门定位" }),
      );
    expect(await hand(officerOf("330106"))).toMatchObject({ refusal: { code: "LIFTS_GAP_NOT_FOUND" } });
    expect(await hand(principal)).toMatchObject({ ok: true });
    expect((await openGaps("no-position"))[0]).toMatchObject({ owner: "甲区监管", note: "上门定位" });
    const elsewhere = await countGaps(db(), [{ kind: "region", code: "330106" }], at());
    expect(elsewhere.find(({ kind }) => kind === "no-position")?.open).toBe(0);
  });
});

describe("a lift without a use unit is the street office's to settle (杭州市电梯安全管理条例 第十九条)", () => {
  test("its own street's office owns the gap with its clock, whose list shows it; another street does not see it", async () => {
    const seed = { dutyPhone: null, kind: "street-office" } as const;
    await house.platform.database.transaction(async (tx) => {
      for (const [code, name] of [
        ["330106001", "甲街道"],
        ["330106002", "乙街道"],
      ] as const) {
        await upsertRegion(tx, { code, name, parent: "330106" });
        await upsertOrganisation(tx, { ...seed, code: `JD${code}`, name: `${name}办事处`, regionCode: code });
      }
    });
    const row = `${registerOf(20)},3110,巷子,1 幢,,1,丙路 20 号,330106001,30.1,120.1\n`;
    const csv = `register_code,kind,compound,building,unit,lift_no,address,region,lat,lon\n${row}`;
    expect(await importLifts(house.platform, { csv, principal, address: "" })).toMatchObject({ value: { created: 1 } });
    await lookForAllGaps(house.platform.database.bulk, at());
    const seenBy = async (region: string) => {
      const scopes = [{ kind: "region", code: region }] as const;
      const listed = await listGaps(db(), scopes, { kind: "no-use-unit", overdue: false, limit: 50, now: at() });
      return listed.ok ? listed.value.gaps : [];
    };
    const opened = at();
    expect(await seenBy("330106001")).toMatchObject([
      { registerCode: registerOf(20), owner: "甲街道办事处", dueAt: opened + 30 * 86_400_000 },
    ]);
    expect(await seenBy("330106002")).toEqual([]);
    const later = opened + 31 * 86_400_000;
    const late = await listGaps(db(), everything, { kind: "no-use-unit", overdue: true, limit: 50, now: later });
    expect(late.ok && late.value.gaps.map(({ owner }) => owner)).toContain("甲街道办事处");
  });
});
