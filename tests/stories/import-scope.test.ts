import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { importRunList, importSourceList } from "../../src/platform/imports/import-contract.ts";
import { importDifferenceList, missingLiftList } from "../../src/rooms/lifts/contract/import-lists.ts";
import { type ImportDesk, importDesk, importFile, Refused } from "../support/import-desk.ts";
import {
  codeOf,
  type ImportHouse,
  officerOf,
  registerCsv,
  registerRow,
  startImportHouse,
} from "../support/import-house.ts";

/** Officers of two cities on one platform: neither sees, reads, changes or undoes what the other one imports. */
let house: ImportHouse;
let own: ImportDesk;
let colleague: ImportDesk;
let stranger: ImportDesk;
let strangerHeaders: Record<string, string>;
let ownHeaders: Record<string, string>;
let colleagueHeaders: Record<string, string>;

beforeAll(async () => {
  house = await startImportHouse();
  await house.post("/api/v1/imports/regions", { csv: "code,name,parent\n990200,乙市,990000\n990201,乙区,990200\n" });
  ownHeaders = await officerOf(house, "officer-a1", "990100");
  colleagueHeaders = await officerOf(house, "officer-a2", "990100");
  strangerHeaders = await officerOf(house, "officer-b1", "990200");
  own = importDesk(house.running.http, ownHeaders);
  colleague = importDesk(house.running.http, colleagueHeaders);
  stranger = importDesk(house.running.http, strangerHeaders);
});
afterAll(() => house?.running.stop());

const phone = "13912345678";
const withPhones = (rows: readonly string[]): string => {
  const [head = "", ...lines] = registerCsv(rows).trimEnd().split("\n");
  return `${[`${head},使用单位电话`, ...lines.map((line) => `${line},${phone}`)].join("\n")}\n`;
};
const refusalOf = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.then(() => undefined).catch((reason: unknown) => reason);
  if (!(error instanceof Refused)) throw error ?? new Error("it was not refused");
  return `${error.status} ${error.problem.code}`;
};
const fileOf = (id: string, headers: Record<string, string>) =>
  fetch(`${house.running.http}/api/v1/import-runs/${id}/refused/file?format=csv`, { headers });

let source: string;
let done: string;
let waiting: string;

describe("what one city imports", () => {
  test("is there for its officers", async () => {
    source = (await own.source("甲市登记册")).id;
    const rows = [registerRow(1), registerRow(2), registerRow(3, { kind: "不知何物" })];
    const { run } = await importFile(own, source, { name: "甲.csv", bytes: withPhones(rows) });
    expect(run).toMatchObject({ askedBy: "官员 officer-a1", undoneBy: null, counts: { created: 2, refused: 1 } });
    done = run.id;
    waiting = (await own.upload(source, "再.csv", withPhones(rows))).id;
    for (const desk of [own, colleague, house.desk]) {
      const { runs } = await desk.call("GET", "/api/v1/import-runs", importRunList);
      expect(runs.map(({ id }) => id)).toEqual([waiting, done]);
    }
  });

  test("is not there for the other city's, by any route, and nothing changes", async () => {
    const state = async () => ({
      done: await own.run(done),
      waiting: await own.run(waiting),
      refused: await own.refused(done),
      sources: await own.call("GET", "/api/v1/import-sources", importSourceList),
    });
    const before = await state();
    const { mapping } = await own.preview(waiting);
    const noRun = "404 IMPORTS_RUN_NOT_FOUND";
    const noSource = "404 IMPORTS_SOURCE_NOT_FOUND";
    for (const id of [done, waiting]) {
      expect(await refusalOf(stranger.run(id))).toBe(noRun);
      expect(await refusalOf(stranger.preview(id))).toBe(noRun);
      expect(await refusalOf(stranger.cover(id, "part"))).toBe(noRun);
      expect(await refusalOf(stranger.refused(id))).toBe(noRun);
      expect((await fileOf(id, strangerHeaders)).status).toBe(404);
      for (const act of ["check", "start", "stop", "resume", "undo", "discard"] as const)
        expect([act, await refusalOf(stranger.act(id, act))]).toEqual([act, noRun]);
    }
    expect(await refusalOf(stranger.map(source, mapping))).toBe(noSource);
    expect(await refusalOf(stranger.upload(source, "乙.csv", withPhones([registerRow(1)])))).toBe(noSource);
    expect(await refusalOf(stranger.source("甲市登记册"))).toBe("409 IMPORTS_SOURCE_NAME_TAKEN");
    expect((await stranger.call("GET", "/api/v1/import-runs", importRunList)).runs).toEqual([]);
    expect((await stranger.call("GET", `/api/v1/import-runs?source=${source}`, importRunList)).runs).toEqual([]);
    expect((await stranger.call("GET", "/api/v1/import-sources", importSourceList)).sources).toEqual([]);
    expect(await state()).toEqual(before);
  });

  test("does not take the word from the other city's sources, nor may those mend its imports", async () => {
    const { id } = await stranger.source("乙市登记册");
    const file = await stranger.upload(id, "乙.csv", withPhones([registerRow(71)]));
    const { mapping } = await stranger.preview(file.id);
    expect((await stranger.map(id, mapping)).ownedFields).toContain("use_unit");
    expect(await refusalOf(stranger.cover(file.id, "mends", done))).toBe("422 IMPORTS_MENDS_UNKNOWN");
    // A lift of the first city is refused in it, whoever starts it.
    await house.desk.act(file.id, "start");
    expect((await house.desk.ended(file.id)).run.counts).toMatchObject({ created: 0, refused: 1 });
  });
});

test("a lift of one district is not moved into the next by its code", async () => {
  const next = importDesk(house.running.http, await officerOf(house, "officer-c1", "990102"));
  const { id } = await next.source("西区补录");
  const bytes = registerCsv([registerRow(1, { load: "500" }), registerRow(72)]).replaceAll("东区", "西区");
  const { run } = await importFile(next, id, { name: "搬.csv", bytes });
  expect((await next.refused(run.id)).rows.flatMap(({ reasons }) => reasons.map(({ code }) => code))).toEqual([
    "REGION_NOT_YOURS",
  ]);
  expect(run.counts).toMatchObject({ created: 1, changed: 0, refused: 1 });
  expect((await house.lift(codeOf(1))).parameters.ratedLoad).toBe(1000);
});

test("a district does not take the word from its city's source, and does not hear its name", async () => {
  const next = importDesk(house.running.http, await officerOf(house, "officer-c2", "990102"));
  const { id } = await next.source("西区自管");
  const file = await next.upload(id, "西.csv", registerCsv([registerRow(73)]).replaceAll("东区", "西区"));
  const { mapping, wordOfOthers } = await next.preview(file.id);
  expect(wordOfOthers).toContainEqual({ field: "ratedLoad", source: null });
  expect(JSON.stringify(wordOfOthers)).not.toContain("甲市登记册");
  expect(await refusalOf(next.map(id, mapping, { takenFields: ["ratedLoad"] }))).toBe("409 IMPORTS_FIELD_OWNED");
  const [city] = (await own.call("GET", "/api/v1/import-sources", importSourceList)).sources;
  expect(city?.ownedFields).toContain("ratedLoad");
});

describe("telephones of refused rows", () => {
  test("are masked in the list for officers, whole for who sees whole numbers", async () => {
    expect(JSON.stringify(await own.refused(done))).toContain("139****5678");
    expect(JSON.stringify(await own.refused(done))).not.toContain(phone);
    expect(JSON.stringify(await house.desk.refused(done))).toContain(phone);
  });

  test("are whole in the file, for who brought it; each download is in the audit", async () => {
    expect(await own.refusedFile(done)).toContain(phone);
    const refused = await fileOf(done, colleagueHeaders);
    expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining("IMPORTS_PHONES_WHOLE")]);
    await house.desk.refusedFile(done);
    const audit = await (await fetch(`${house.running.http}/api/v1/audit/csv`, { headers: house.key })).text();
    expect(audit.split("imports.refused-file-read")).toHaveLength(3);
  });
});

test("what is missing or differs in one city is no matter of the other's", async () => {
  await importFile(own, source, { name: "少.csv", bytes: withPhones([registerRow(1)]) }, { said: { covers: "whole" } });
  const other = (await own.source("甲市街道台账")).id;
  await importFile(own, other, { name: "街.csv", bytes: registerCsv([registerRow(1, { useUnit: "别的物业" })]) });
  const missing = (desk: ImportDesk) => desk.call("GET", "/api/v1/import-missing", missingLiftList);
  const differing = (desk: ImportDesk) => desk.call("GET", "/api/v1/import-differences", importDifferenceList);
  expect((await missing(own)).lifts.map(({ registerCode }) => registerCode)).toEqual([codeOf(2)]);
  const [open] = (await differing(own)).differences;
  expect(open?.registerCode).toBe(codeOf(1));
  expect(await missing(stranger)).toMatchObject({ lifts: [], total: 0 });
  expect(await differing(stranger)).toMatchObject({ differences: [], total: 0 });
  const body = { ids: [open?.id], accept: true };
  const decided = await stranger.call("POST", "/api/v1/import-differences/decide", z.unknown(), body);
  expect(decided).toMatchObject({ decided: 0, changedLifts: 0 });
  expect((await differing(own)).differences.map(({ id }) => id)).toContain(open?.id);
});

test("an undo tells who undid it and keeps who had asked", async () => {
  await colleague.act(done, "undo");
  const { run } = await own.ended(done);
  expect(run).toMatchObject({ state: "undone", askedBy: "官员 officer-a1", undoneBy: "官员 officer-a2" });
});
