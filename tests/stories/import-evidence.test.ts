import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { ledgerPage } from "../../src/rooms/lifts/contract/ledger.ts";
import { importDesk, importFile } from "../support/import-desk.ts";
import {
  codeOf,
  type ImportHouse,
  logIn,
  officerOf,
  registerCsv,
  registerRow,
  startImportHouse,
} from "../support/import-house.ts";

/** The file behind an entry of a lift's ledger: who may take it, how it comes, and that the audit tells. */
let house: ImportHouse;
let importer: Record<string, string>;
let liftId: string;
let hash: string;
const bytes = registerCsv([registerRow(1), registerRow(2)]);
const name = "<登记册>.csv";

const taken = (headers: Record<string, string>, what: { no?: number; hash?: string; lift?: string } = {}) =>
  fetch(
    `${house.running.http}/api/v1/lifts/${what.lift ?? liftId}/ledger/${what.no ?? 1}/evidence/${what.hash ?? hash}`,
    {
      headers,
    },
  );
const refusal = async (reply: Response): Promise<string> =>
  `${reply.status} ${((await reply.json()) as { code: string }).code}`;
const shown = async (headers: Record<string, string>) => {
  const { entries } = await importDesk(house.running.http, headers).call(
    "GET",
    `/api/v1/lifts/${liftId}/ledger`,
    ledgerPage,
  );
  return entries[0]?.evidence.map(({ readable }) => readable);
};

beforeAll(async () => {
  house = await startImportHouse();
  await house.post("/api/v1/imports/regions", { csv: "code,name,parent\n990200,乙市,990000\n990201,乙区,990200\n" });
  importer = await officerOf(house, "officer-a1", "990100");
  const desk = importDesk(house.running.http, importer);
  await importFile(desk, (await desk.source("登记册")).id, { name, bytes });
  liftId = (await house.lift(codeOf(1))).lift.id;
  const { entries } = await house.desk.call("GET", `/api/v1/lifts/${liftId}/ledger`, ledgerPage);
  hash = entries[0]?.evidence[0]?.hash ?? "";
});
afterAll(() => house?.running.stop());

describe("the register that a lift came from", () => {
  test("is handed to who imported it, whole, to keep and not to show", async () => {
    expect(await shown(importer)).toEqual([true]);
    const reply = await taken(importer);
    expect(reply.status).toBe(200);
    expect(await reply.text()).toBe(bytes);
    const headers = Object.fromEntries(reply.headers);
    expect(headers).toMatchObject({
      "content-type": "application/octet-stream",
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; sandbox",
      "cache-control": "private, no-store",
    });
    expect(headers["content-disposition"]).toMatch(/^attachment; filename="<___>\.csv"; filename\*=UTF-8''%3C/);
    const audit = await fetch(`${house.running.http}/api/v1/audit?limit=5`, { headers: house.key });
    expect(await audit.text()).toContain("lifts.evidence-read");
  });

  test("holds other lifts and telephones: who only sees the lift is refused, and sees no link", async () => {
    const office = await logIn(house, "street", { role: "street-office", scope: { kind: "region", code: "990101" } });
    expect(await shown(office)).toEqual([false]);
    expect(await refusal(await taken(office))).toBe("403 LIFTS_EVIDENCE_NOT_YOURS");
    // He may import, but in one district of two that the file reaches.
    const district = await officerOf(house, "officer-a2", "990101");
    expect(await shown(district)).toEqual([false]);
    expect(await refusal(await taken(district))).toBe("403 LIFTS_EVIDENCE_NOT_YOURS");
  });

  test("is not there for who does not see the lift, nor under another lift or entry", async () => {
    const stranger = await officerOf(house, "officer-b1", "990200");
    expect(await refusal(await taken(stranger))).toBe("404 LIFTS_LIFT_NOT_FOUND");
    expect(await refusal(await taken(importer, { no: 2 }))).toBe("404 LIFTS_ENTRY_NOT_FOUND");
    expect(await refusal(await taken(importer, { hash: "a".repeat(64) }))).toBe("404 LIFTS_ENTRY_NOT_FOUND");
    expect((await taken({})).status).toBe(401);
  });

  test("a hash that a history only names opens no file, nor somebody else's", async () => {
    const other = await officerOf(house, "officer-b2", "990201");
    const desk = importDesk(house.running.http, other);
    await importFile(desk, (await desk.source("乙册")).id, {
      name: "乙.csv",
      bytes: registerCsv([registerRow(9, { code: "31109902012019060009" })]).replace("东区", "乙区"),
    });
    const lift = (await house.lift("31109902012019060009")).lift.id;
    const history = (of: string, evidence: string) =>
      desk.call("POST", "/api/v1/imports/history", z.unknown(), {
        csv: `lift_code,kind,done_on,paper,evidence_hash,evidence_name,evidence_bytes\n31109902012019060009,inspected,2020-01-0${of},报告 ${of},${evidence},报告.pdf,10\n`,
      });
    await history("1", "b".repeat(64));
    await history("2", hash);
    expect(await refusal(await taken(other, { lift, no: 2, hash: "b".repeat(64) }))).toBe(
      "404 LIFTS_EVIDENCE_ELSEWHERE",
    );
    expect(await refusal(await taken(other, { lift, no: 3 }))).toBe("403 LIFTS_EVIDENCE_NOT_YOURS");
  });
});
