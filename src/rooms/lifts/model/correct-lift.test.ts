import { describe, expect, test } from "vitest";
import { dayParameters, figureWords, isNumericParameter } from "../contract.ts";
import { numericParameters, parameterNames } from "../import/parameter-fields.ts";
import { correctLift as correct } from "./correct-lift.ts";
import type { LiftFacts } from "./lift-facts.ts";
import { readLiftForm } from "./read-lift-form.ts";

function lift(): LiftFacts {
  const read = readLiftForm({
    maker_code: "91330106MA27XL0U3K",
    serial_number: "2019-17",
    kind: "3110",
    compound: "湖畔花园",
    address: "文一路 1 号",
    region: "330106",
    floors: "1 2 3",
  });
  if (!read.ok) throw new Error(read.refusal.code);
  return read.value;
}

const correctLift = (before: LiftFacts, correction: Parameters<typeof correct>[1]) =>
  correct(before, correction, { figureWords, dayParameters, today: "2026-11-24" });

describe("a parameter that is a figure", () => {
  test.each([
    ["ratedLoad", "abc"],
    ["ratedSpeed", "1,75"],
    ["storeys", "十"],
    ["doors", "12"],
    ["stops", -1],
  ] as const)("%s %j is refused", (name, value) => {
    expect(correctLift(lift(), { parameters: { [name]: value } })).toMatchObject({
      ok: false,
      refusal: { code: "LIFTS_PARAMETER_WRONG" },
    });
  });

  test("is taken as a number, and taken away", () => {
    const told = correctLift(lift(), { parameters: { ratedLoad: 1_000, model: "3200" } });
    expect(told).toMatchObject({ ok: true, value: { facts: { parameters: { ratedLoad: 1_000, model: "3200" } } } });
    const facts = { ...lift(), parameters: { ratedLoad: 1_000 } };
    expect(correctLift(facts, { parameters: { ratedLoad: "" } })).toMatchObject({ ok: true });
  });

  test("what an import could not read as a number stays while something else is corrected", () => {
    const facts = { ...lift(), parameters: { ratedLoad: "约一吨" } };
    expect(correctLift(facts, { unit: "2 单元" })).toMatchObject({ ok: true });
  });

  test("is the same in imports and corrections", () => {
    expect(parameterNames.filter(isNumericParameter)).toEqual(
      parameterNames.filter((name) => numericParameters.has(name)),
    );
  });
});

describe("days and codes", () => {
  test.each([
    [{ madeOn: "2027-11-24" }, true],
    [{ madeOn: "2027-11-25" }, false],
    [{ inUseSince: "2091-01-01" }, false],
    [{ nextInspectionDue: "2041-11-24" }, true],
    [{ nextTestingDue: "2041-11-25" }, false],
    [{ parameters: { inspectedOn: "2026-11-24" } }, true],
    [{ parameters: { modifiedOn: "2026-11-25" } }, false],
    [{ warrantyUntil: "2056-11-24" }, true],
    [{ warrantyUntil: "2056-11-25" }, false],
  ])("%j is believed: %s", (correction, believed) => {
    const told = correctLift(lift(), correction);
    expect(told.ok ? true : told.refusal.code).toBe(believed || "LIFTS_DAY_TOO_FAR");
  });

  test("a use-registration number is tidied; the last code of a lift cannot be taken away", () => {
    expect(correctLift(lift(), { useRegistrationNo: "梯11苏Ａ00001〔18〕" })).toMatchObject({
      value: { facts: { useRegistrationNo: "梯11苏A00001(18)" } },
    });
    const only = { ...lift(), serialNumber: null, useRegistrationNo: "梯11苏A00001(18)" };
    expect(correctLift(only, { useRegistrationNo: "待补" })).toMatchObject({ refusal: { code: "LIFTS_CODE_MISSING" } });
    expect(correctLift(only, { useRegistrationNo: "梯11苏A00002(26)" })).toMatchObject({ ok: true });
  });
});
