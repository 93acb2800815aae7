import { chinaDay } from "../../../kernel/china-time.ts";
import type { Instant } from "../../../kernel/clock.ts";
import { type DeviceState, newDevice } from "../model/device-state.ts";
import type { Phase } from "../model/entrapment.ts";
import type { StateReading } from "../model/reading.ts";
import { createFaultMemory, type FaultMemory } from "./fault-memory.ts";
import type { Heard } from "./heard.ts";

/**
 * The present of every lift, as arrays by its small number: some hundred and forty bytes a lift, where objects took many times that. What is the
 * same for nearly all (no fault, no press, an idle detector) is one object that all share. A state is made an object again when its lift speaks.
 */
export type TwinMemory = {
  /** Room for numbers up to this one at once: growing step by step leaves holes in memory that are not given back. */
  readonly reserve: (no: number) => void;
  readonly read: (no: number) => DeviceState;
  readonly write: (no: number, state: DeviceState) => void;
  /** Where its entrapment's detector stands; the same object as long as it stands there. */
  readonly phaseOf: (no: number) => Phase;
  readonly heardOf: (no: number) => Heard;
  readonly heardAt: (no: number) => Instant;
  readonly hear: (no: number, frame: HeardFrame) => void;
  /** When a frame of it came by HTTP last, to the second; 0: never. */
  readonly pushedAt: (no: number) => Instant;
  readonly setHeard: (no: number, heard: Heard) => void;
};

export type HeardFrame = {
  readonly receivedAt: Instant;
  readonly taken: boolean;
  /** It came by HTTP, so that no connection tells whether its device is there. */
  readonly pushed: boolean;
};

const numbers = ["at", "receivedAt", "clockRightAt", "freeAt", "seq", "speed", "heardAt"] as const;
type Arrays = {
  size: number;
  /** Undefined is not-a-number; of a lift without a state `at` is, as everything is 0 at first. */
  readonly number: { [name in (typeof numbers)[number]]: Float64Array };
  bits: Uint32Array;
  frames: Uint32Array;
  refused: Uint32Array;
  /** Seconds. */
  pushed: Uint32Array;
  floor: (string | undefined)[];
  phase: (Phase | undefined)[];
  readonly faults: FaultMemory;
  presses: (DeviceState["presses"] | undefined)[];
};

const hasCar = 1;
const clockOff = 2;
const escalator = 4;
const moving = 8;
const doorZone = 16;
const powerLost = 32;
/** Two bits each: 0 undefined, 1 false, 2 true. */
const closedShift = 6;
const passengerShift = 8;
const overloadShift = 10;
const hasOrder = 1 << 12;
const directionShift = 13;
const doorShift = 16;
const modeShift = 24;
const byteMax = 255;
const directions = ["none", "up", "down"] as const;

const roomAhead = 1_024;

export function createTwinMemory(): TwinMemory {
  const arrays: Arrays = {
    size: 0,
    number: Object.fromEntries(numbers.map((name) => [name, new Float64Array(0)])) as Arrays["number"],
    bits: new Uint32Array(0),
    frames: new Uint32Array(0),
    refused: new Uint32Array(0),
    pushed: new Uint32Array(0),
    floor: [],
    phase: [],
    faults: createFaultMemory(),
    presses: [],
  };
  const names = new Map<string, string>();
  const room = (no: number): void => {
    if (no >= arrays.size) grow(arrays, no);
  };
  const heardAt = (no: number): Instant => arrays.number.heardAt[no] ?? 0;
  const heardOf = (no: number): Heard => ({
    at: heardAt(no),
    frames: arrays.frames[no] ?? 0,
    refused: arrays.refused[no] ?? 0,
  });
  return {
    reserve: room,
    read: (no) => readState(arrays, no),
    write: (no, state) => {
      room(no);
      writeState(arrays, no, state, shared(names, state.car?.carPosition ?? ""));
    },
    phaseOf: (no) => arrays.phase[no] ?? newDevice.entrapment.phase,
    heardOf,
    heardAt,
    setHeard: (no, { at, frames, refused }) => {
      room(no);
      arrays.number.heardAt[no] = at;
      arrays.frames[no] = frames;
      arrays.refused[no] = refused;
    },
    hear: (no, { receivedAt, taken, pushed }) => {
      room(no);
      if (pushed) arrays.pushed[no] = receivedAt / 1_000;
      const isNewDay = chinaDay(heardAt(no)) !== chinaDay(receivedAt);
      arrays.number.heardAt[no] = receivedAt;
      arrays.frames[no] = (isNewDay ? 0 : (arrays.frames[no] ?? 0)) + 1;
      arrays.refused[no] = (isNewDay ? 0 : (arrays.refused[no] ?? 0)) + (taken ? 0 : 1);
    },
    pushedAt: (no) => (arrays.pushed[no] ?? 0) * 1_000,
  };
}

/** An eighth more at a time. */
function grow(arrays: Arrays, no: number): void {
  const size = no + 1 + Math.max(roomAhead, no >> 3);
  for (const name of numbers) {
    const larger = new Float64Array(size);
    larger.set(arrays.number[name]);
    arrays.number[name] = larger;
  }
  for (const name of ["bits", "frames", "refused", "pushed"] as const) {
    const larger = new Uint32Array(size);
    larger.set(arrays[name]);
    arrays[name] = larger;
  }
  // Filled one after the other: an array that is written far behind its end would become a slow table.
  for (const name of ["floor", "phase", "presses"] as const)
    while (arrays[name].length < size) arrays[name].push(undefined);
  arrays.faults.grow(size);
  arrays.size = size;
}

const namesMax = 4_096;

/** One text for all lifts that stand at a floor of this name; whoever invents thousands keeps his own. */
function shared(names: Map<string, string>, name: string): string {
  const known = names.get(name);
  if (known !== undefined) return known;
  if (names.size < namesMax) names.set(name, name);
  return name;
}

const three = (value: boolean | undefined): number => (value === undefined ? 0 : value ? 2 : 1);
const orUndefined = (value: number | undefined): number | undefined =>
  value === undefined || Number.isNaN(value) ? undefined : value;
const threeOf = (bits: number, shift: number): boolean | undefined => {
  const value = (bits >> shift) & 3;
  return value === 0 ? undefined : value === 2;
};

function writeState(arrays: Arrays, no: number, { order, car, ...state }: DeviceState, floor: string): void {
  const { number } = arrays;
  number.receivedAt[no] = state.carReceivedAt ?? Number.NaN;
  number.clockRightAt[no] = order.clockRightAt ?? Number.NaN;
  number.freeAt[no] = state.entrapment.freeAt ?? Number.NaN;
  number.at[no] = car?.at ?? Number.NaN;
  number.seq[no] = car?.seq ?? Number.NaN;
  number.speed[no] = car?.speed ?? Number.NaN;
  arrays.floor[no] = floor;
  arrays.phase[no] = state.entrapment.phase;
  arrays.faults.write(no, state.faults);
  arrays.presses[no] = state.presses;
  arrays.bits[no] = hasOrder | (order.clockOff ? clockOff : 0) | (car === undefined ? 0 : bitsOf(car));
}

function bitsOf(car: StateReading): number {
  return (
    (hasCar |
      (car.isEscalator ? escalator : 0) |
      (car.moving ? moving : 0) |
      (car.doorZone ? doorZone : 0) |
      (car.powerLost ? powerLost : 0) |
      (three(car.doorClosed) << closedShift) |
      (three(car.passengerPresent) << passengerShift) |
      (three(car.overload) << overloadShift) |
      (directions.indexOf(car.direction) << directionShift) |
      ((car.doorStatus & byteMax) << doorShift) |
      ((car.serviceMode & byteMax) << modeShift)) >>>
    0
  );
}

/** The order's newest reading is the car's: nothing else moves either (model/device-state.ts). */
function readState(arrays: Arrays, no: number): DeviceState {
  const bits = arrays.bits[no] ?? 0;
  if ((bits & hasOrder) === 0) return newDevice;
  const { number } = arrays;
  const car = (bits & hasCar) === 0 ? undefined : readCar(arrays, no, bits);
  const receivedAt = orUndefined(number.receivedAt[no]);
  return {
    order: {
      newestAt: car?.at,
      newestSeq: car?.seq,
      newestReceivedAt: receivedAt ?? 0,
      clockOff: (bits & clockOff) !== 0,
      clockRightAt: orUndefined(number.clockRightAt[no]),
    },
    car,
    carReceivedAt: receivedAt,
    entrapment: { phase: arrays.phase[no] ?? newDevice.entrapment.phase, freeAt: orUndefined(number.freeAt[no]) },
    faults: arrays.faults.read(no),
    presses: arrays.presses[no] ?? newDevice.presses,
  };
}

const readCar = (arrays: Arrays, no: number, bits: number): StateReading => ({
  kind: "state",
  at: arrays.number.at[no] as number,
  seq: orUndefined(arrays.number.seq[no]),
  isEscalator: (bits & escalator) !== 0,
  serviceMode: bits >>> modeShift,
  moving: (bits & moving) !== 0,
  direction: directions[(bits >> directionShift) & 3] ?? "none",
  carPosition: arrays.floor[no] ?? "",
  doorStatus: (bits >> doorShift) & byteMax,
  doorClosed: threeOf(bits, closedShift),
  doorZone: (bits & doorZone) !== 0,
  passengerPresent: threeOf(bits, passengerShift),
  overload: threeOf(bits, overloadShift),
  powerLost: (bits & powerLost) !== 0,
  speed: orUndefined(arrays.number.speed[no]),
});
