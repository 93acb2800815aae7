import { sql } from "kysely";
import { expect, test } from "vitest";
import { eventsOf } from "../../sim/people/live-client.ts";
import { seconds } from "../../src/kernel/clock.ts";
import { type CrewTask, done, openReply } from "../../src/rooms/rescue/contract.ts";
import { eventually, keyFor, must, type Phone, startHouse } from "../support/house.ts";

/** The task as the phone is shown it. */
async function taskOf(phone: Phone): Promise<CrewTask | undefined> {
  const stop = new AbortController();
  const request = { headers: phone.api.headers(), signal: stop.signal };
  const reply = await fetch(`${phone.api.http}/api/v1/live?topics=crew`, request);
  try {
    for await (const event of eventsOf(must(reply.body, "body")))
      if (event.name === "snapshot") return (JSON.parse(event.data) as { rows: CrewTask[] }).rows[0];
  } finally {
    stop.abort();
  }
  return undefined;
}

test("who has accepted is told entrance, machine room, key and what the lift said last; who was only asked is not", async () => {
  const house = await startHouse();
  const lift = house.lift(0);
  const [name] = await house.crewsOf(lift.maintenanceUnit, true);
  const phone = await house.phoneOf(must(name, "crew"), lift.position);
  await sql`update lifts.lift set access_note = '东门进，左转', machine_room = '屋顶，走消防梯', key_place = '物业前台'
    where id = ${lift.id}`.execute(house.running.platform.database.db);
  const device = await house.device(lift.registerCode);
  const car = { serviceMode: 1, carStatus: 0, carDirection: 0, doorZone: false, carPosition: "7", doorStatus: 2 };
  const state = { at: house.clock.now(), ...car, passengerPresent: true };
  await device.send("state", state);
  const call = { rescueCode: null, place: null, callerPhone: null, persons: 1, injured: null, vulnerable: false };
  const sent = { ...call, note: null, key: keyFor("at-the-lift", 1), liftId: lift.id };
  const { incidentId } = await house.admin.post("/api/v1/incidents", sent, openReply);
  await house.settle();
  expect(await taskOf(phone)).toMatchObject({ status: "asked", atTheLift: null });
  const ask = must((await house.file(incidentId)).incident.asks[0], "ask");
  await house.forward(seconds(5));
  await phone.api.post(`/api/v1/field/asks/${ask.askId}/accept`, { key: keyFor("at-the-lift", 2) }, done);
  const shown = await eventually(async () => {
    const task = await taskOf(phone);
    return task?.atTheLift?.lastReported == null ? undefined : task;
  }, "what the lift said");
  expect(shown.atTheLift).toEqual({
    accessNote: "东门进，左转",
    machineRoom: "屋顶，走消防梯",
    keyPlace: "物业前台",
    liftKind: lift.kind,
    lastReported: {
      at: state.at,
      connected: true,
      floor: "7",
      levelled: false,
      doorStatus: 2,
      passengerPresent: true,
      powerLost: false,
    },
  });
});
