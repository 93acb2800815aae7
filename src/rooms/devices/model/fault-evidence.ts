import { type Instant, seconds } from "../../../kernel/clock.ts";
import type { DetectionSettings } from "./detection-settings.ts";
import { bitOf } from "./fault-kinds.ts";
import type { StateReading } from "./reading.ts";

/**
 * What a state shows, and what it disproves, as bits by kind (fault-kinds.ts). Numbers, because this runs for every frame of
 * a city and nearly always comes to 0.
 */
const outside = bitOf("stop-outside-door-zone");
const reversal = bitOf("repeated-door-reversal");
const openedMoving = bitOf("door-open-moving");
const movedOpen = bitOf("moving-door-open");
const overspeed = bitOf("overspeed");
const longStop = bitOf("long-stop");
const stuckSensor = bitOf("sensor-fault");
const turned = bitOf("escalator-reversal");
/** Whatever broke the safety circuit, a car that runs with its doors closed has it whole again. */
const disprovedByRun =
  bitOf("safety-circuit-open") |
  bitOf("door-lock-circuit-open") |
  bitOf("over-travel-top") |
  bitOf("over-travel-bottom");
const disprovedByEscalator = turned | bitOf("step-missing") | bitOf("safety-circuit-open");

/** The state before, with the time of its receipt. */
export type Last = { readonly car: StateReading | undefined; readonly carReceivedAt: Instant | undefined };
export type Limits = {
  readonly now: Instant;
  /** mm/s; 0: not known. */
  readonly ratedSpeed: number;
  readonly settings: Pick<DetectionSettings, "faults">;
};

const normal = 1;
/** GB/T 24476: 1 closing, 3 opening, 4 open, 6 held partly open. */
const isOpen = (car: StateReading): boolean =>
  car.doorClosed !== true && (car.doorStatus === 3 || car.doorStatus === 4 || car.doorStatus === 6);

/** Doors that open before the car stands, and cars that level with open doors, do so within the door zone, by design. */
const movesOpen = (car: StateReading): boolean => car.moving && !car.doorZone && isOpen(car);

export function shownBy(car: StateReading, last: Last, limits: Limits): number {
  const shown = car.speed !== undefined && isTooFast(car, car.speed, limits) ? overspeed : 0;
  return shown | (car.isEscalator ? shownByEscalator(car, last, limits) : shownByCar(car, last));
}

function shownByCar(car: StateReading, last: Last): number {
  let shown = car.passengerPresent === true ? stuckSensor : 0;
  if (movesOpen(car)) shown |= wasClosedOnTheWay(last.car) ? openedMoving : movedOpen;
  if (car.moving) return shown;
  if (isReversal(car, last.car)) shown |= reversal;
  if (car.serviceMode !== normal || car.powerLost) return shown;
  if (!car.doorZone) return shown | outside;
  return car.direction !== "none" || car.passengerPresent === true ? shown | longStop : shown;
}

const wasClosedOnTheWay = (before: StateReading | undefined): boolean => before?.moving === true && !isOpen(before);

const isReversal = (car: StateReading, before: StateReading | undefined): boolean =>
  (car.doorStatus === 3 || car.doorStatus === 4) && before?.doorStatus === 1 && !before.moving;

/** The other way without a stop between: whoever turns it round by key lets it stand first. */
function shownByEscalator(car: StateReading, { car: before, carReceivedAt }: Last, limits: Limits): number {
  if (!car.moving || before?.moving !== true || car.serviceMode !== normal || before.serviceMode !== normal) return 0;
  if (car.direction === before.direction || car.direction === "none" || before.direction === "none") return 0;
  const { now, settings } = limits;
  const near = now - (carReceivedAt ?? 0) <= seconds(settings.faults.escalatorReversalGapSeconds);
  return near ? turned : 0;
}

function isTooFast({ isEscalator }: StateReading, speed: number, { ratedSpeed, settings }: Limits): boolean {
  const s = settings.faults;
  const known = (ratedSpeed * (isEscalator ? s.escalatorOverspeedPercent : s.overspeedPercent)) / 100;
  const most = known > 0 ? known : isEscalator ? s.escalatorOverspeedUnrated : s.overspeedUnrated;
  return Math.abs(speed) * 1_000 > most;
}

/** What cannot be any more. Not simply the opposite of what is shown: between them lies what says nothing. */
export function disprovedBy(car: StateReading, limits: Limits): number {
  let disproved = 0;
  if (!car.moving || (car.speed !== undefined && !isTooFast(car, car.speed, limits))) disproved |= overspeed;
  if (car.isEscalator) return car.moving && car.serviceMode === normal ? disproved | disprovedByEscalator : disproved;
  if (car.passengerPresent === false) disproved |= stuckSensor;
  if (car.moving || car.doorZone) disproved |= outside;
  if (car.moving ? !movesOpen(car) : car.doorZone) disproved |= openedMoving | movedOpen;
  if (!car.moving) return disproved;
  disproved |= longStop;
  if (isOpen(car)) return disproved;
  return car.serviceMode === normal ? disproved | reversal | disprovedByRun : disproved | reversal;
}
