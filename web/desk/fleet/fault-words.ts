import type { CountedKind, SettingInForce } from "../../../src/rooms/devices/contract/fleet.ts";
import { say as sayCar } from "../texts/car-texts.ts";
import { say } from "../texts/fleet-texts.ts";
import { settingOf } from "./fleet-parts.tsx";

export const faultName = (kind: CountedKind): string =>
  kind === "entrapment" ? say("fault.entrapment") : sayCar(`car.fault.${kind}`);

/** What counts as this fault, with the thresholds in force. */
export const faultDefinition = (kind: CountedKind, settings: readonly SettingInForce[]): string =>
  say(`define.${kind}`, {
    confirm: settingOf(settings, `${kind}.confirmSeconds`),
    reversals: settingOf(settings, "doorReversals"),
    window: settingOf(settings, "doorReversalWindowSeconds"),
    openings: settingOf(settings, "stuckSensorOpenings"),
    percent: settingOf(settings, "overspeedPercent"),
    escalator: settingOf(settings, "escalatorOverspeedPercent"),
  });
