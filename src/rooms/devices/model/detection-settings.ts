import { defaultFaultSettings, type FaultSettings } from "./fault-settings.ts";

/**
 * Times of the entrapment detector, in seconds, and those of the other detectors. The values in force are rows of `devices.setting`, each with its source;
 * these are the ones that the first migration writes, for tests and simulations.
 */
export type DetectionSettings = {
  /** Sensor sees somebody, car stands with its doors closed. Two minutes: longer than any journey's stop with closed doors. */
  readonly closedCarSeconds: number;
  /** Sensor sees somebody, car stands outside the door zone: no lift stops there by itself for half a minute. */
  readonly outsideZoneSeconds: number;
  /** No sensor: car in normal service stands outside the door zone, or lost its power on the way. */
  readonly withoutSensorSeconds: number;
  /** The way out must stay open so long before an emergency counts as over. */
  readonly clearSeconds: number;
  /** A new message of the same emergency is told again after this pause, never silently swallowed. */
  readonly tellAgainSeconds: number;
  /** A confirmed state without any word of its end is forgotten (the incident itself is rescue's and stays). */
  readonly forgetSeconds: number;
  readonly faults: FaultSettings;
};

export const defaultSettings: DetectionSettings = {
  closedCarSeconds: 120,
  outsideZoneSeconds: 30,
  withoutSensorSeconds: 180,
  clearSeconds: 20,
  tellAgainSeconds: 60,
  forgetSeconds: 86_400,
  faults: defaultFaultSettings,
};
