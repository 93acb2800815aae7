import type { Hazard, Service } from "../contract/hazards.ts";
import type { SettingName, Settings } from "./settings.ts";

/** Which service a hazard wants in this region now; absent: none by rule. */
export type HazardRule = Readonly<Partial<Record<Hazard, Service>>>;

const services: readonly Service[] = ["110", "119", "120"];

const hazardNames = {
  injury: "hazardInjury",
  illness: "hazardIllness",
  fire: "hazardFire",
  water: "hazardWater",
  "child-alone": "hazardChildAlone",
} as const satisfies Readonly<Record<Hazard, SettingName>>;

/** Which service each hazard wants; a figure that names none wants none. */
export function hazardRule(settings: Settings): HazardRule {
  const wanted = (Object.keys(hazardNames) as Hazard[]).flatMap((hazard) => {
    const service = services.find((each) => each === String(settings[hazardNames[hazard]]));
    return service === undefined ? [] : [[hazard, service] as const];
  });
  return Object.fromEntries(wanted);
}
