import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import type { Api } from "../../sim/api.ts";
import { minutes } from "../../src/kernel/clock.ts";
import { openTable } from "../../src/platform/files/table-reader.ts";
import { type ClaimRow, claimList } from "../../src/rooms/centre/contract.ts";
import { done, openReply } from "../../src/rooms/rescue/contract.ts";
import { type House, keyFor, must, type Phone, startHouse } from "../support/house.ts";

/** A level-2 rescue is a claim of the unit that came; the contracted unit's own rescue is none. */
let house: House;
let officer: Api;
let other: Phone;
let keys = 0;
const empty = z.object({});
const month = "2026-11";

beforeAll(async () => {
  house = await startHouse({ start: Date.UTC(2026, 10, 20, 2) });
  officer = await house.person("officer", "officer");
  const lift = house.lift(0);
  const [name] = await house.crewsOf(lift.maintenanceUnit, false);
  other = await house.phoneOf(must(name, "crew of another unit"), lift.position);
});

const key = () => {
  keys += 1;
  return keyFor("claims", keys);
};
const claims = async (who: Api = officer, of = month): Promise<readonly ClaimRow[]> =>
  (await who.get(`/api/v1/claims?month=${of}`, claimList)).claims;
const codeOf = (failed: Promise<unknown>) =>
  failed.then(
    () => "done",
    (error: unknown) => /[A-Z]+_[A-Z_]+/.exec(String(error))?.[0] ?? String(error),
  );

async function rescueBy(phone: Phone, atTheLift: () => Promise<void> = async () => undefined): Promise<string> {
  const body = { rescueCode: null, place: null, callerPhone: null, persons: 2, injured: null, vulnerable: false };
  const sent = { ...body, key: key(), liftId: house.lift(0).id, note: null };
  const { incidentId } = await house.admin.post("/api/v1/incidents", sent, openReply);
  await house.settle();
  const ask = must(
    (await house.file(incidentId)).incident.asks.findLast(({ crewId }) => crewId === phone.crewId),
    "ask",
  );
  const tell = (act: string, more: object = {}) =>
    phone.api.post(`/api/v1/field/asks/${ask.askId}/${act}`, { key: key(), ...more }, done);
  await tell("accept");
  house.clock.forward(minutes(7));
  await tell("arrived", { position: null });
  await atTheLift();
  await tell("freed", { count: 2, injured: 0, by: "crew" });
  await tell("secured", { state: "stopped" });
  await tell("close", { cause: "301", method: "level-door", note: null });
  return incidentId;
}

test("nobody of the contracted unit is on duty: the other unit's rescue is no claim while they work and one once it is closed, in the month of closing", async () => {
  const id = await rescueBy(other, async () => expect(await claims()).toEqual([]));
  const [claim] = await claims();
  expect(claim).toMatchObject({
    incidentId: id,
    crewId: other.crewId,
    maintenanceUnit: house.lift(0).maintenanceUnit,
    freedCount: 2,
    levelOneArrivedAt: null,
    state: "open",
  });
  expect(must(claim, "claim").arrivedAt - must(claim, "claim").askedAt).toBeGreaterThanOrEqual(minutes(7));
  expect(await claims(officer, "2026-10")).toEqual([]);
  expect(await claims(officer, "2026-12")).toEqual([]);
});

test("an officer decides with a reason; the same once more is refused, another decision counts from then on", async () => {
  const { incidentId, crewId } = must((await claims())[0], "claim");
  const decide = (verdict: string, reason = "时间、地点核对无误") =>
    officer.post(`/api/v1/claims/${incidentId}/${crewId}/decide`, { verdict, reason }, empty);
  expect(await codeOf(decide("approved", ""))).not.toBe("done");
  expect(await codeOf(decide("approved"))).toBe("done");
  expect(await codeOf(decide("approved"))).toBe("CENTRE_CLAIM_DECIDED");
  expect((await claims())[0]).toMatchObject({ state: "approved", decidedBy: "officer" });
  expect(await codeOf(decide("refused", "重复申领"))).toBe("done");
  expect((await claims())[0]).toMatchObject({ state: "refused", reason: "重复申领" });
  const stranger = `/api/v1/claims/${crewId}/${crewId}/decide`;
  expect(await codeOf(officer.post(stranger, { verdict: "approved", reason: "xx" }, empty))).toBe("NOT_FOUND");
});

test("a rescue of the contracted unit's own crew is no claim; the list goes out as XLSX", async () => {
  const lift = house.lift(0);
  const [name] = await house.crewsOf(lift.maintenanceUnit, true);
  const own = await house.phoneOf(must(name, "contracted crew"), lift.position);
  await rescueBy(own);
  expect(await claims()).toHaveLength(1);
  const token = readFileSync(join(house.database.dataDir, "secrets/admin-token"), "utf8").trim();
  const path = `${house.running.http}/api/v1/claims/file?month=${month}`;
  expect((await fetch(path)).status).toBe(401);
  const file = await fetch(path, { headers: { authorization: `Bearer ${token}` } });
  expect(file.headers.get("content-disposition")).toContain(`claims-${month}.xlsx`);
  const sheet = join(house.database.dataDir, "claims.xlsx");
  await writeFile(sheet, Buffer.from(await file.arrayBuffer()));
  const opened = await openTable(sheet);
  if (!opened.ok) throw new Error(opened.refusal.code);
  const cells: string[][] = [];
  for await (const batch of opened.value.rows(0)) for (const row of batch) cells.push([...row.cells]);
  await opened.value.close();
  expect(cells[0]?.slice(0, 3)).toEqual(["警情编号", "地点", "救援单位"]);
  expect(cells.slice(1).map((row) => row[11])).toEqual(["不同意"]);
});
