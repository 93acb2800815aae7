import { beforeAll, expect, test } from "vitest";
import { type House, must, startHouse } from "../support/house.ts";

let house: House;
beforeAll(async () => {
  house = await startHouse();
});

const landing = { serviceMode: 1, carStatus: 0, carDirection: 0, doorZone: true, carPosition: "1" };

test("a press that looks like abuse opens an incident like any other, and its file says the doubt", async () => {
  const lift = house.lift(0);
  const device = await house.device(lift.registerCode);
  await device.send("state", { at: house.clock.now(), ...landing, doorStatus: 4 });
  await device.send("event", { id: "p", at: house.clock.now(), code: "alarm-button", phase: "raised" });
  await house.settle();
  const [incident, ...others] = await house.incidents("open");
  expect(others).toEqual([]);
  expect(incident).toMatchObject({ liftId: lift.id, source: "device" });
  const { timeline } = await house.file(must(incident, "incident").id);
  const [note] = timeline.filter(({ type }) => type === "NoteAdded");
  expect(note?.data).toMatchObject({ text: expect.stringContaining("doors stood open at a landing") });
});

test("a press behind closed doors has no such note", async () => {
  const lift = house.lift(3);
  const device = await house.device(lift.registerCode);
  await device.send("state", { at: house.clock.now(), ...landing, doorStatus: 2 });
  await device.send("event", { id: "p", at: house.clock.now(), code: "alarm-button", phase: "raised" });
  await house.settle();
  const incident = (await house.incidents("open")).find(({ liftId }) => liftId === lift.id);
  const { timeline } = await house.file(must(incident, "incident").id);
  expect(timeline.map(({ type }) => type)).not.toContain("NoteAdded");
});
