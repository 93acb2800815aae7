import { expect, test } from "vitest";
import { escalatorStateBody, liftStateBody } from "../../src/rooms/devices/contract.ts";
import { createDraws } from "../draws.ts";
import { type Car, escalatorFrame, free, liftFrame, newCar, stepCar, trap } from "./car-state.ts";

const draws = createDraws(3);
const floors = ["-1", "1", "2", "3", "4", "5", "6"];
const start = 1_800_000_000_000;
const car = newCar({ key: "a", floors, passengerSensor: true, ratedSpeed: 1 }, draws, start);

/** The car through an hour, second by second. */
function hour(from: Car): Car[] {
  const all = [from];
  for (let s = 1; s < 3_600; s += 1) all.push(stepCar(all[s - 1] ?? from, start + s * 1_000, draws, 60_000));
  return all;
}

test("a car travels through all its states and says so in frames that the interface takes", () => {
  const seen = hour(car);
  expect(new Set(seen.map((each) => each.state.status))).toEqual(new Set(["resting", "boarding", "moving", "leaving"]));
  seen.forEach((each, s) => {
    const frame = liftFrame(each, start + s * 1_000, s);
    liftStateBody.parse(frame);
    expect(floors).toContain(frame.carPosition);
    expect(frame.carStatus === 1).toBe(!frame.doorZone);
    expect(Math.abs(frame.speed)).toBe(frame.carStatus);
  });
});

test("the same draws give the same journeys", () => {
  expect(hour(car)).toEqual(hour(car));
});

test("a trapped car stays so until it is freed", () => {
  const stuck = trap(car, start, false);
  expect(hour(stuck).at(-1)).toEqual(stuck);
  expect(liftFrame(stuck, start, 1)).toMatchObject({
    carStatus: 0,
    doorZone: false,
    doorStatus: 2,
    passengerPresent: true,
  });
  const out = free(stuck, start, 30_000);
  expect(liftFrame(out, start, 2)).toMatchObject({
    carStatus: 0,
    doorZone: true,
    doorStatus: 4,
    passengerPresent: false,
  });
  expect(stepCar(out, start + 31_000, draws, 60_000).state.status).toBe("resting");
});

test("an escalator's frame is one", () => {
  for (let m = 0; m < 60; m += 1) escalatorStateBody.parse(escalatorFrame("e", start + m * 60_000, m, draws));
});
