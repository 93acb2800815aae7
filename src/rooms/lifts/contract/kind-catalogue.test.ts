import { expect, test } from "vitest";
import { catalogueKind, formerKindIn, kindCatalogue, kindNames, liftKinds } from "./kind-catalogue.ts";

test("every row has its days and where they are from, and is kept as a kind of a catalogue in force", () => {
  for (const row of kindCatalogue) {
    expect(row.code).toMatch(/^3\d{3}$/);
    expect(row.from).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(row.until === null || row.until > row.from).toBe(true);
    expect(row.source).not.toBe("");
    expect(kindNames[row.keptAs].zh).not.toBe("");
    expect(catalogueKind(row.keptAs)?.until ?? null).toBeNull();
  }
  expect(new Set(kindCatalogue.map(({ code }) => code)).size).toBe(kindCatalogue.length);
});

test("the catalogue of 2014 is in force; the one before ends on its eve and is read as it", () => {
  expect(liftKinds).toEqual(["3110", "3120", "3130", "3210", "3220", "3310", "3320", "3410", "3420", "3430"]);
  const mapped = kindCatalogue
    .filter(({ until }) => until !== null)
    .map(({ code, keptAs, until }) => [code, keptAs, until]);
  expect(mapped).toEqual([
    ["3010", "3110", "2014-10-29"],
    ["3020", "3120", "2014-10-29"],
    ["3030", "3210", "2014-10-29"],
    ["3040", "3430", "2014-10-29"],
    ["3050", "3310", "2014-10-29"],
    ["3060", "3320", "2014-10-29"],
  ]);
});

test("under which older code a lift was registered stands in what is on record, else in its codes", () => {
  expect(formerKindIn(["3010", "31103201022019060001"])?.zh).toBe("乘客电梯");
  expect(formerKindIn([undefined, "30103201022005048051", null])?.code).toBe("3010");
  expect(formerKindIn([undefined, "31103201022019060001", null])).toBeUndefined();
});
