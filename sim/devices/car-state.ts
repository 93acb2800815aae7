import type { Draws } from "../draws.ts";

/**
 * One simulated car, without clock or network. States and how each is left:
 * - resting: doors closed, nobody in it. Left for boarding when the next passenger comes.
 * - boarding: doors open at `floor`, the passenger gets in. Left for moving.
 * - moving: from floor to floor. Left for leaving at its goal, or for trapped by `trap`.
 * - leaving: doors open at the goal. Left for resting.
 * - trapped: stands between two floors with somebody inside. Left for freed by `free` only.
 * - freed: doors open, stopped for a check. Left for resting after its time.
 */
export type CarState =
  | { readonly status: "resting"; readonly floor: number; readonly until: number }
  | { readonly status: "boarding"; readonly floor: number; readonly to: number; readonly until: number }
  | { readonly status: "moving"; readonly from: number; readonly to: number; readonly since: number }
  | { readonly status: "leaving"; readonly floor: number; readonly until: number }
  | { readonly status: "trapped"; readonly floor: number; readonly powerLost: boolean }
  | { readonly status: "freed"; readonly floor: number; readonly until: number };

export type Car = {
  readonly key: string;
  readonly floors: readonly string[];
  readonly passengerSensor: boolean;
  /** m/s */
  readonly ratedSpeed: number;
  readonly state: CarState;
  /** How many trips it has begun; keys the draws of the next one. */
  readonly trips: number;
};

const doorMs = 6_000;
const floorMs = 2_200;
const fastest = 1.75;

export const newCar = (car: Omit<Car, "state" | "trips">, draws: Draws, now: number): Car => ({
  ...car,
  trips: 0,
  state: {
    status: "resting",
    floor: draws.int(0, car.floors.length - 1, car.key, "floor"),
    until: now + draws.between(2_000, 180_000, car.key, "first"),
  },
});

/** The car a moment later; the same object when nothing of note has happened. `restMs` is the mean time between trips. */
export function stepCar(car: Car, now: number, draws: Draws, restMs: number): Car {
  const { state } = car;
  switch (state.status) {
    case "resting": {
      if (now < state.until) return car;
      const to = goal(car, state.floor, draws);
      return {
        ...car,
        trips: car.trips + 1,
        state: { status: "boarding", floor: state.floor, to, until: now + doorMs },
      };
    }
    case "boarding":
      if (now < state.until) return car;
      return { ...car, state: { status: "moving", from: state.floor, to: state.to, since: now } };
    case "moving":
      if (now < state.since + travelMs(state)) return car;
      return { ...car, state: { status: "leaving", floor: state.to, until: now + doorMs } };
    case "leaving":
    case "freed": {
      if (now < state.until) return car;
      const rest = restMs * draws.between(0.3, 1.7, car.key, "rest", car.trips);
      return { ...car, state: { status: "resting", floor: state.floor, until: now + rest } };
    }
    case "trapped":
      return car;
  }
}

/** Residents go home and out: every second trip starts or ends at the entrance floor. */
function goal(car: Car, floor: number, draws: Draws): number {
  const entrance = Math.max(0, car.floors.indexOf("1"));
  const anywhere = draws.int(0, car.floors.length - 1, car.key, "to", car.trips);
  if (floor !== entrance && draws.chance(0.6, car.key, "out", car.trips)) return entrance;
  return anywhere === floor ? (floor + 1) % car.floors.length : anywhere;
}

const travelMs = ({ from, to }: { from: number; to: number }): number => Math.max(1, Math.abs(to - from)) * floorMs;

/** Where the car is now, as an index into its floors. */
export function floorAt(state: CarState, now: number): number {
  if (state.status !== "moving") return state.floor;
  const share = Math.min(1, Math.max(0, (now - state.since) / travelMs(state)));
  return Math.round(state.from + (state.to - state.from) * share);
}

/** It stops where it is, between two floors, with somebody in it. */
export const trap = (car: Car, now: number, powerLost: boolean): Car => ({
  ...car,
  state: { status: "trapped", floor: floorAt(car.state, now), powerLost },
});

/** The doors are open and people are out; it stays so for `checkMs`. */
export const free = (car: Car, now: number, checkMs: number): Car => ({
  ...car,
  state: { status: "freed", floor: floorAt(car.state, now), until: now + checkMs },
});

export type LiftFrame = {
  readonly at: number;
  readonly seq: number;
  readonly serviceMode: number;
  readonly carStatus: 0 | 1;
  readonly carDirection: 0 | 1 | 2;
  readonly doorZone: boolean;
  readonly carPosition: string;
  readonly doorStatus: number;
  readonly doorClosed: boolean;
  readonly passengerPresent?: boolean;
  readonly speed: number;
  readonly powerLost: boolean;
};

/** The `state` message of the unified interface. `seq` counts up over all messages of a device. */
export function liftFrame(car: Car, now: number, seq: number): LiftFrame {
  const { state } = car;
  const moving = state.status === "moving";
  const open = state.status === "boarding" || state.status === "leaving" || state.status === "freed";
  const direction = moving ? (state.to >= state.from ? 1 : 2) : 0;
  const speed = Math.min(fastest, car.ratedSpeed);
  const inside = moving || state.status === "trapped" || state.status === "boarding";
  return {
    at: now,
    seq,
    serviceMode: state.status === "freed" ? 0 : 1,
    carStatus: moving ? 1 : 0,
    carDirection: direction,
    doorZone: !moving && state.status !== "trapped",
    carPosition: car.floors[floorAt(state, now)] ?? "1",
    doorStatus: open ? 4 : 2,
    doorClosed: !open,
    ...(car.passengerSensor ? { passengerPresent: inside } : {}),
    speed: moving ? (direction === 1 ? speed : -speed) : 0,
    powerLost: state.status === "trapped" && state.powerLost,
  };
}

/** An escalator's `state`: it runs, and at times rests because nobody stands on it. */
export const escalatorFrame = (key: string, now: number, seq: number, draws: Draws) => {
  const minute = Math.floor(now / 60_000);
  const busy = draws.chance(0.7, key, "busy", minute);
  const up = draws.chance(0.5, key, "direction");
  return {
    at: now,
    seq,
    serviceMode: 1,
    runStatus: busy ? 1 : 0,
    runDirection: busy ? (up ? 1 : 3) : 0,
    speed: busy ? 0.5 : 0,
    passengerPresent: busy,
  };
};
