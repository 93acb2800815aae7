import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { minutes, seconds } from "../../src/kernel/clock.ts";
import { carAlarmReply, done, type IncidentRow } from "../../src/rooms/rescue/contract.ts";
import type { IncidentEvent } from "../../src/rooms/rescue/model/incident-events.ts";
import { weighSecond } from "../../src/rooms/rescue/model/weigh-second.ts";
import { unitHistories } from "../../src/rooms/rescue/views/unit-histories.ts";
import { type House, keyFor, must, type Phone, startHouse } from "../support/house.ts";

let house: House;
let own: Phone;
let near: Phone;
let next = 0;

/** A lift whose contracted crew is 5 km away, and a crew of another unit around the corner. */
beforeAll(async () => {
  house = await startHouse();
  const lift = house.lift(0);
  const position = must(lift.position, "position");
  const [contracted] = await house.crewsOf(lift.maintenanceUnit, true);
  const [another] = await house.crewsOf(lift.maintenanceUnit, false);
  own = await house.phoneOf(must(contracted, "contracted crew"), { ...position, lat: position.lat + 0.045 });
  near = await house.phoneOf(must(another, "another crew"), { ...position, lat: position.lat + 0.01 });
});

const anything = z.unknown();
const db = () => house.running.platform.database.db;

async function alarm(): Promise<IncidentRow> {
  next += 1;
  await house.admin.post(
    `/api/v1/public/lifts/${house.lift(0).rescueCode}/alarm`,
    { key: keyFor("second", next), t: null },
    carAlarmReply,
  );
  await house.settle();
  return must((await house.incidents())[0], "incident");
}

const rowOf = async (id: string): Promise<IncidentRow> => (await house.file(id)).incident;
const askOf = (row: IncidentRow, phone: Phone) =>
  must(
    row.asks.findLast((ask) => ask.crewId === phone.crewId),
    `ask of ${phone.name}`,
  );
const tell = (phone: Phone, askId: string, what: string, body: object = {}) =>
  phone.api.post(`/api/v1/field/asks/${askId}/${what}`, { key: keyFor(what, askId), ...body }, done);
const desk = (id: string, path: string, body: object) => {
  next += 1;
  return house.admin.post(`/api/v1/incidents/${id}/${path}`, { key: keyFor(path, id, String(next)), ...body }, done);
};

async function finish(id: string): Promise<void> {
  const row = await rowOf(id);
  if (row.freedAt === null) await desk(id, "freed", { count: 1, injured: 0, by: "use-unit" });
  await desk(id, "secured", { state: "running" });
  await desk(id, "close", { cause: "301", method: null, note: null });
}

type Weighed = Extract<IncidentEvent, { type: "SecondCrewWeighed" }>;
const weighings = async (id: string): Promise<Weighed[]> =>
  (await house.file(id)).timeline
    .filter((entry) => entry.type === "SecondCrewWeighed")
    .map((entry) => entry.data as unknown as Weighed);

describe("a second crew beside the first", () => {
  test("is asked at once where it pays, with the figures that say why, and they can be computed again", async () => {
    const { id } = await alarm();
    const row = await rowOf(id);
    expect(row.level).toBe(2);
    expect(row.asks.map(({ crewId, status, why }) => [crewId, status, why.line ?? "contracted"])).toEqual([
      [own.crewId, "asked", "contracted"],
      [near.crewId, "asked", "others"],
    ]);
    const beside = must(askOf(row, near).why.beside, "figures");
    expect(beside.gainMinutes).toBeGreaterThan(6);
    const [weighed] = await weighings(id);
    expect(weighed).toMatchObject({ decision: "start", rule: "gain", crewId: near.crewId });
    const { question } = must(weighed, "weighing");
    const kinds = new Map([...question.running, ...question.candidates].map(({ group }) => [group, "all/car"]));
    const again = weighSecond(question, (await unitHistories(db(), kinds, question.historiesAt ?? undefined)).of);
    expect(again).toMatchObject({ kind: "start", rule: "gain" });
    expect(again.kind === "start" && again.chosen.gainMinutes).toBeCloseTo(beside.gainMinutes, 9);
    await finish(id);
  });

  test("who accepted first is accountable until somebody is there; the first at the lift ends both, the other is told", async () => {
    const { id } = await alarm();
    await tell(near, askOf(await rowOf(id), near).askId, "accept");
    house.clock.forward(seconds(1));
    await tell(own, askOf(await rowOf(id), own).askId, "accept");
    let row = await rowOf(id);
    expect(row.asks.map(({ status }) => status)).toEqual(["accepted", "accepted"]);
    expect(row.holder).toEqual({ kind: "crew", name: near.name });
    // Said twice, and out of order: nothing changes.
    await tell(near, askOf(row, near).askId, "accept");
    await house.forward(minutes(6));
    await tell(near, askOf(row, near).askId, "arrived", { position: null });
    row = await rowOf(id);
    expect(row.stage).toBe("on-scene");
    expect(askOf(row, own).status).toBe("stood-down");
    const file = await house.file(id);
    expect(file.notices.filter(({ purpose }) => purpose === "crew-stood-down").length).toBeGreaterThan(0);
    // The contracted unit comes all the same: its own arrival is kept, the rescue stays with who has it. Twice is once.
    await house.forward(minutes(9));
    await tell(own, askOf(row, own).askId, "arrived", { position: null });
    await desk(id, `asks/${askOf(row, own).askId}/arrived`, { position: null });
    row = await rowOf(id);
    expect(row.holder).toEqual({ kind: "crew", name: near.name });
    expect(must(askOf(row, own).cameAt, "own arrival") - must(askOf(row, near).arrivedAt, "arrival")).toBe(minutes(9));
    const came = (await house.file(id)).timeline.filter(({ type }) => type === "ContractedCrewCame");
    expect(came).toHaveLength(1);
    await finish(id);
  });

  test("a line that loses its crew leaves the other accountable, and falls due by itself", async () => {
    const { id } = await alarm();
    const asked = await rowOf(id);
    await tell(near, askOf(asked, near).askId, "accept");
    await house.forward(seconds(91));
    const row = await rowOf(id);
    expect(askOf(row, own).status).toBe("overdue");
    expect(row.holder).toEqual({ kind: "crew", name: near.name });
    expect(row.dueAt).not.toBeNull();
    await tell(near, askOf(row, near).askId, "refuse", { reason: "vehicle", text: null });
    await house.settle();
    const lost = await rowOf(id);
    expect(lost.holder.kind).toBe("desk");
    // Silent, yet welcome: it was asked beside another.
    await tell(own, askOf(lost, own).askId, "accept");
    expect((await rowOf(id)).holder).toEqual({ kind: "crew", name: own.name });
    await finish(id);
  });

  test("seen almost there, the other is told that it need not come, and is not asked again", async () => {
    const { id } = await alarm();
    const row = await rowOf(id);
    await tell(own, askOf(row, own).askId, "accept");
    await tell(near, askOf(row, near).askId, "accept");
    const position = must(house.lift(0).position, "position");
    await near.api.post(
      "/api/v1/field/duty",
      { on: true, position: { ...position, lat: position.lat + 0.0002 } },
      anything,
    );
    await house.forward(minutes(1));
    const now = await rowOf(id);
    expect(askOf(now, own)).toMatchObject({ status: "stood-down" });
    expect(now.holder).toEqual({ kind: "crew", name: near.name });
    const last = (await weighings(id)).at(-1);
    expect(last).toMatchObject({ decision: "stand-down", rule: "clearly-nearer" });
    await house.forward(minutes(16));
    expect((await rowOf(id)).asks).toHaveLength(2);
    await finish(id);
    await near.api.post(
      "/api/v1/field/duty",
      { on: true, position: { ...position, lat: position.lat + 0.01 } },
      anything,
    );
  });

  test("stopped between the asks and the answers, and told twice and out of order: one is accountable, nothing is doubled", async () => {
    const { id } = await alarm();
    const asked = await rowOf(id);
    await house.restart();
    await house.settle();
    expect((await rowOf(id)).asks).toHaveLength(2);
    const told = await Promise.allSettled(
      [own, near, near, own].map((phone) => tell(phone, askOf(asked, phone).askId, "accept")),
    );
    expect(told.map(({ status }) => status)).toEqual(Array.from({ length: 4 }, () => "fulfilled"));
    const both = await rowOf(id);
    expect(both.asks.map(({ status }) => status)).toEqual(["accepted", "accepted"]);
    await tell(near, askOf(asked, near).askId, "arrived", { position: null });
    await house.restart();
    // What the other had pressed without signal comes now: it answers for nothing, and nothing is undone.
    await tell(own, askOf(asked, own).askId, "accept");
    await expect(
      tell(own, askOf(asked, own).askId, "freed", { count: 1, injured: 0, by: "crew" }),
    ).rejects.toMatchObject({
      code: "RESCUE_ASK_WITHDRAWN",
    });
    const row = await rowOf(id);
    expect(row.asks.map(({ status }) => status)).toEqual(["stood-down", "arrived"]);
    expect(row.holder.name).toBe(near.name);
    const accepts = (await house.file(id)).timeline.filter(({ type }) => type === "CrewAccepted");
    expect(accepts).toHaveLength(2);
    await finish(id);
  });

  test("a person forbids it with a reason, and asks one beside by hand", async () => {
    await sql`update rescue.setting set value = 60 where name = 'secondCrewGainMinutes'`.execute(db());
    await sql`update rescue.setting set value = 1 where name = 'secondCrewLateShare'`.execute(db());
    const { id } = await alarm();
    await desk(id, "second-crew", { allowed: false, reason: "现场只容一组" });
    await tell(own, askOf(await rowOf(id), own).askId, "accept");
    // After 15 minutes one would be asked whatever the odds say.
    for (let n = 0; n < 17; n += 1) await house.forward(minutes(1));
    expect(await rowOf(id)).toMatchObject({ secondCrewForbidden: true, asks: [{ crewId: own.crewId }] });
    const wish = { crewId: near.crewId, reason: "路上严重拥堵" };
    await desk(id, "ask-beside", wish);
    const row = await rowOf(id);
    expect(row.asks).toMatchObject([
      { crewId: own.crewId, status: "accepted" },
      { crewId: near.crewId, status: "asked", why: { rule: "dispatcher", reason: "路上严重拥堵" } },
    ]);
    await expect(desk(id, "ask-beside", wish)).rejects.toMatchObject({ code: "RESCUE_CREW_ALREADY_ASKED" });
    await tell(near, askOf(row, near).askId, "accept");
    expect((await rowOf(id)).asks.map(({ status }) => status)).toEqual(["accepted", "accepted"]);
    await finish(id);
  });

  test("with the switch off nobody is asked beside", async () => {
    await sql`update rescue.setting set value = 0 where name = 'secondCrew'`.execute(db());
    const { id } = await alarm();
    await tell(own, askOf(await rowOf(id), own).askId, "accept");
    for (let n = 0; n < 17; n += 1) await house.forward(minutes(1));
    expect((await rowOf(id)).asks).toHaveLength(1);
    expect(await weighings(id)).toEqual([]);
    await finish(id);
  });
});
