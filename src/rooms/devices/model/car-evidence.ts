import type { DetectionSettings } from "./detection-settings.ts";
import type { StateReading } from "./reading.ts";

export type InferenceRule =
  | "passenger-in-closed-car"
  | "passenger-outside-door-zone"
  | "stopped-outside-door-zone"
  | "power-lost";

/** What one state says about a possible entrapment. */
export type CarEvidence =
  /** The picture of one, which must stand for `confirmSeconds`. */
  | { readonly kind: "trapped"; readonly rule: InferenceRule; readonly confirmSeconds: number }
  /** The car moves, or stands in the door zone with its doors open. */
  | { readonly kind: "free" }
  | { readonly kind: "unclear" };

const unclear: CarEvidence = { kind: "unclear" };
const doorOpen = 4;
/** Inspection, fire return, firefighter service: whoever is inside is at work and standing still is part of it. */
const modesAtWork: ReadonlySet<number> = new Set([2, 3, 4]);

/** `workMutes`: such a mode has not stood for so long that it was forgotten. */
export function evidenceOf(car: StateReading, settings: DetectionSettings, workMutes: boolean): CarEvidence {
  if (car.isEscalator) return unclear;
  if (car.moving || (car.doorZone && car.doorStatus === doorOpen)) return { kind: "free" };
  if (workMutes && modesAtWork.has(car.serviceMode)) return unclear;
  return car.passengerPresent === undefined ? withoutSensor(car, settings) : withSensor(car, settings);
}

function withSensor(car: StateReading, settings: DetectionSettings): CarEvidence {
  if (car.passengerPresent !== true) return unclear;
  if (!car.doorZone)
    return { kind: "trapped", rule: "passenger-outside-door-zone", confirmSeconds: settings.outsideZoneSeconds };
  const closed = car.doorClosed ?? (car.doorStatus === 2 || car.doorStatus === 5);
  return closed
    ? { kind: "trapped", rule: "passenger-in-closed-car", confirmSeconds: settings.closedCarSeconds }
    : unclear;
}

function withoutSensor(car: StateReading, settings: DetectionSettings): CarEvidence {
  if (car.doorZone) return unclear;
  const confirmSeconds = settings.withoutSensorSeconds;
  if (car.powerLost) return { kind: "trapped", rule: "power-lost", confirmSeconds };
  return car.serviceMode === 1 ? { kind: "trapped", rule: "stopped-outside-door-zone", confirmSeconds } : unclear;
}
