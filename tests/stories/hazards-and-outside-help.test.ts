import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import { seconds } from "../../src/kernel/clock.ts";
import type { Database } from "../../src/platform/database/database.ts";
import {
  carAlarmReply,
  done,
  type IncidentRow,
  incidentList,
  numbers,
  openReply,
} from "../../src/rooms/rescue/contract.ts";
import { openTestDatabase } from "../support/database.ts";
import { type House, keyFor, must, startHouse } from "../support/house.ts";

/** Injury, illness, fire, water, a child alone: 120 or 119 at once; and each service's part until it has handed back. */
let house: House;
let database: Database;
let calls = 0;
beforeAll(async () => {
  house = await startHouse();
  database = openTestDatabase(house.database);
});

async function call(n: number, more: object = {}): Promise<string> {
  calls += 1;
  const body = {
    rescueCode: null,
    place: null,
    callerPhone: null,
    persons: 2,
    injured: null,
    vulnerable: false,
    note: null,
  };
  const sent = { ...body, key: keyFor("hazard-call", calls), liftId: house.lift(n).id, ...more };
  const { incidentId } = await house.admin.post("/api/v1/incidents", sent, openReply);
  await house.settle();
  return incidentId;
}
let acts = 0;
const desk = (id: string, act: string, body: object = {}) => {
  acts += 1;
  return house.admin.post(`/api/v1/incidents/${id}/${act}`, { key: keyFor(act, id, acts), ...body }, done);
};
const row = async (id: string): Promise<IncidentRow> => (await house.file(id)).incident;
const helpIn = async (id: string, service: string) => (await row(id)).outside.find((each) => each.service === service);
const timeline = async (id: string) => (await house.file(id)).timeline.map(({ type }) => type);

describe("what waits for no level", () => {
  test("told with the call: 120 is wanted at once, the desk is reminded after a minute, and once", async () => {
    const id = await call(0, { hazards: ["illness"] });
    expect(await row(id)).toMatchObject({ urgency: "life", hazards: ["illness"], outsideHelp: [] });
    const help = must(await helpIn(id, "120"), "120");
    expect(help).toMatchObject({ status: "wanted", hazards: ["illness"], overdue: false });
    expect(must(help.callBy, "until when") - help.at).toBe(seconds(60));
    await house.forward(seconds(61));
    expect(await helpIn(id, "120")).toMatchObject({ status: "wanted", overdue: true });
    await house.forward(seconds(300));
    expect((await timeline(id)).filter((type) => type === "OutsideHelpOverdue")).toHaveLength(1);
    await desk(id, "outside-help/decline", { service: "120", reason: "家属称已缓解，不需急救" });
    expect(await helpIn(id, "120")).toMatchObject({ status: "declined" });
    await desk(id, "false-alarm", { reason: "测试" });
  });

  test("pressed in the car, told by the use unit, told twice: one call for 119, and relatives cannot tell", async () => {
    const code = must(house.lift(1).rescueCode, "code");
    const key = keyFor("car", code);
    const { progressKey } = await house.admin.post(
      `/api/v1/public/lifts/${code}/alarm`,
      { key, t: null },
      carAlarmReply,
    );
    await house.settle();
    const [open] = await house.incidents();
    const id = must(open, "open").id;
    const tell = (to: string, n: number, hazards: string[]) =>
      house.admin.post(`/api/v1/public/${to}/hazards`, { key: keyFor("tell", n), hazards }, done);
    await tell(`progress/${progressKey}`, 1, ["fire"]);
    await tell(`progress/${progressKey}`, 1, ["fire"]);
    const { rows } = await sql<{
      key: string;
    }>`select use_unit_key as key from rescue.incident where id = ${id}`.execute(database.db);
    await tell(`use-unit/${must(rows[0], "link").key}`, 2, ["fire", "water"]);
    const file = await house.file(id);
    expect(file.incident.hazards).toEqual(["fire", "water"]);
    expect(file.timeline.filter(({ type }) => type === "HazardsReported").map(({ data }) => data.from)).toEqual([
      "car",
      "use-unit",
    ]);
    expect(file.incident.outside.map(({ service, hazards }) => [service, hazards])).toEqual([
      ["119", ["fire", "water"]],
    ]);
    await desk(id, "hazards", { hazards: ["water"], reason: "是水汽" });
    expect(await row(id)).toMatchObject({ hazards: ["water"] });
    await desk(id, "false-alarm", { reason: "测试" });
    await expect(tell(`progress/${progressKey}`, 3, ["fire"])).rejects.toThrow(/RESCUE_ALREADY_CLOSED/);
  });

  test("a region's own rule holds there", async () => {
    const { regionCode } = house.lift(2);
    await sql`insert into rescue.setting (name, region_code, value, source, certainty, valid_from)
      values ('hazardChildAlone', ${regionCode}, 110, '测试规定', 'own', '2026-01-01')`.execute(database.db);
    const id = await call(2, { hazards: ["child-alone"] });
    expect((await row(id)).outside.map(({ service }) => service)).toEqual(["110"]);
    await desk(id, "false-alarm", { reason: "测试" });
  });
});

describe("handed to 119 and back", () => {
  test("called, answered, there, leading, handed back with the people out: counted as freed by the fire service", async () => {
    const before = await freedByFire();
    const id = await call(3, { hazards: ["fire"] });
    await desk(id, "outside-help", { service: "119", note: null });
    expect(await row(id)).toMatchObject({ level: 3, outsideHelp: ["119"] });
    await desk(id, "outside-help/step", {
      service: "119",
      step: "answered",
      caseNo: "F-7",
      spoke: "接警员 12 号",
      phone: "119",
    });
    await desk(id, "outside-help/step", { service: "119", step: "lead" });
    await desk(id, "outside-help/step", { service: "119", step: "arrived" });
    const file = await house.file(id);
    expect(file.incident.outside).toMatchObject([{ status: "lead", caseNo: "F-7" }]);
    expect(file.outsideContacts).toMatchObject([{ service: "119", spoke: "接警员 12 号" }]);
    expect(file.incident.dueAt).not.toBeNull();
    await desk(id, "outside-help/back", { service: "119", did: "破拆厅门", freed: { count: 2, injured: 0 } });
    expect(await row(id)).toMatchObject({ stage: "freed", outside: [{ status: "handed-back", freed: 2 }] });
    expect(await freedByFire()).toBe(before + 1);
    const list = `/api/v1/incidents?state=all&metric=freed-by-fire-service&from=0&to=${house.clock.now() + 1}`;
    expect((await house.admin.get(list, incidentList)).incidents.map((each) => each.id)).toContain(id);
  });

  test("killed and started again between two steps nothing is lost; the same key twice is one step", async () => {
    const id = await call(4, { hazards: ["water"] });
    const key = keyFor("once", id);
    const body = { key, service: "119", note: null };
    await house.admin.post(`/api/v1/incidents/${id}/outside-help`, body, done);
    await house.restart();
    await house.admin.post(`/api/v1/incidents/${id}/outside-help`, body, done);
    expect((await timeline(id)).filter((type) => type === "OutsideHelpRecorded")).toHaveLength(1);
    await house.forward(seconds(121));
    expect(await helpIn(id, "119")).toMatchObject({ status: "called", overdue: true });
    await desk(id, "outside-help/undo", { service: "119", reason: "误登记" });
    expect(await row(id)).toMatchObject({ level: 2, outsideHelp: [], outside: [{ status: "wanted" }] });
    await expect(desk(id, "outside-help/step", { service: "119", step: "arrived" })).rejects.toThrow(
      /RESCUE_HELP_NOT_CALLED/,
    );
  });
});

async function freedByFire(): Promise<number> {
  const { counts } = await house.admin.get(`/api/v1/numbers?from=0&to=${house.clock.now() + 1}`, numbers);
  return must(
    counts.find(({ metric }) => metric === "freed-by-fire-service"),
    "figure",
  ).value;
}
