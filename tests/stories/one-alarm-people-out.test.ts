import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { minutes, seconds } from "../../src/kernel/clock.ts";
import { ledgerPage } from "../../src/rooms/lifts/contract.ts";
import {
  carAlarmReply,
  carPage,
  carProgress,
  done,
  incidentList,
  numbers,
  openReply,
} from "../../src/rooms/rescue/contract.ts";
import { eventually, type House, keyFor, must, type Phone, startHouse } from "../support/house.ts";

let house: House;
let phone: Phone;
const nothing = z.unknown();

beforeAll(async () => {
  house = await startHouse();
});

describe("one alarm, people out", () => {
  test("a device's own message becomes one incident, a crew frees, the ledger and the numbers hold it", async () => {
    const lift = house.lift(0);
    const [crewName] = await house.crewsOf(lift.maintenanceUnit, true);
    const position = must(lift.position, "position");
    phone = await house.phoneOf(must(crewName, "contracted crew"), { ...position, lat: position.lat + 0.02 });
    const device = await house.device(lift.registerCode);
    const trappedAt = house.clock.now();
    await device.send("event", { id: "e-1", at: trappedAt, code: "entrapment", phase: "raised" });
    const receipt = await eventually(() => device.received.find((each) => each.channel === "receipt"), "receipt");
    expect(receipt.body).toMatchObject({ id: "e-1", result: "stored" });
    await house.settle();

    const [incident] = await house.incidents();
    expect(incident).toMatchObject({ liftId: lift.id, source: "device", stage: "crew-asked", alarms: 1 });
    const ask = must(incident?.asks[0], "ask");
    expect(ask).toMatchObject({
      crewId: phone.crewId,
      level: 1,
      why: { rule: "contracted-unit", etaSource: "straight-line" },
    });
    const comfort = await eventually(() => device.received.find((each) => each.channel === "comfort"), "comfort");
    expect(comfort.body).toMatchObject({ action: "start", incidentNo: incident?.no });

    house.clock.forward(seconds(20));
    await phone.api.post(`/api/v1/field/asks/${ask.askId}/accept`, { key: keyFor("accept", 1) }, done);
    const told = await eventually(() => device.received.find((each) => each.body.etaMinutes !== undefined), "minutes");
    expect(told.body.action).toBe("update");
    house.clock.forward(minutes(5));
    await phone.api.post(
      `/api/v1/field/asks/${ask.askId}/arrived`,
      { key: keyFor("arrived", 1), position: lift.position },
      done,
    );
    house.clock.forward(minutes(3));
    await phone.api.post(
      `/api/v1/field/asks/${ask.askId}/freed`,
      { key: keyFor("freed", 1), count: 2, injured: 0, by: "crew" },
      done,
    );
    await eventually(() => device.received.find((each) => each.body.action === "stop"), "stop");
    await phone.api.post(
      `/api/v1/field/asks/${ask.askId}/secured`,
      { key: keyFor("secured", 1), state: "stopped" },
      done,
    );
    const closing = { key: keyFor("close", 1), cause: "301", method: "level-door", note: null };
    await phone.api.post(`/api/v1/field/asks/${ask.askId}/close`, closing, done);

    expect(await house.incidents("open")).toEqual([]);
    const file = await house.file(must(incident, "incident").id);
    expect(file.timeline.map((entry) => entry.type)).toEqual([
      "IncidentOpened",
      "UseUnitAsked",
      "CrewAsked",
      "CrewAccepted",
      "CrewArrived",
      "PeopleFreed",
      "LiftSecured",
      "IncidentClosed",
    ]);
    const ledger = await house.admin.get(`/api/v1/lifts/${lift.id}/ledger`, ledgerPage);
    expect(ledger.intact).toBe(true);
    expect(ledger.entries.map((entry) => entry.kind)).toEqual(
      expect.arrayContaining(["rescue-opened", "rescue-people-freed", "rescue-closed"]),
    );
    const counted = await house.admin.get(`/api/v1/numbers?from=${trappedAt - 1_000}&to=${house.clock.now()}`, numbers);
    const span = Object.fromEntries(counted.spans.map((each) => [each.metric, each.p50Seconds]));
    expect(span.arrival).toBeCloseTo(320, 0);
    expect(span.release).toBeCloseTo(180, 0);
    const opened = await house.admin.get(
      `/api/v1/incidents?state=all&metric=arrival&from=0&to=${house.clock.now()}`,
      incidentList,
    );
    expect(opened.incidents.map((each) => each.id)).toEqual([incident?.id]);
  });

  test("the use unit's duty phone is asked by voice and SMS at once, in the visible outbox", async () => {
    const [incident] = await house.incidents("closed");
    const file = await house.file(must(incident, "closed incident").id);
    const asked = file.notices.filter((notice) => notice.purpose === "use-unit-asked");
    expect(asked.map((notice) => notice.channel).sort()).toEqual(["sms", "voice"]);
    expect(asked.every((notice) => notice.askedAt === incident?.openedAt)).toBe(true);
  });

  test("an alarm repeated 100 times, then a call and the car's button: one incident", async () => {
    const lift = house.lift(1);
    const device = await house.device(lift.registerCode);
    const event = { id: "e-2", at: house.clock.now(), code: "entrapment", phase: "raised" };
    await Promise.all(Array.from({ length: 100 }, () => device.send("event", event)));
    await house.settle();
    const call = {
      key: keyFor("call", 2),
      liftId: lift.id,
      rescueCode: null,
      place: null,
      callerPhone: "000-5550",
      persons: 3,
      injured: null,
      vulnerable: false,
      note: null,
    };
    const dispatcher = await house.person("dispatcher-2", "dispatcher");
    const opened = await dispatcher.post("/api/v1/incidents", call, openReply);
    expect(opened.joined).toBe(true);
    const button = await house.admin.post(
      `/api/v1/public/lifts/${lift.rescueCode}/alarm`,
      { key: keyFor("car", 2), t: null },
      carAlarmReply,
    );
    const open = await house.incidents();
    expect(open).toHaveLength(1);
    expect(open[0]).toMatchObject({ alarms: 3, persons: 3 });
    const progress = await house.admin.get(`/api/v1/public/progress/${button.progressKey}`, carProgress);
    expect(progress.stage).toBe("heard");
    // The device, then the car, say free: a person is asked, nothing is closed.
    await device.send("event", {
      id: "e-2c",
      at: house.clock.now(),
      code: "entrapment",
      phase: "cleared",
      clears: "e-2",
    });
    await house.admin.post(`/api/v1/public/progress/${button.progressKey}/free`, { key: keyFor("out", 2) }, done);
    await house.settle();
    expect((await house.incidents())[0]).toMatchObject({ deviceSaysFree: true, carSaysFree: true, closedAt: null });
    const id = must(open[0], "incident").id;
    await dispatcher.post(
      `/api/v1/incidents/${id}/freed`,
      { key: keyFor("f", 2), count: 3, injured: 0, by: "themselves" },
      done,
    );
    await dispatcher.post(`/api/v1/incidents/${id}/secured`, { key: keyFor("s", 2), state: "running" }, done);
    await dispatcher.post(
      `/api/v1/incidents/${id}/close`,
      { key: keyFor("c", 2), cause: "700", method: null, note: null },
      done,
    );
    const file = await house.file(id);
    // The caller's telephone number is for who dispatches, and not in the stream.
    expect(file.phones.map((each) => each.phone)).toContain("000-5550");
    expect(JSON.stringify(file.timeline)).not.toContain("000-5550");
  });

  test("a code that names no lift still opens an incident, and the same code joins it", async () => {
    const page = await house.admin.get("/api/v1/public/lifts/000009", carPage);
    expect(page).toMatchObject({ known: false, place: null });
    const first = await house.admin.post(
      "/api/v1/public/lifts/000009/alarm",
      { key: keyFor("u", 1), t: null },
      carAlarmReply,
    );
    const second = await house.admin.post(
      "/api/v1/public/lifts/000009/alarm",
      { key: keyFor("u", 2), t: null },
      carAlarmReply,
    );
    // Each phone sees its own alarm.
    expect(second.progressKey).not.toBe(first.progressKey);
    await house.settle();
    const [incident] = await house.incidents();
    expect(incident).toMatchObject({ liftId: null, alarms: 2 });
    const reason = { key: keyFor("false", 1), reason: "核实无人" };
    await house.admin.post(`/api/v1/incidents/${must(incident, "incident").id}/false-alarm`, reason, done);
    expect(await house.incidents()).toEqual([]);
  });
});

describe("one emergency, one incident", () => {
  test("an alarm after the people are out is another emergency, also while the first waits to be closed", async () => {
    const lift = house.lift(4);
    const dispatcher = await house.person("dispatcher-4", "dispatcher");
    const call = {
      liftId: lift.id,
      rescueCode: null,
      place: null,
      callerPhone: "000-5554",
      persons: null,
      injured: null,
      vulnerable: false,
      note: null,
    };
    const first = await dispatcher.post("/api/v1/incidents", { ...call, key: keyFor("call", 4) }, openReply);
    await dispatcher.post(
      `/api/v1/incidents/${first.incidentId}/freed`,
      { key: keyFor("f", 4), count: 1, injured: 0, by: "use-unit" },
      done,
    );
    house.clock.forward(minutes(1));
    const device = await house.device(lift.registerCode);
    await device.send("event", { id: "e-4", at: house.clock.now(), code: "entrapment", phase: "raised" });
    await house.settle();
    const open = await house.incidents();
    expect(open.map((each) => each.stage).toSorted()).toEqual(["crew-asked", "freed"]);
    await closeAll(house);
  });

  test("an alarm that was handed on late joins the rescue that has freed them since", async () => {
    const lift = house.lift(5);
    const device = await house.device(lift.registerCode);
    // The fact is stored with the frame; its hand-over waits while the worker stands still.
    await house.running.platform.work.stop();
    await device.send("event", { id: "e-5", at: house.clock.now(), code: "entrapment", phase: "raised" });
    house.clock.forward(seconds(5));
    const button = await house.admin.post(
      `/api/v1/public/lifts/${lift.rescueCode}/alarm`,
      { key: keyFor("car", 5), t: null },
      carAlarmReply,
    );
    expect(button.progressKey).toBeTruthy();
    await closeAll(house);
    house.clock.forward(seconds(5));
    await house.running.platform.work.start();
    await house.settle();
    expect(await house.incidents()).toEqual([]);
    const all = (await house.incidents("all")).filter((each) => each.liftId === lift.id);
    expect(all).toHaveLength(1);
  });

  test("an event that a device could not send in time belongs to the rescue that freed them, if its clock is known to be right", async () => {
    const press = (n: number, key: string) =>
      house.admin.post(
        `/api/v1/public/lifts/${house.lift(n).rescueCode}/alarm`,
        { key: keyFor(key), t: null },
        carAlarmReply,
      );
    const car = { serviceMode: 1, carStatus: 0, carDirection: 0, doorZone: true, carPosition: "1", doorStatus: 4 };
    for (const [n, knownClock, incidents] of [
      [6, true, 1],
      [7, false, 2],
    ] as const) {
      const lift = house.lift(n);
      const device = await house.device(lift.registerCode);
      if (knownClock) await device.send("state", { at: house.clock.now(), ...car });
      const raised = house.clock.now();
      await press(n, `car-${n}`);
      house.clock.forward(seconds(20));
      await closeAll(house);
      house.clock.forward(seconds(5));
      await device.send("event", { id: `late-${n}`, at: raised, code: "alarm-button", phase: "raised" });
      await house.settle();
      expect((await house.incidents("all")).filter((each) => each.liftId === lift.id)).toHaveLength(incidents);
      await closeAll(house);
    }
  });
});

/** The desk ends every rescue that is open. */
async function closeAll(of: House): Promise<void> {
  for (const { id } of await of.incidents()) {
    await of.admin.post(
      `/api/v1/incidents/${id}/freed`,
      { key: keyFor(id, "f"), count: 1, injured: 0, by: "use-unit" },
      done,
    );
    await of.admin.post(`/api/v1/incidents/${id}/secured`, { key: keyFor(id, "s"), state: "running" }, done);
    await of.admin.post(
      `/api/v1/incidents/${id}/close`,
      { key: keyFor(id, "c"), cause: "700", method: null, note: null },
      done,
    );
  }
}

describe("clocks, with every screen closed", () => {
  test("silent → the next crew → level 2 → nobody: the desk is told, and told again", async () => {
    await phone.api.post("/api/v1/field/duty", { on: false, position: null }, nothing);
    const lift = house.lift(2);
    const first = must(
      (await house.crewsOf(lift.maintenanceUnit, true)).find((name) => name !== phone.name),
      "contracted crew",
    );
    await house.phoneOf(first, lift.position);
    const others = await house.crewsOf(lift.maintenanceUnit, false);
    const second = await house.phoneOf(
      must(
        others.find((name) => name !== phone.name),
        "other crew",
      ),
      lift.position,
    );
    await house.admin.post(
      `/api/v1/public/lifts/${lift.rescueCode}/alarm`,
      { key: keyFor("s", 1), t: null },
      carAlarmReply,
    );
    await house.settle();
    const asks = async () => (await house.incidents())[0]?.asks ?? [];
    const before = await asks();
    await house.forward(seconds(91));
    const after = await asks();
    expect(before.every((ask) => ask.status === "asked")).toBe(true);
    expect(after.map((ask) => ask.status)).toEqual(expect.arrayContaining(["overdue"]));
    await house.forward(seconds(91));
    const stages = (await house.incidents())[0];
    expect(stages?.level).toBe(2);
    for (let i = 0; i < 12; i += 1) await house.forward(seconds(91));
    const [late] = await house.incidents();
    expect(late?.closedAt).toBeNull();
    expect(late?.dueAt).not.toBeNull();
    expect(late?.asks.some((ask) => ask.crewId === second.crewId)).toBe(true);
    expect(late?.urgency).toBe("life");
    // A late acceptance is still welcome.
    const own = must(
      late?.asks.findLast((ask) => ask.crewId === second.crewId),
      "ask of the second crew",
    );
    await second.api.post(`/api/v1/field/asks/${own.askId}/accept`, { key: keyFor("late", 1) }, done);
    expect((await house.incidents())[0]).toMatchObject({ stage: "en-route", holder: { kind: "crew" } });
  });

  test("of two phones that accept at once exactly one has it, and the other hears why", async () => {
    // In a city that asks one crew at a time; two side by side: second-crew.test.ts.
    await sql`update rescue.setting set value = 0 where name = 'secondCrew'`.execute(
      house.running.platform.database.db,
    );
    const [incident] = await house.incidents();
    const id = must(incident, "incident").id;
    await house.admin.post(`/api/v1/incidents/${id}/false-alarm`, { key: keyFor("fa", 9), reason: "核实无人" }, done);
    const lift = house.lift(3);
    const opened = await house.admin.post(
      `/api/v1/public/lifts/${lift.rescueCode}/alarm`,
      { key: keyFor("two", 1), t: null },
      carAlarmReply,
    );
    expect(opened.progressKey).toBeTruthy();
    await house.settle();
    await house.forward(seconds(91));
    const asks = must((await house.incidents())[0], "incident").asks.slice(0, 2);
    expect(asks).toHaveLength(2);
    const current = must((await house.incidents())[0], "incident").id;
    const answers = await Promise.allSettled(
      asks.map((ask, i) =>
        house.admin.post(`/api/v1/incidents/${current}/asks/${ask.askId}/accept`, { key: keyFor("both", i) }, done),
      ),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual(["fulfilled", "rejected"]);
    const refused = answers.find((answer) => answer.status === "rejected");
    expect(String(refused?.reason)).toMatch(/RESCUE_ANOTHER_CREW_HOLDS|RESCUE_ASK_WITHDRAWN/);
    expect((await house.incidents())[0]?.asks.filter((ask) => ask.status === "accepted")).toHaveLength(1);
  });
});
