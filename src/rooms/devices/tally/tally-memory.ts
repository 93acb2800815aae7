import type { Instant } from "../../../kernel/clock.ts";
import type { ChangeRow, TallyRow } from "../contract/trips.ts";
import { buckets } from "../ingest/frame-chunk.ts";
import type { StateReading } from "../model/reading.ts";
import { newFloors } from "./floors.ts";
import { newPending, noteChange, noteTrip, type Pending } from "./pending.ts";

/**
 * What every lift has done in the hour that runs, and the trip it is on: arrays by its small number, some fifty bytes a lift, whatever
 * happens. A committed state changes a few numbers here and nothing else; rows are written by minutes (keep-tallies.ts).
 *
 * A lift is not known → standing ⇄ running. A trip begins and ends where `moving` changes, and is one where it ends at another floor (a car
 * that levels is none); between two standing states at different floors it was not seen. After a gap longer than `gapMaxMs` the lift is not
 * known again, and nothing is counted of the gap.
 */
export type TallyMemory = {
  size: number;
  /** The newest state's moment; 0: none. */
  at: Float64Array;
  /** Since when it runs; 0: it stands, or nobody saw it begin. */
  begun: Float64Array;
  /** Whole hours since 1970 of the hour that is counted. */
  hour: Uint32Array;
  marks: Uint16Array;
  floor: Uint16Array;
  from: Uint16Array;
  counts: { [name in CountName]: Uint32Array };
  readonly floors: ReturnType<typeof newFloors>;
  readonly pending: Pending[];
  /** Buckets whose memory must first be brought up from the database; what comes in for them is read there. */
  readonly behind: boolean[];
  /** Buckets that have changed since they were written. */
  readonly changed: boolean[];
};

export const countNames = ["trips", "occupied", "doors", "powerLosses", "runningMs", "otherModeMs", "states"] as const;
export type CountName = (typeof countNames)[number];

export const newTallyMemory = (): TallyMemory => ({
  size: 0,
  at: new Float64Array(0),
  begun: new Float64Array(0),
  hour: new Uint32Array(0),
  marks: new Uint16Array(0),
  floor: new Uint16Array(0),
  from: new Uint16Array(0),
  counts: Object.fromEntries(countNames.map((name) => [name, new Uint32Array(0)])) as TallyMemory["counts"],
  floors: newFloors(),
  pending: Array.from({ length: buckets }, newPending),
  behind: Array.from({ length: buckets }, () => true),
  changed: Array.from({ length: buckets }, () => false),
});

const roomAhead = 4_096;

/** Room for a device of this number. */
export function makeTallyRoom(memory: TallyMemory, no: number): void {
  if (no < memory.size) return;
  // An eighth more at a time: a fleet that comes in one by one must not copy everything for each.
  const size = no + 1 + Math.max(roomAhead, memory.size >> 3);
  const grow = <T extends Float64Array | Uint32Array | Uint16Array>(larger: T, array: T): T => {
    larger.set(array);
    return larger;
  };
  memory.at = grow(new Float64Array(size), memory.at);
  memory.begun = grow(new Float64Array(size), memory.begun);
  memory.hour = grow(new Uint32Array(size), memory.hour);
  for (const name of ["marks", "floor", "from"] as const) memory[name] = grow(new Uint16Array(size), memory[name]);
  for (const name of countNames) memory.counts[name] = grow(new Uint32Array(size), memory.counts[name]);
  memory.size = size;
}

export const hourMs = 3_600_000;
/** Silence after which nobody knows what the lift did meanwhile. */
const gapMaxMs = 300_000;

const known = 1;
const moving = 2;
const doorOpen = 4;
const powerLost = 8;
const overload = 16;
const sensor = 32;
const occupied = 64;
/** The service mode stands in the three bits above 256. */
const modeShift = 8;
/** What a change of is a row: service mode, power, overload. */
const condition = powerLost | overload | (7 << modeShift);
const normalMode = 1;

/** What a trip says of itself. */
export const tripMarks = { sensor: 1, occupied: 2, overload: 4, unseen: 8, otherMode: 16, escalator: 32 } as const;

function marksOf(car: StateReading): number {
  const { doorStatus: door } = car;
  return (
    known |
    (car.moving ? moving : 0) |
    (door === 3 || door === 4 || door === 6 ? doorOpen : 0) |
    (car.powerLost ? powerLost : 0) |
    (car.overload === true ? overload : 0) |
    (car.passengerPresent === undefined ? 0 : sensor) |
    ((car.serviceMode & 7) << modeShift)
  );
}

/** One committed state in order; `at` is the moment to reckon with. Runs for every frame of a city. */
export function takeState(memory: TallyMemory, no: number, car: StateReading, at: Instant): void {
  makeTallyRoom(memory, no);
  memory.changed[no % buckets] = true;
  turnHour(memory, no, at);
  const { counts } = memory;
  const before = memory.marks[no] as number;
  const gap = at - (memory.at[no] as number);
  const now = marksOf(car);
  const floor = memory.floors.idOf(car.carPosition);
  (counts.states[no] as number) += 1;
  let inside = car.passengerPresent === true ? occupied : 0;
  if ((before & known) === 0 || gap < 0 || gap > gapMaxMs) memory.begun[no] = 0;
  else {
    if ((before & moving) !== 0) (counts.runningMs[no] as number) += gap;
    if (before >> modeShift !== normalMode) (counts.otherModeMs[no] as number) += gap;
    if ((now & doorOpen & ~before) !== 0) (counts.doors[no] as number) += 1;
    if ((now & powerLost & ~before) !== 0) (counts.powerLosses[no] as number) += 1;
    if ((now & moving & ~before) !== 0) {
      memory.begun[no] = at;
      memory.from[no] = memory.floor[no] as number;
    } else {
      if ((before & moving) !== 0) inside |= before & occupied;
      if ((now & moving) === 0) endTrip(memory, no, { before: before | inside, car, floor, at });
    }
  }
  if ((before & known) === 0 || ((now ^ before) & condition) !== 0) noteChange(memory.pending, { no, at, marks: now });
  memory.at[no] = at;
  memory.floor[no] = floor;
  memory.marks[no] = now | inside;
}

type End = { readonly before: number; readonly car: StateReading; readonly floor: number; readonly at: Instant };

function endTrip(memory: TallyMemory, no: number, { before, car, floor, at }: End): void {
  const wasMoving = (before & moving) !== 0;
  const begun = wasMoving ? (memory.begun[no] as number) : (memory.at[no] as number);
  const from = wasMoving ? (memory.from[no] as number) : (memory.floor[no] as number);
  memory.begun[no] = 0;
  if (begun === 0 || (car.isEscalator ? !wasMoving : floor === from)) return;
  const { counts } = memory;
  (counts.trips[no] as number) += 1;
  if ((before & occupied) !== 0) (counts.occupied[no] as number) += 1;
  const marks =
    ((before & sensor) === 0 ? 0 : tripMarks.sensor) |
    ((before & occupied) === 0 ? 0 : tripMarks.occupied) |
    ((before & overload) === 0 ? 0 : tripMarks.overload) |
    (wasMoving ? 0 : tripMarks.unseen) |
    (car.serviceMode === normalMode ? 0 : tripMarks.otherMode) |
    (car.isEscalator ? tripMarks.escalator : 0);
  noteTrip(memory.pending, { no, begun, ended: at, from, to: floor, marks });
}

/** A lift whose clock goes back counts on in the hour that it has begun. */
function turnHour(memory: TallyMemory, no: number, at: Instant): void {
  const hour = Math.floor(at / hourMs);
  if (hour <= (memory.hour[no] as number)) return;
  closeHour(memory, no);
  memory.hour[no] = hour;
}

/** The hour's counts become a row to be written, and begin anew. */
export function closeHour(memory: TallyMemory, no: number): void {
  const { counts, pending } = memory;
  memory.changed[no % buckets] = true;
  if ((counts.states[no] as number) > 0) {
    const row = pending[no % buckets]?.hours;
    row?.push(memory.hour[no] as number, no);
    for (const name of countNames) row?.push(counts[name][no] as number);
  }
  for (const name of countNames) counts[name][no] = 0;
}

/** Forgets a bucket: it is brought up anew from the database. */
export function forgetBucket(memory: TallyMemory, bucket: number): void {
  memory.behind[bucket] = true;
  memory.pending[bucket] = newPending();
  for (let no = bucket; no < memory.size; no += buckets) {
    for (const name of ["at", "begun", "hour", "marks", "floor", "from"] as const) memory[name][no] = 0;
    for (const name of countNames) memory.counts[name][no] = 0;
  }
}

/** The hour that runs of one lift, as far as it goes; undefined where it was not heard in it. */
export function currentHour({ size, hour, counts }: TallyMemory, no: number): TallyRow | undefined {
  if (no >= size || counts.states[no] === 0) return undefined;
  const count = (name: CountName): number => counts[name][no] ?? 0;
  return {
    at: (hour[no] ?? 0) * hourMs,
    trips: count("trips"),
    occupied: count("occupied"),
    doors: count("doors"),
    runningSeconds: Math.round(count("runningMs") / 1_000),
    otherModeSeconds: Math.round(count("otherModeMs") / 1_000),
    powerLosses: count("powerLosses"),
    faults: 0,
  };
}

/** What a change's marks say. */
export const changeOf = ({ at, marks }: { readonly at: Instant; readonly marks: number }): ChangeRow => ({
  at,
  serviceMode: (marks >> modeShift) & 7,
  powerLost: (marks & powerLost) !== 0,
  overload: (marks & overload) !== 0,
});
