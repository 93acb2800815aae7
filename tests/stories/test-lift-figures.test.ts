import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { deviceList } from "../../src/rooms/devices/contract.ts";
import { numbers } from "../../src/rooms/rescue/contract.ts";
import { eventually, type House, must, startHouse } from "../support/house.ts";

/** What a device tells of a lift in a maker's test tower calls a crew, and is nobody's figure. */
let house: House;
beforeAll(async () => {
  house = await startHouse();
});

const counted = async (): Promise<number> => {
  const { counts } = await house.admin.get(`/api/v1/numbers?from=0&to=${house.clock.now() + 1}`, numbers);
  return must(
    counts.find(({ metric }) => metric === "by-device"),
    "by device",
  ).value;
};

test("a test lift's alarm is a rescue like any other, and in no figure; once the mark is gone it counts", async () => {
  const lift = house.lift(0);
  const device = await house.device(lift.registerCode);
  const { devices } = await house.admin.get("/api/v1/devices", deviceList);
  const { id } = must(
    devices.find(({ liftId }) => liftId === lift.id),
    "device",
  );
  const mark = (on: boolean) => house.admin.post(`/api/v1/devices/${id}/test`, { on }, z.looseObject({}));
  const alarm = async (event: string): Promise<void> => {
    const at = house.clock.now();
    await device.send("event", { id: event, at, code: "entrapment", phase: "raised" });
    await eventually(async () => (await house.incidents())[0], "incident");
  };
  await mark(true);
  house.clock.forward(1_000);
  await alarm("trap-1");
  const [first] = await house.incidents();
  expect(first).toMatchObject({ liftId: lift.id, source: "device" });
  expect(await counted()).toBe(0);
  const { id: incidentId } = must(first, "incident");
  const key = "00000000-0000-4000-8000-000000000001";
  await house.admin.post(`/api/v1/incidents/${incidentId}/false-alarm`, { key, reason: "试验" }, z.looseObject({}));
  house.clock.forward(60_000);
  await mark(false);
  house.clock.forward(60_000);
  await device.send("event", {
    id: "trap-1-over",
    at: house.clock.now(),
    code: "entrapment",
    phase: "cleared",
    clears: "trap-1",
  });
  await alarm("trap-2");
  expect(await counted()).toBe(1);
});
