import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { minutes, seconds } from "../../src/kernel/clock.ts";
import { learnHistories } from "../../src/rooms/rescue/actions/learn-histories.ts";
import { bulletin } from "../../src/rooms/rescue/contract/bulletin.ts";
import { drillList, drillReport } from "../../src/rooms/rescue/contract/drills.ts";
import {
  carAlarmReply,
  done,
  type IncidentRow,
  incidentList,
  numbers,
  openReply,
} from "../../src/rooms/rescue/contract.ts";
import { rescueMeasures } from "../../src/rooms/rescue/measures.ts";
import { type House, keyFor, must, type Phone, startHouse } from "../support/house.ts";

let house: House;
let own: Phone;
let next = 0;
let began = 0;
const anything = z.unknown();
const db = () => house.running.platform.database.db;
const rowOf = async (id: string): Promise<IncidentRow> => (await house.file(id)).incident;
const askOf = (row: IncidentRow) =>
  must(
    row.asks.findLast(({ crewId }) => crewId === own.crewId),
    "ask",
  );
const tell = (askId: string, what: string, body: object = {}) =>
  own.api.post(`/api/v1/field/asks/${askId}/${what}`, { key: keyFor(what, askId), ...body }, done);
const desk = (id: string, path: string, body: object = {}) => {
  next += 1;
  return house.admin.post(`/api/v1/incidents/${id}/${path}`, { key: keyFor(path, id, String(next)), ...body }, done);
};

const measure = (wanted: string) =>
  must(
    rescueMeasures(house.running.platform.database).find(({ name }) => name === wanted),
    wanted,
  );

beforeAll(async () => {
  house = await startHouse();
  // The ways from stations are measured in the background: figures that must stay equal come after.
  await house.forward(minutes(6));
  began = house.clock.now();
  const lift = house.lift(0);
  const position = must(lift.position, "position");
  const [contracted] = await house.crewsOf(lift.maintenanceUnit, true);
  own = await house.phoneOf(must(contracted, "contracted crew"), { ...position, lat: position.lat + 0.02 });
});

async function drill(part: object = {}): Promise<string> {
  next += 1;
  const { incidentId } = await house.admin.post(
    "/api/v1/drills",
    {
      key: keyFor("drill", next),
      liftId: house.lift(0).id,
      scenario: "停电，两人被困，一人受伤",
      persons: 2,
      injured: 1,
      vulnerable: false,
      crewIds: [own.crewId],
      tellUseUnit: false,
      callOutside: false,
      ...part,
    },
    openReply,
  );
  await house.settle();
  return incidentId;
}

const alarm = async (): Promise<string> => {
  next += 1;
  const path = `/api/v1/public/lifts/${house.lift(0).rescueCode}/alarm`;
  await house.admin.post(path, { key: keyFor("real", next), t: null }, carAlarmReply);
  await house.settle();
  const open = (await house.incidents()).filter(({ drill }) => drill === null);
  return must(open[0], "real incident").id;
};

/** Everything that counts rescues, as one value. */
async function everyFigure(): Promise<unknown> {
  const now = house.clock.now();
  const period = `from=${began - minutes(60 * 24)}&to=${began + minutes(60 * 24)}`;
  const api = house.admin;
  const lists = await Promise.all([
    api.get(`/api/v1/numbers?${period}`, numbers),
    api.get(`/api/v1/bulletin?${period}`, bulletin).then(({ madeAt: _, ...made }) => made),
    api.get("/api/v1/incidents?state=all", incidentList).then(({ total }) => total),
    api.get("/api/v1/accidents?state=all", anything),
    api.get("/api/v1/centre", anything).then((view) => (view as { work?: unknown }).work),
    api.get("/api/v1/claims?month=2026-11", anything),
    api.get(`/api/v1/lifts/${house.lift(0).id}/ledger`, anything),
    measure("rescue.arrived-within-30-minutes-share").ask("100000", now + 1),
  ]);
  const views = ["v_incident", "v_incident_work", "v_follow_up", "v_crew_arrival"];
  const counted = await Promise.all(
    views.map((view) => sql<{ n: number }>`select count(*)::int as n from ${sql.raw(`rescue.${view}`)}`.execute(db())),
  );
  const learnt = await sql`select group_key, history from rescue.unit_history
    where learned_at = (select max(learned_at) from rescue.history_run) order by 1`.execute(db());
  return { lists, counted: counted.map(({ rows }) => rows), learnt: learnt.rows };
}

async function learnAnew(): Promise<void> {
  await sql`delete from rescue.history_run`.execute(db());
  const { database, clock, roads } = house.running.platform;
  const due = learnHistories({ database, clock, roads } as Parameters<typeof learnHistories>[0]);
  for (const day of await due.find(clock.now(), 1)) await due.run(day, clock.now());
}

describe("a drill", () => {
  test("is played by the same steps, marked all along, tells no unit and nobody outside, and stands in no figure", async () => {
    await learnAnew();
    const before = await everyFigure();
    const id = await drill();
    const asked = await rowOf(id);
    expect(asked).toMatchObject({
      stage: "crew-asked",
      urgency: "information",
      no: expect.stringMatching(/^YL\d{8}-0001$/),
    });
    expect(asked.place).toMatch(/^【演练】/);
    await desk(id, "take");
    await expect(desk(id, "outside-help", { service: "119", note: null })).rejects.toThrow(
      "RESCUE_DRILL_NO_OUTSIDE_CALL",
    );
    const { askId } = askOf(asked);
    house.clock.forward(seconds(20));
    await tell(askId, "accept");
    await house.forward(minutes(9));
    await tell(askId, "arrived", { position: null });
    house.clock.forward(minutes(12));
    await tell(askId, "freed", { count: 2, injured: 1, by: "crew" });
    await tell(askId, "secured", { state: "running" });
    await tell(askId, "close", { cause: "301", method: "level-door", note: null });
    await desk(id, "drill/remark", { text: "到场快，开门慢，下次练盘车。" });
    const never: readonly (readonly [string, object])[] = [
      ["reopen", { reason: "还有人在里面", stillInside: true }],
      ["follow-up", { reached: true, satisfaction: null, note: null }],
    ];
    for (const [path, body] of never) await expect(desk(id, path, body)).rejects.toThrow("RESCUE_IS_DRILL");
    const { notices, phones, incident } = await house.file(id);
    expect(incident.accident).toBeNull();
    expect(notices.length).toBeGreaterThan(1);
    expect(notices.filter(({ body }) => !body.includes("【演练】"))).toEqual([]);
    expect(notices.map(({ purpose }) => purpose)).not.toContain("use-unit-asked");
    expect(phones.map(({ role }) => role)).not.toContain("use-unit");
    const down = await sql<{ n: number }>`select count(*)::int as n from devices.downlink`.execute(db());
    expect(down.rows).toEqual([{ n: 0 }]);
    await learnAnew();
    expect(await everyFigure()).toEqual(before);
    const report = await house.admin.get(`/api/v1/drills/${id}`, drillReport);
    expect(report).toMatchObject({
      state: "held",
      crews: [{ outcome: "came" }],
      remarks: [{ text: expect.any(String) }],
    });
    const kept = Object.fromEntries(
      report.steps.map(({ step, seconds: took, kept: inTime }) => [step, [took, inTime]]),
    );
    expect(kept).toMatchObject({ accepted: [20, true], arrived: [540, true], freed: [720, false] });
    const drillsHeld = measure("rescue.drills-held-this-year");
    expect(await drillsHeld.ask("100000", house.clock.now())).toBe(1);
  });

  test("twenty drills are no storm, and tick by tick what was agreed is told, marked", async () => {
    const ids: string[] = [];
    for (let n = 0; n < 20; n += 1) ids.push(await drill({ tellUseUnit: n === 0, callOutside: n === 0 }));
    await house.settle();
    const storms = await sql`select 1 from rescue.storm`.execute(db());
    expect(storms.rows).toEqual([]);
    const first = must(ids[0], "drill");
    await desk(first, "outside-help", { service: "119", note: null });
    const unit = (await house.file(first)).notices.filter(({ purpose }) => purpose === "use-unit-asked");
    expect(unit.map(({ channel }) => channel).toSorted()).toEqual(["sms", "voice"]);
    expect(unit.every(({ body }) => body.includes("【演练】"))).toBe(true);
    for (const id of ids) await desk(id, "drill/break-off", { reason: "练习结束" });
    const list = await house.admin.get("/api/v1/drills", drillList);
    expect(list.drills.filter(({ state }) => state === "broken-off")).toHaveLength(20);
    const drillsHeld = measure("rescue.drills-held-this-year");
    expect(await drillsHeld.ask("100000", house.clock.now())).toBe(1);
  });

  test("a real alarm at the same lift is its own rescue, has the crew at once, and the drill lets it go; also over a restart", async () => {
    const id = await drill();
    await tell(askOf(await rowOf(id)).askId, "accept");
    await house.forward(minutes(2));
    await tell(askOf(await rowOf(id)).askId, "arrived", { position: null });
    const real = await alarm();
    expect(real).not.toBe(id);
    await house.restart();
    await house.settle();
    const rescue = await rowOf(real);
    expect(askOf(rescue)).toMatchObject({ status: "asked", why: { rule: "contracted-unit" } });
    expect(rescue.dispatchedAt).toBe(rescue.openedAt);
    const over = await house.file(id);
    expect(over.incident).toMatchObject({ stage: "closed", asks: [{ status: "stood-down" }] });
    const told = over.notices.filter(({ purpose }) => purpose === "crew-stood-down");
    expect(told.every(({ body }) => body.includes("真实救援"))).toBe(true);
    expect(told.length).toBeGreaterThan(0);
    const report = await house.admin.get(`/api/v1/drills/${id}`, drillReport);
    expect(report).toMatchObject({
      state: "broken-off",
      brokenOff: { because: "real-rescue" },
      crews: [{ outcome: "left" }],
    });
    // A drill asks nobody who is needed.
    const later = await drill();
    expect((await rowOf(later)).asks).toEqual([]);
    await desk(later, "drill/break-off", { reason: "真实救援中" });
  });

  test("neither becomes nor ceases to be one", async () => {
    const list = await house.admin.get("/api/v1/drills", drillList);
    const id = must(list.drills[0], "drill").id;
    await expect(sql`update rescue.incident set drill = false where id = ${id}`.execute(db())).rejects.toThrow(/drill/);
    const real = must(
      (await house.incidents()).find(({ drill }) => drill === null),
      "real",
    );
    await expect(sql`update rescue.incident set drill = true where id = ${real.id}`.execute(db())).rejects.toThrow(
      /drill/,
    );
    await expect(desk(real.id, "drill/remark", { text: "x" })).rejects.toThrow("RESCUE_NOT_A_DRILL");
    await expect(desk(id, "merge", { into: real.id, reason: "同一起" })).rejects.toThrow("RESCUE_IS_DRILL");
  });
});
