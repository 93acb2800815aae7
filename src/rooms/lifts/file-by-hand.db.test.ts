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
import type { PersonId } from "../../kernel/ids.ts";
import type { Principal } from "../../kernel/principal.ts";
import { upsertOrganisation } from "../identity/index.ts";
import { setOrder, setService } from "./actions/change-states.ts";
import { correctLiftFile, moveRegistration } from "./actions/correct-lift.ts";
import { importLifts } from "./actions/import-lifts.ts";
import { importParties } from "./actions/import-parties.ts";
import type { OrderInForce, Service } from "./contract.ts";
import { liftFileOf } from "./views/lift-file.ts";
import { ledgerOf } from "./views/read-ledger.ts";

let house: RoomPlatform;
const db = () => house.platform.database.db;
const at = () => house.clock.now();

const unit = (code: string) => unitOf(house, code);
const fileOf = (n: number) => fileOfLift(house, n);
const managerOf = async (code: string, role = "use-unit-manager"): Promise<Principal> => ({
  kind: "key",
  keyId: `manager-${code}`,
  name: "manager",
  grants: [{ role, scope: { kind: "organisation", id: await unit(code) } }],
});
const ledgerEntries = async (n: number) => (await ledgerOf(db(), (await fileOf(n)).id, everything))?.entries ?? [];
const lastKind = async (n: number) => (await ledgerEntries(n)).at(-1)?.kind;
const askOf = async (n: number, who: Principal) => {
  const { id, version } = await fileOf(n);
  return { principal: who, address: "127.0.0.1", at: at(), liftId: id, version, reason: "现场检查" };
};

beforeAll(async () => {
  house = await openRoomPlatform(["identity", "lifts"]);
  await twoDistricts(house);
  await house.platform.database.transaction(async (tx) => {
    const seed = { regionCode: "330106", dutyPhone: "0571-88000000" };
    await upsertOrganisation(tx, { ...seed, code: "WB1", name: "甲维保", kind: "maintenance" });
    await upsertOrganisation(tx, { ...seed, code: "WY1", name: "甲物业", kind: "use-unit" });
    await upsertOrganisation(tx, { ...seed, code: "CQ1", name: "甲业主", kind: "owner" });
  });
  const head = "register_code,kind,compound,building,unit,lift_no,address,region,lat,lon\n";
  const row = (n: number) => `${registerOf(n)},3110,湖畔,1 幢,,${n},甲路 1 号,330106,30.1,120.1\n`;
  const csv = `${head}${[1, 2, 3, 4].map(row).join("")}${registerOf(9)},3110,山前,,,1,乙路 9 号,330107,,\n`;
  expect(await importLifts(house.platform, { csv, principal, address: "" })).toMatchObject({ value: { created: 5 } });
  const serves = [
    `${registerOf(1)},maintenance,WB1,2020-01-01,,`,
    `${registerOf(1)},use-unit,WY1,2020-01-01,,`,
    `${registerOf(2)},owner,CQ1,2020-01-01,,`,
  ];
  const text = `lift_code,role,organisation_code,from,to,duty_phone\n${serves.join("\n")}\n`;
  expect(await importParties(house.platform, { csv: text, principal, address: "" })).toMatchObject({
    value: { created: 3 },
  });
});

describe("an order of the supervision", () => {
  const order = async (n: number, to: OrderInForce, who: Principal = principal, on = "2026-01-05") =>
    setOrder(house.platform, { ...(await askOf(n, who)), to, on, paper: "监察指令 2026-7" });

  test("is given, sealed, lifted; the file says on which paper it stands, the ledger tells each step", async () => {
    expect(await order(1, "stop-use", officerOf("330106"))).toMatchObject({ ok: true });
    const file = await fileOf(1);
    expect(file.lift.orderInForce).toBe("stop-use");
    expect(file.orderNote).toMatchObject({ paper: "监察指令 2026-7", since: Date.parse("2026-01-05T00:00:00+08:00") });
    expect(await order(1, "sealed")).toMatchObject({ ok: true });
    expect(await order(1, "sealed")).toMatchObject({ refusal: { code: "LIFTS_NOTHING_CHANGED" } });
    expect(await order(1, "none")).toMatchObject({ ok: true });
    expect((await fileOf(1)).orderNote).toBeNull();
    expect((await ledgerEntries(1)).slice(-3).map(({ kind }) => kind)).toEqual([
      "stop-ordered",
      "sealed",
      "order-lifted",
    ]);
  });

  test("is no matter of a unit's manager, of an officer elsewhere, nor of tomorrow", async () => {
    expect(await order(1, "stop-use", await managerOf("WY1"))).toMatchObject({
      refusal: { code: "LIFTS_LIFT_NOT_FOUND" },
    });
    expect(await order(1, "stop-use", officerOf("330107"))).toMatchObject({
      refusal: { code: "LIFTS_LIFT_NOT_FOUND" },
    });
    expect(await order(1, "stop-use", principal, "2999-01-01")).toMatchObject({
      refusal: { code: "LIFTS_DAY_AHEAD" },
    });
  });

  test("wants a fresh proof of the person, as scrapping does", async () => {
    const person = (freshAt: number): Principal => ({
      kind: "person",
      accountId: "0192f000-0000-7000-8000-000000000001",
      personId: "0192f000-0000-7000-8000-000000000002" as PersonId,
      name: "officer",
      grants: [{ role: "officer", scope: { kind: "region", code: "330106" } }],
      freshAt,
    });
    const stale = person(at() - 11 * 60_000);
    expect(await order(3, "stop-use", stale)).toMatchObject({ refusal: { code: "IDENTITY_REAUTHENTICATE" } });
    expect(await order(3, "stop-use", person(at() - 60_000))).toMatchObject({ ok: true });
    expect(await order(3, "none", stale)).toMatchObject({ refusal: { code: "IDENTITY_REAUTHENTICATE" } });
    const step = async (to: "scrapped" | "stopped") =>
      moveRegistration(house.platform, { ...(await askOf(3, stale)), to, on: "2026-01-06", paper: "" });
    expect(await step("scrapped")).toMatchObject({ refusal: { code: "IDENTITY_REAUTHENTICATE" } });
    expect(await step("stopped")).toMatchObject({ ok: true });
  });

  test("two officers at once: one wins", async () => {
    const ask = await askOf(4, principal);
    const both = await Promise.all(
      (["stop-use", "sealed"] as const).map((to) =>
        setOrder(house.platform, { ...ask, to, on: "2026-01-05", paper: "监察指令 2026-8" }),
      ),
    );
    expect(both.map((each) => each.ok).toSorted()).toEqual([false, true]);
  });
});

describe("whether a lift runs", () => {
  const service = async (n: number, to: Service, who: Principal = principal) =>
    setService(house.platform, { ...(await askOf(n, who)), to });

  test("is said by its use unit and its maintenance unit, with the reason", async () => {
    expect(await service(1, "out-of-service", await managerOf("WY1"))).toMatchObject({ ok: true });
    expect((await fileOf(1)).serviceNote).toMatchObject({ reason: "现场检查" });
    expect(await service(1, "maintenance", await managerOf("WB1", "maintenance-manager"))).toMatchObject({ ok: true });
    expect(await service(1, "running", officerOf("330106"))).toMatchObject({ ok: true });
    expect((await fileOf(1)).serviceNote).toBeNull();
    expect((await ledgerEntries(1)).slice(-3).map(({ kind }) => kind)).toEqual([
      "service-stopped",
      "service-work-began",
      "service-resumed",
    ]);
  });

  test("is not said by who does not serve it, nor against an order", async () => {
    expect(await service(2, "out-of-service", await managerOf("WY1"))).toMatchObject({
      refusal: { code: "LIFTS_LIFT_NOT_FOUND" },
    });
    expect(await service(3, "maintenance")).toMatchObject({ ok: true });
    expect(await service(3, "running")).toMatchObject({ refusal: { code: "LIFTS_ORDER_STANDS" } });
    expect(await lastKind(3)).toBe("service-work-began");
  });
});

describe("a position by hand", () => {
  test("far from the city's other lifts it is refused, until somebody has looked again", async () => {
    const head = "register_code,kind,compound,building,unit,lift_no,address,region,lat,lon\n";
    const rows = Array.from({ length: 25 }, (_, i) => {
      const n = 3_001 + i;
      return `${registerOf(n)},3110,远近园,1 幢,,${n},乙路 1 号,330106,30.2${i},120.1${i}\n`;
    });
    expect(await importLifts(house.platform, { csv: head + rows.join(""), principal, address: "" })).toMatchObject({
      ok: true,
    });
    const ask = async (lon: number) => ({
      ...(await askOf(3_001, principal)),
      changes: { coordinates: "wgs84" as const, lat: 30.25, lon },
    });
    expect(await correctLiftFile(house.platform, await ask(12.015))).toMatchObject({
      refusal: { code: "LIFTS_POSITION_FAR" },
    });
    expect(await correctLiftFile(house.platform, await ask(120.2))).toMatchObject({ ok: true });
    expect(await correctLiftFile(house.platform, { ...(await ask(12.015)), confirmed: true })).toMatchObject({
      ok: true,
    });
  });
});

describe("the place is put right by hand", () => {
  const correct = async (n: number, changes: object, who: Principal = principal) =>
    correctLiftFile(house.platform, { ...(await askOf(n, who)), changes: { coordinates: "wgs84", ...changes } });
  const imported = async (n: number, columns: string, cells: string) => {
    const head = `register_code,kind,compound,building,unit,lift_no,address,region,${columns}\n`;
    const csv = `${head}${registerOf(n)},3110,湖畔,1 幢,,${n},甲路 1 号,330106,${cells}\n`;
    return importLifts(house.platform, { csv, principal, address: "" });
  };

  test("what is said of the site holds for all its lifts, is told in their ledgers, and no file overwrites it", async () => {
    expect(await correct(1, { sector: "school", community: "湖畔社区" })).toMatchObject({ ok: true });
    expect((await fileOf(2)).lift.sector).toBe("school");
    expect((await fileOf(2)).corrected.toSorted()).toEqual(["community", "sector"]);
    const { kind, body } = (await ledgerEntries(2)).at(-1) ?? {};
    expect([kind, body?.changes]).toEqual([
      "register-changed",
      { sector: { from: null, to: "school" }, community: { from: "", to: "湖畔社区" } },
    ]);
    expect(await imported(2, "sector", "housing")).toMatchObject({ value: { unchanged: 1 } });
    // A lift that comes later to the same place brings no other word for it.
    expect(await imported(7, "sector", "hospital")).toMatchObject({ value: { created: 1 } });
    expect((await fileOf(7)).lift.sector).toBe("school");
    expect(await correct(1, { sector: null })).toMatchObject({ ok: true });
    expect((await fileOf(7)).lift.sector).toBe("unknown");
  });

  test("a lift moves to another place of the tree and takes the word of the place there", async () => {
    expect(await correct(9, { sector: "hotel" })).toMatchObject({ ok: true });
    expect(await correct(2, { compound: "山前", building: "A 座", unit: "东", regionCode: "330107" })).toMatchObject({
      ok: true,
    });
    const moved = await fileOf(2);
    expect(moved).toMatchObject({ compound: "山前", building: "A 座", unit: "东" });
    expect(moved.lift).toMatchObject({ regionCode: "330107", sector: "hotel" });
    expect((await fileOf(1)).compound).toBe("湖畔");
    expect(moved.corrected.toSorted()).toEqual(["building", "compound", "regionCode", "sector", "unit"]);
    // The small form does not move it back.
    expect(await imported(2, "key_place", "岗亭")).toMatchObject({ value: { changed: 1 } });
    expect(await fileOf(2)).toMatchObject({ compound: "山前", keyPlace: "岗亭" });
  });

  test("kind and floors, and a region that is not there or not the officer's", async () => {
    expect(await correct(4, { kind: "3120", floors: ["B1", "1", "2"] })).toMatchObject({ ok: true });
    const file = await fileOf(4);
    expect([file.lift.kind, file.floors]).toEqual(["3120", ["B1", "1", "2"]]);
    expect(await correct(4, { regionCode: "339999" })).toMatchObject({ refusal: { code: "LIFTS_REGION_UNKNOWN" } });
    expect(await correct(4, { regionCode: "330107" }, officerOf("330106"))).toMatchObject({
      refusal: { code: "LIFTS_REGION_OUTSIDE" },
    });
  });
});

test("an owner sees the lifts that it owns, and says nothing of whether they run", async () => {
  const { id } = await fileOf(2);
  const owner = await managerOf("CQ1");
  const scopes = owner.kind === "key" ? owner.grants.map(({ scope }) => scope) : [];
  const look = { scopes, fullPhones: false, printsSigns: false };
  expect((await liftFileOf(db(), id, look))?.lift.id).toBe(id);
  expect(await liftFileOf(db(), (await fileOf(1)).id, look)).toBeUndefined();
  expect(await setService(house.platform, { ...(await askOf(2, owner)), to: "out-of-service" })).toMatchObject({
    refusal: { code: "LIFTS_LIFT_NOT_FOUND" },
  });
});
