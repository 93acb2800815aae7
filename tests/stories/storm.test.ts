import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import { createApi } from "../../sim/api.ts";
import { minutes, seconds } from "../../src/kernel/clock.ts";
import { carAlarmReply, carProgress } from "../../src/rooms/rescue/contract/car-page.ts";
import { relativesReply } from "../../src/rooms/rescue/contract/chat.ts";
import { manyDone, type Storm, stormDone, stormList } from "../../src/rooms/rescue/contract/storms.ts";
import { useUnitPage } from "../../src/rooms/rescue/contract/use-unit-page.ts";
import { done, type IncidentRow, incidentList, openReply } from "../../src/rooms/rescue/contract.ts";
import { type House, keyFor, must, type Phone, startHouse } from "../support/house.ts";

/** One blackout: some forty lifts of one county at once, six crews. */
let house: House;
let region: string;
let phones: Phone[];
let next = 0;
const trapped = 40;

beforeAll(async () => {
  house = await startHouse({ lifts: 150 });
  const byRegion = Map.groupBy(
    house.lifts.filter(({ position, kind }) => position !== null && kind === "3110"),
    ({ regionCode }) => regionCode.slice(0, 6),
  );
  const [code, lifts] = must([...byRegion].sort((a, b) => b[1].length - a[1].length)[0], "county");
  region = code;
  expect(lifts.length).toBeGreaterThanOrEqual(trapped);
  const names = [...new Set([...(await house.crewsOf(null, false))])].slice(0, 6);
  phones = [];
  for (const [i, name] of names.entries())
    phones.push(await house.phoneOf(name, must(lifts[i * 5]?.position, "position")));
  // One supply point feeds a part of them.
  await sql`update lifts.building set power_supply_point = '城东变电站' where id in (
    select building_id from lifts.v_lift where id in (${sql.join(lifts.slice(0, 15).map(({ id }) => id))}))`.execute(
    house.running.platform.database.db,
  );
  for (const lift of lifts.slice(0, trapped)) {
    house.clock.forward(seconds(1));
    await call(lift.id, keyFor("dark", lift.id));
  }
});

const call = (liftId: string, callKey: string) =>
  house.admin.post(
    "/api/v1/incidents",
    {
      key: callKey,
      liftId,
      rescueCode: null,
      place: null,
      callerPhone: "000-0000",
      persons: null,
      injured: null,
      vulnerable: false,
      note: null,
    },
    openReply,
  );
const storm = async (): Promise<Storm> => must((await house.admin.get("/api/v1/storms", stormList)).storms[0], "storm");
const open = async (): Promise<readonly IncidentRow[]> =>
  (await house.admin.get("/api/v1/incidents?state=open&limit=200", incidentList)).incidents;
const key = () => {
  next += 1;
  return keyFor("storm", next);
};
const act = async (path: string, body: object) =>
  house.admin.post(`/api/v1/storms/${(await storm()).id}/${path}`, { key: key(), ...body }, manyDone);
const desk = (id: string, path: string, body: object) =>
  house.admin.post(`/api/v1/incidents/${id}/${path}`, { key: key(), ...body }, done);
const asksOf = (rows: readonly IncidentRow[]) =>
  rows
    .filter(({ freedAt }) => freedAt === null)
    .flatMap((row) => row.asks.filter(({ status }) => ["asked", "accepted", "arrived"].includes(status)));

describe("forty lifts in one blackout", () => {
  test("a storm is declared by itself, everybody belongs to it and is asked first whether they are inside", async () => {
    await house.settle();
    await house.forward(seconds(3));
    const { counts, alarms, regionCode } = await storm();
    expect(regionCode).toBe(region);
    expect(alarms).toBeGreaterThanOrEqual(20);
    expect(counts.open).toBe(trapped);
    const rows = await open();
    expect(rows).toHaveLength(trapped);
    expect(rows.every(({ dueAt }) => dueAt !== null)).toBe(true);
    const { rows: asked } = await sql<{ n: number }>`
      select count(distinct subject)::int as n from platform.notice where purpose = 'still-inside'`.execute(
      house.running.platform.database.db,
    );
    expect(asked[0]?.n).toBeGreaterThan(30);
  });

  test("everybody has a place in a tour at once, though no crew is asked before they had their time to answer", async () => {
    const { groups, tours } = await storm();
    const waiting = groups.flatMap(({ incidents }) => incidents).filter(({ held }) => !held);
    expect(waiting.length).toBeGreaterThanOrEqual(trapped - phones.length);
    expect(waiting.filter(({ placeInTour, outAt }) => placeInTour === null || outAt === null)).toEqual([]);
    const stops = tours.flatMap((tour) => tour.stops.map(({ incidentId }) => incidentId));
    expect(new Set(stops).size).toBe(stops.length);
    expect(asksOf(await open()).filter(({ why }) => why.rule === "storm")).toEqual([]);
  });

  test("groups by supply point and building, the worst off first; who is said to be out is last", async () => {
    const rows = await open();
    const worst = must(rows[7], "incident");
    await desk(worst.id, "persons", { persons: 5, injured: 0, vulnerable: true });
    const out = must(rows[8], "incident");
    await desk(out.id, "still-inside", { inside: false });
    const { groups } = await storm();
    expect(groups.length).toBeLessThan(trapped);
    expect(groups.find(({ supplyPoint }) => supplyPoint === "城东变电站")?.open).toBeGreaterThanOrEqual(15);
    expect(groups.reduce((sum, group) => sum + group.open, 0)).toBe(trapped);
    const all = groups.flatMap(({ incidents }) => incidents);
    expect(all.find(({ rank }) => rank === 1)?.id).toBe(worst.id);
    expect(groups[0]?.incidents[0]?.id).toBe(worst.id);
    expect(all.find(({ id }) => id === out.id)).toMatchObject({ rank: trapped, inside: "out" });
  });

  test("then every crew is asked once, and the others have a place in a tour; who said out is not sought", async () => {
    await house.forward(seconds(62));
    await house.forward(seconds(3));
    // A crew that is passed over because something came between is the next plan's, two seconds later.
    const crewsAsked = async () => new Set(asksOf(await open()).map(({ crewId }) => crewId)).size;
    for (let plans = 0; plans < 5 && (await crewsAsked()) < phones.length; plans += 1) await house.forward(seconds(3));
    const rows = await open();
    const asks = asksOf(rows);
    const crews = asks.map(({ crewId }) => crewId);
    expect(new Set(crews).size).toBe(crews.length);
    expect(new Set(crews)).toEqual(new Set(phones.map(({ crewId }) => crewId)));
    const view = await storm();
    const waiting = view.groups
      .flatMap(({ incidents }) => incidents)
      .filter(({ held, inside }) => !held && inside !== "out");
    expect(waiting.every(({ placeInTour, outAt }) => placeInTour !== null && outAt !== null)).toBe(true);
    const stops = view.tours.flatMap((tour) => tour.stops.map(({ incidentId }) => incidentId));
    expect(new Set(stops).size).toBe(stops.length);
    const said = view.groups.flatMap(({ incidents }) => incidents).find(({ inside }) => inside === "out");
    expect(said).toMatchObject({ held: false, placeInTour: null });
    expect(view.plan.cost).toBeLessThanOrEqual(must(view.plan.greedyCost, "cost") + 1e-6);
  });

  test("a crew that frees gets the next stop of its tour, a refusal goes to another, and the plan is made anew", async () => {
    const taken = (await open()).flatMap((row) =>
      row.asks.filter(({ status, why }) => status === "asked" && why.rule === "storm").map((ask) => ({ row, ask })),
    );
    const { row, ask } = must(taken[0], "task");
    const phone = must(
      phones.find(({ crewId }) => crewId === ask.crewId),
      "phone",
    );
    const tell = (path: string, body: object = {}) =>
      phone.api.post(`/api/v1/field/asks/${ask.askId}/${path}`, { key: key(), ...body }, done);
    await tell("accept");
    await house.forward(minutes(2));
    await tell("arrived", { position: null });
    await tell("freed", { count: 1, injured: 0, by: "crew" });
    await house.forward(seconds(3));
    const after = (await open()).flatMap((each) => each.asks.map((one) => ({ id: each.id, ...one })));
    const again = after.filter((each) => each.crewId === phone.crewId && each.status === "asked");
    expect(again).toHaveLength(1);
    expect(again[0]?.id).not.toBe(row.id);
    const second = must(again[0], "second task");
    await phone.api.post(
      `/api/v1/field/asks/${second.askId}/refuse`,
      { key: key(), reason: "no-tools", text: null },
      done,
    );
    await house.forward(seconds(3));
    const third = asksOf(await open()).find((each) => each.crewId === phone.crewId);
    expect(third).toBeDefined();
    expect(third?.askId).not.toBe(second.askId);
    const refused = must(
      (await open()).find(({ id }) => id === second.id),
      "refused",
    );
    expect(refused.asks.filter(({ status }) => status === "asked").every(({ crewId }) => crewId !== phone.crewId)).toBe(
      true,
    );
  });

  test("stopped and started in the middle: the plan goes on, nobody is asked twice, everything falls due", async () => {
    const before = asksOf(await open()).length;
    await house.restart();
    await house.forward(seconds(61));
    const rows = await open();
    const asks = asksOf(rows);
    expect(new Set(asks.map(({ crewId }) => crewId)).size).toBe(asks.length);
    expect(asks.length).toBeGreaterThanOrEqual(before - phones.length);
    expect(rows.every(({ dueAt }) => dueAt !== null)).toBe(true);
  });

  test("supply is back: everybody is asked again; the freed are closed in bulk by a person, never who called since", async () => {
    const again = await act("ask-again", { group: null });
    expect(again.refused).toEqual([]);
    const view = await storm();
    const waiting = view.groups
      .flatMap(({ incidents }) => incidents)
      .filter(({ held }) => !held)
      .slice(0, 12);
    for (const { id } of waiting) await desk(id, "still-inside", { inside: false });
    const chosen = waiting.map(({ id, alarms }) => ({ id, alarms }));
    const how = { lift: "stopped", cause: "701" };
    await expect(act("freed", { incidents: chosen, confirmed: 3, ...how })).rejects.toMatchObject({
      code: "RESCUE_NOT_CONFIRMED",
    });
    const caller = must(
      (await open()).find(({ id }) => id === waiting[0]?.id),
      "caller",
    );
    await call(must(caller.liftId, "lift"), key());
    const body = { key: key(), incidents: chosen, confirmed: 12, ...how };
    const url = `/api/v1/storms/${view.id}/freed`;
    const result = await house.admin.post(url, body, manyDone);
    expect(result).toEqual({ done: 11, refused: [{ id: caller.id, code: "RESCUE_ALARM_SINCE" }] });
    // The same again is the same answer, and nothing more.
    expect((await house.admin.post(url, body, manyDone)).done).toBe(11);
    expect((await storm()).counts.closed).toBe(11);
    expect((await house.file(waiting[1]?.id ?? "")).incident).toMatchObject({ stage: "closed", falseAlarm: false });
  });

  test("who asked for help by the car's page, and the use unit by its link, answer the question as the desk does; relatives do not", async () => {
    const open = createApi(house.running.http, () => ({}));
    const row = must(
      (await storm()).groups
        .flatMap(({ incidents }) => incidents)
        .find(({ held, inside }) => !held && inside === "unknown"),
      "who waits",
    );
    const incidentId = row.id;
    const { liftId } = must(
      (await house.incidents()).find(({ id }) => id === incidentId),
      "incident",
    );
    const lift = must(
      house.lifts.find(({ id }) => id === liftId),
      "lift",
    );
    const at = `/api/v1/public/lifts/${encodeURIComponent(must(lift.rescueCode, "code"))}`;
    const { progressKey } = await open.post(`${at}/alarm`, { key: key(), t: null, agoSeconds: null }, carAlarmReply);
    await house.settle();
    const progress = () => open.get(`/api/v1/public/progress/${progressKey}`, carProgress);
    const member = async () =>
      must(
        (await storm()).groups.flatMap(({ incidents }) => incidents).find(({ id }) => id === incidentId),
        "member",
      );
    // The press itself said that somebody is inside; by typed digits one is not told what is known.
    expect(await member()).toMatchObject({ inside: "inside" });
    const first = must((await progress()).stillInside, "question").round;
    expect((await progress()).stillInside).toEqual({ round: first, inside: null });
    const answer = (round: number, inside: boolean) =>
      open.post(`/api/v1/public/progress/${progressKey}/still-inside`, { key: key(), round, inside }, done);
    await answer(first, false);
    expect(await member()).toMatchObject({ inside: "out" });
    await act("ask-again", { group: null });
    expect(await member()).toMatchObject({ inside: "unknown" });
    // An answer that was under way since the first question says nothing about now.
    await answer(first, false);
    expect(await member()).toMatchObject({ inside: "unknown" });
    await answer(first + 1, true);
    expect(await member()).toMatchObject({ inside: "inside" });
    const { timeline } = await house.file(incidentId);
    expect(timeline.filter(({ type }) => type === "StillInsideAnswered").map(({ actor }) => actor.kind)).toEqual([
      "public",
      "public",
    ]);
    const { path } = await open.post(`/api/v1/public/progress/${progressKey}/relatives`, {}, relativesReply);
    const relative = must(/[?&]r=([\w-]+)/.exec(path)?.[1], "key of relatives");
    expect((await open.get(`/api/v1/public/progress/${relative}`, carProgress)).stillInside).toBeNull();
    await expect(
      open.post(
        `/api/v1/public/progress/${relative}/still-inside`,
        { key: key(), round: first + 1, inside: false },
        done,
      ),
    ).rejects.toMatchObject({ code: "RESCUE_LINK_READS_ONLY" });

    const { rows } = await sql<{ key: string }>`
      select use_unit_key as key from rescue.incident where id = ${incidentId}`.execute(
      house.running.platform.database.db,
    );
    const link = `/api/v1/public/use-unit/${rows[0]?.key}`;
    expect((await open.get(link, useUnitPage)).stillInside).toEqual({ round: first + 1, inside: true });
    await open.post(`${link}/still-inside`, { key: key(), round: first + 1, inside: false }, done);
    expect(await member()).toMatchObject({ inside: "out" });
    await open.post(`${link}/still-inside`, { key: key(), round: first + 1, inside: true }, done);
    expect(await member()).toMatchObject({ inside: "inside" });
  });

  test("the threshold that calls the fire service is told on both sides, per group, and when groups become one", async () => {
    const { db } = house.running.platform.database;
    const limit = (value: number) =>
      sql`update rescue.setting set value = ${value} where name = 'stormFireMinutes'`.execute(db);
    const before = await sql<{
      value: number;
    }>`select value from rescue.setting where name = 'stormFireMinutes'`.execute(db);
    const late = ({ groups }: Storm) => groups.reduce((sum, group) => sum + group.late, 0);
    await limit(6_000);
    const calm = await storm();
    expect(calm.fire).toMatchObject({ advised: false, late: 0 });
    expect(late(calm)).toBe(0);
    await limit(0.01);
    const alarmed = await storm();
    expect(alarmed.fire.advised).toBe(true);
    expect(alarmed.fire.late).toBeGreaterThan(0);
    expect(late(alarmed)).toBe(alarmed.fire.late);
    // The register learns that one supply point feeds them all: their groups become one, and nobody is lost or counted twice.
    const points = await sql<{
      id: string;
      point: string;
    }>`select id, power_supply_point as point from lifts.building`.execute(db);
    await sql`update lifts.building set power_supply_point = '城东变电站'`.execute(db);
    const merged = await storm();
    expect(merged.groups.length).toBeLessThan(alarmed.groups.length);
    expect([late(merged), merged.fire.late]).toEqual([alarmed.fire.late, alarmed.fire.late]);
    for (const { id, point } of points.rows)
      await sql`update lifts.building set power_supply_point = ${point} where id = ${id}`.execute(db);
    await limit(must(before.rows[0], "setting").value);
  });

  test("a message to a group reaches those who wait there, once each; a call to the fire service is kept with each", async () => {
    const { groups } = await storm();
    const group = must(
      groups.find((each) => each.incidents.some(({ inside }) => inside !== "out")),
      "group",
    );
    const sent = await act("broadcast", { group: group.key, text: "预计 20 分钟内恢复供电，请耐心等待。" });
    expect(sent).toEqual({ done: group.open, refused: [] });
    await house.forward(minutes(125));
    expect((await storm()).fire).toMatchObject({ advised: true, calledAt: null });
    const called = await act("fire-service", { note: null });
    expect(called.done).toBeGreaterThan(0);
    expect((await storm()).fire.calledAt).not.toBeNull();
  });

  test("ended by a person: who still waits is searched for one by one, at once", async () => {
    const { id } = await storm();
    await house.admin.post(`/api/v1/storms/${id}/end`, { key: key(), reason: "供电恢复" }, stormDone);
    await house.settle();
    await house.settle();
    const rows = await open();
    expect(rows.every(({ stage }) => stage !== "finding-crew")).toBe(true);
    const left = await house.file(
      must(
        rows.find(({ holder }) => holder.kind === "desk"),
        "waiting",
      ).id,
    );
    expect(left.timeline.map(({ type }) => type)).toContain("StormLeft");
    // By a person's press it begins anew.
    const again = await house.admin.post(
      "/api/v1/storms",
      { key: key(), regionCode: region, reason: "再次停电" },
      stormDone,
    );
    expect(again.id).not.toBe(id);
    const twice = await house.admin.post(
      "/api/v1/storms",
      { key: key(), regionCode: region, reason: "再次停电" },
      stormDone,
    );
    expect(twice.id).toBe(again.id);
  });
});
