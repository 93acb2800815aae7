import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { minutes, seconds } from "../../src/kernel/clock.ts";
import { done, openReply } from "../../src/rooms/rescue/contract.ts";
import type { Unfolded } from "../../tools/sp/rescue-replay/unfold.ts";
import { type House, must, startHouse } from "../support/house.ts";
import { jsonOf, sp } from "../support/sp.ts";

/** `sp rescue replay` tells an incident as its page does, with what was known at each moment. */
let house: House;
let desk: Awaited<ReturnType<House["person"]>>;
beforeAll(async () => {
  house = await startHouse({ lifts: 40 });
  desk = await house.person("dispatcher-replay", "dispatcher");
}, 120_000);

const replay = (...args: string[]) => sp(["rescue", "replay", ...args], { SP_DATA_DIR: house.database.dataDir });
const unfolded = async (which: string) => jsonOf<Unfolded>(await replay(which, "--json"));

async function call(place: { lift: number } | { words: string }): Promise<string> {
  const where =
    "lift" in place ? { liftId: house.lift(place.lift).id, place: null } : { liftId: null, place: place.words };
  const rest = { rescueCode: null, callerPhone: "000-5501", persons: 2, injured: null, vulnerable: false, note: null };
  return (await desk.post("/api/v1/incidents", { key: randomUUID(), ...where, ...rest }, openReply)).incidentId;
}

/** What the page shows, by the view it reads; the fixed order and figures that the replay must have. */
async function sameAsPage(id: string, told: Unfolded): Promise<void> {
  const { incident, timeline } = await house.file(id);
  expect(told.steps.map(({ version, type, knownAt }) => [version, type, knownAt])).toEqual(
    timeline.map(({ version, type, at }) => [version, type, at]),
  );
  const last = must(told.steps.at(-1), "last step").known;
  expect(
    last.crews.map(({ askId, status, expectedAt, arriveBy, etaSeconds }) => [
      askId,
      status,
      expectedAt,
      arriveBy,
      etaSeconds,
    ]),
  ).toEqual(
    incident.asks.map((ask) => [ask.askId, ask.status, ask.expectedAt, ask.arriveBy, Math.round(ask.why.etaSeconds)]),
  );
  expect(last.closed).toBe(incident.closedAt !== null);
}

describe("an incident is replayed", () => {
  test("a closed one: who was asked, refused, accepted, where and by when; the page stands alone", async () => {
    const lift = house.lift(0);
    const [first = "", second = ""] = await house.crewsOf(lift.maintenanceUnit, true);
    const near = must(lift.position, "position");
    const at = { lat: near.lat + 0.01, lon: near.lon };
    const crews = [await house.phoneOf(first, at), ...(second === "" ? [] : [await house.phoneOf(second, at)])];
    const id = await call({ lift: 0 });
    await house.settle();
    const ask = must((await house.file(id)).incident.asks[0], "ask");
    const crew = must(
      crews.find(({ crewId }) => crewId === ask.crewId),
      "crew",
    );
    await house.forward(seconds(20));
    await crew.api.post(`/api/v1/field/asks/${ask.askId}/accept`, { key: randomUUID() }, done);
    await house.forward(minutes(4));
    await crew.api.post(`/api/v1/field/asks/${ask.askId}/arrived`, { key: randomUUID(), position: near }, done);
    await house.forward(minutes(6));
    const freed = { key: randomUUID(), count: 2, injured: 0, by: "crew" };
    await crew.api.post(`/api/v1/field/asks/${ask.askId}/freed`, freed, done);
    await crew.api.post(`/api/v1/field/asks/${ask.askId}/secured`, { key: randomUUID(), state: "stopped" }, done);
    const close = { key: randomUUID(), cause: "201", method: "level-door", note: null };
    await crew.api.post(`/api/v1/field/asks/${ask.askId}/close`, close, done);
    const { incident } = await house.file(id);

    const told = await unfolded(incident.no);
    expect(told.id).toBe(id);
    await sameAsPage(id, told);
    const step = (type: string) =>
      must(
        told.steps.find((each) => each.type === type),
        type,
      );
    expect(step("CrewAsked").known.crews[0]).toMatchObject({ status: "asked", from: at, expectedAt: null });
    expect(step("CrewAccepted").known.crews[0]).toMatchObject({ status: "accepted", arrivedPosition: null });
    expect(step("CrewArrived").known.crews[0]).toMatchObject({ status: "arrived", arrivedPosition: near });
    expect(step("CrewArrived").known.freed).toBe(false);
    expect(step("PeopleFreed").text).toEqual({ zh: "已解救 2 人，由救援组", en: "2 freed, by crew" });

    const file = join(house.database.dataDir, "replay.html");
    const { code, out } = await replay(id, "--html", file);
    expect(code).toBe(0);
    const china = new Date(incident.openedAt + 8 * 3_600_000).toISOString().slice(11, 19);
    expect(out).toContain(`${china}  +00:00`);
    expect(out).toContain("赶赴中 en route");
    const page = readFileSync(file, "utf8");
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/\b(src|href)=|@import|url\(|fetch\(/);
    expect(page + out).not.toContain("000-5501");
  });

  test("a joined one says where it went on, and the other what was joined to it", async () => {
    const into = await call({ lift: 3 });
    const from = await call({ words: "三号楼左边那部" });
    await house.settle();
    await desk.post(`/api/v1/incidents/${from}/merge`, { key: randomUUID(), into, reason: "同一台电梯" }, done);
    const [gone, whole] = [await unfolded(from), await unfolded(into)];
    await sameAsPage(from, gone);
    await sameAsPage(into, whole);
    expect(gone.mergedInto).toBe(whole.no);
    expect(whole.joined).toEqual([gone.no]);
    expect((await replay(gone.no)).out).toContain(`已并入 joined to ${whole.no}`);
  });

  test("an unknown number, id or word is one clear sentence", async () => {
    expect(await replay("20200101-0001")).toMatchObject({
      code: 1,
      out: "",
      err: "没有警情 20200101-0001。 There is no incident 20200101-0001.\n",
    });
    expect((await replay("abc")).err).toContain('"abc" is no incident\'s number');
    const unknown = await replay(randomUUID());
    expect([unknown.code, unknown.err.trim().split("\n").length]).toEqual([1, 1]);
    expect(unknown.err).toContain("RESCUE_UNKNOWN");
  });
});
