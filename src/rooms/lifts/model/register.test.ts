import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LiftId, OrganisationId } from "../../../kernel/ids.ts";
import { regionHolds } from "../../../kernel/principal.ts";
import { bestCodeOf, changesBetween, identifiersOf, type LiftFacts, mergeFacts, placeOf } from "./lift-facts.ts";
import { type KnownLifts, planLift } from "./plan-lift.ts";
import { type Party, planParty } from "./plan-party.ts";
import { type LiftFormRow, readLiftForm } from "./read-lift-form.ts";
import { regionPrefix } from "./region-prefix.ts";

const row: LiftFormRow = {
  maker_code: "91330106MA27XL0U3K",
  serial_number: "2019-17",
  rescue_code: "330106001",
  kind: "3110",
  compound: "湖畔花园",
  building: "3 幢",
  unit: "1 单元",
  lift_no: "左梯",
  address: "文一路 1 号",
  region: "330106",
  floors: "B1 1 2|3",
};
const factsOf = (change: Partial<LiftFormRow> = {}): LiftFacts => {
  const read = readLiftForm({ ...row, ...change });
  if (!read.ok) throw new Error(read.refusal.code);
  return read.value;
};
const lift = "01920000-0000-7000-8000-000000000001" as LiftId;
const otherLift = "01920000-0000-7000-8000-000000000002" as LiftId;
const register = "31103301062019060001";

describe("a row of the form of lifts", () => {
  test("gives codes, place and floors", () => {
    const facts = factsOf();
    expect(identifiersOf(facts)).toEqual([
      { kind: "maker-serial", code: "91330106MA27XL0U3K-2019-17" },
      { kind: "rescue", code: "330106001" },
    ]);
    expect(placeOf(facts)).toBe("湖畔花园 3 幢 1 单元 左梯");
    expect(facts.floors).toEqual(["B1", "1", "2", "3"]);
    expect(bestCodeOf(factsOf({ register_code: register, device_code: "311033A01201900001" }))).toBe(register);
    expect(bestCodeOf(factsOf({ device_code: "311033A01201900001" }))).toBe("311033A01201900001");
  });

  test.each<[Partial<LiftFormRow>, string, string]>([
    [{ register_code: "123" }, "LIFTS_CODE_WRONG", "register_code"],
    [{ device_code: register }, "LIFTS_CODE_WRONG", "device_code"],
    [{ serial_number: "#" }, "LIFTS_CODE_WRONG", "serial_number"],
    [{ serial_number: undefined }, "LIFTS_CODE_MISSING", "register_code"],
    [{ lat: 30 }, "LIFTS_POSITION_HALF", "lat"],
  ])("refuses %j", (change, code, column) => {
    expect(readLiftForm({ ...row, ...change })).toEqual({ ok: false, refusal: { code, params: { column } } });
  });
});

describe("what a row does to the register", () => {
  const known = (facts: LiftFacts | undefined, owners: readonly [string, LiftId][]): KnownLifts => ({
    owners: new Map(owners),
    facts: new Map(facts === undefined ? [] : [[lift, facts]]),
    regions: new Set(["330106"]),
  });
  const serial = "maker-serial:91330106MA27XL0U3K-2019-17";

  test("an unknown lift is created, a known one with the same facts is left alone", () => {
    expect(planLift(factsOf(), known(undefined, []))).toMatchObject({ value: { outcome: "created" } });
    expect(planLift(factsOf(), known(factsOf(), [[serial, lift]]))).toMatchObject({
      value: { outcome: "unchanged", liftId: lift },
    });
  });

  test("without 梯号 a lift goes by its unit's own number, follows it, and never loses another name to it", () => {
    const own = (unitNumber: string, liftNo = ""): LiftFacts => ({ ...factsOf(), liftNo, parameters: { unitNumber } });
    const called = (held: LiftFacts, given: LiftFacts): string | undefined => {
      const planned = planLift(given, known(held, [[serial, lift]]));
      return planned.ok ? placeOf(planned.value.facts).split(" ").at(-1) : undefined;
    };
    expect(planLift(own("5#"), known(undefined, []))).toMatchObject({ value: { facts: { liftNo: "5#" } } });
    expect(planLift(own("示范物业公司二〇一九年设备台账第〇〇〇一七号之二乙"), known(undefined, []))).toMatchObject({
      value: { facts: { liftNo: "" } },
    });
    expect(called(own("5#"), own("5#")), "held before names were taken from it").toBe("5#");
    expect(called(own("5#", "5#"), own("6#"))).toBe("6#");
    expect(called(own("5#", "左梯"), own("6#"))).toBe("左梯");
    expect(called(own("5#", "5#"), own("5#", "右梯"))).toBe("右梯");
  });

  test("a lift that gets its 注册代码 keeps its life, and keeps the code when a later file does not know it", () => {
    const registered = factsOf({ register_code: register });
    expect(planLift(registered, known(factsOf(), [[serial, lift]]))).toMatchObject({
      value: { outcome: "changed", liftId: lift, changes: { registrationCode: { from: null, to: register } } },
    });
    expect(planLift(factsOf(), known(registered, [[serial, lift]]))).toMatchObject({ value: { outcome: "unchanged" } });
  });

  test("codes of two lifts in one row, another lift's sign and an unknown region are refused", () => {
    const both = known(factsOf(), [
      [serial, lift],
      [`register:${register}`, otherLift],
    ]);
    expect(planLift(factsOf({ register_code: register }), both)).toMatchObject({
      refusal: {
        code: "LIFTS_CODES_DISAGREE",
        params: {
          column: "serial_number",
          code: register,
          otherCode: serial.slice("maker-serial:".length),
          otherPlace: placeOf(factsOf()),
        },
      },
    });
    const copied = known(factsOf({ register_code: register }), [[serial, lift]]);
    const another = factsOf({ register_code: "31103301062019060002" });
    expect(planLift(another, copied)).toMatchObject({
      refusal: {
        code: "LIFTS_CODES_DISAGREE",
        params: {
          column: "serial_number",
          heldCode: register,
          given: "31103301062019060002",
          place: placeOf(factsOf()),
        },
      },
    });
    const sign = known(factsOf(), [
      [serial, lift],
      ["rescue:330106001", otherLift],
    ]);
    expect(planLift(factsOf(), sign)).toMatchObject({ refusal: { code: "LIFTS_RESCUE_CODE_TAKEN" } });
    expect(planLift(factsOf({ region: "110101" }), known(undefined, []))).toMatchObject({
      refusal: { code: "LIFTS_REGION_UNKNOWN" },
    });
  });

  test("merging twice changes nothing more, and a fact once known is never emptied", () => {
    const some = fc.record({
      rescue_code: fc.constantFrom(undefined, "A001", "A002"),
      building: fc.constantFrom(undefined, "1 幢", "2 幢"),
      floors: fc.constantFrom(undefined, "1 2", "1 2 3"),
      register_code: fc.constantFrom(undefined, register),
    });
    fc.assert(
      fc.property(some, some, (a, b) => {
        const before = factsOf(a);
        const merged = mergeFacts(before, factsOf(b));
        expect(changesBetween(merged, mergeFacts(merged, factsOf(b)))).toEqual({});
        for (const { kind } of identifiersOf(before))
          expect(identifiersOf(merged).map((each) => each.kind)).toContain(kind);
      }),
    );
  });
});

describe("who answers for a lift", () => {
  const unit = "01920000-0000-7000-8000-00000000000a" as OrganisationId;
  const other = "01920000-0000-7000-8000-00000000000b" as OrganisationId;
  const party: Party = {
    liftId: lift,
    role: "maintenance",
    organisationId: unit,
    from: "2025-01-01",
    to: null,
    dutyPhone: null,
  };

  test.each<[string, Partial<Party>, string]>([
    ["the same again", {}, "unchanged"],
    ["an end", { to: "2026-01-01" }, "changed"],
    ["another telephone", { dutyPhone: "13800000000" }, "changed"],
    ["an end before the beginning", { to: "2024-12-31" }, "LIFTS_PARTY_ENDS_FIRST"],
    ["another unit at the same time", { organisationId: other, from: "2026-01-01" }, "LIFTS_PARTY_OVERLAPS"],
    [
      "another unit that ends on the first day",
      { organisationId: other, from: "2024-01-01", to: "2025-01-01" },
      "LIFTS_PARTY_OVERLAPS",
    ],
    ["another unit until the day before", { organisationId: other, from: "2024-01-01", to: "2024-12-31" }, "created"],
    ["a use unit at the same time", { role: "use-unit", organisationId: other }, "created"],
    ["the unit for another lift", { liftId: otherLift }, "created"],
  ])("%s", (_, change, wanted) => {
    const planned = planParty({ ...party, ...change }, [party]);
    expect(planned.ok ? planned.value.outcome : planned.refusal.code).toBe(wanted);
  });

  test("several owners at a time are in order", () => {
    const owner: Party = { ...party, role: "owner" };
    expect(planParty({ ...owner, organisationId: other }, [owner])).toMatchObject({ value: { outcome: "created" } });
  });
});

test("the prefix of a region says the same as the kernel", () => {
  const code = fc.constantFrom(
    "100000",
    "330000",
    "330100",
    "330106",
    "330106001",
    "330106001002",
    "440100",
    "440000",
    "330200",
  );
  fc.assert(
    fc.property(code, code, (outer, inner) => inner.startsWith(regionPrefix(outer)) === regionHolds(outer, inner)),
  );
});
