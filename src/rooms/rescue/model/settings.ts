import type { ArriveLimit } from "../contract/arrive-areas.ts";
import type { FitRules } from "../contract/crew-fit.ts";
import type { HedgeSettings } from "./hedge.ts";
import type { StormSettings } from "./plan-storm.ts";

/** Names of the table `rescue.setting`: thresholds and switches of the city that are no clocks. */
export const settingNames = [
  "secondCrew",
  "secondCrewGainMinutes",
  "secondCrewLateShare",
  "secondCrewLimitSeconds",
  "secondCrewLatestStartSeconds",
  "secondCrewCompared",
  "standDownGainMinutes",
  "standDownLateShare",
  "stormAlarms",
  "stormWindowSeconds",
  "stormAskSeconds",
  "stormServiceMinutes",
  "stormVulnerable",
  "stormTail",
  "stormPersonsMean",
  "stormVulnerableMean",
  "stormFirstSweeps",
  "stormAgainSweeps",
  "stormFireMinutes",
  "stormLend",
  "stormLendKeep",
  "stormLendMinutes",
  "stormSupplyShare",
  "stormSupplySteadySeconds",
  "stormSupplyAgainMinutes",
  "arrivalRadiusMetres",
  "crewAgreement",
  "crewHours",
  "crewCertificate",
  "crewSkill",
  "crewBrandSeconds",
  "crewKitSeconds",
  "hazardInjury",
  "hazardIllness",
  "hazardFire",
  "hazardWater",
  "hazardChildAlone",
] as const;
export type SettingName = (typeof settingNames)[number];
export type Settings = Readonly<Record<SettingName, number>>;

/** When a second crew is asked, and when one of two is clearly nearer. */
export type SecondCrewSettings = Omit<HedgeSettings, "recheckSeconds"> & {
  readonly on: boolean;
  /** The farther of two crews is stood down when keeping it brings less than both of these. */
  readonly standDownGainMinutes: number;
  readonly standDownLateShare: number;
};

/** Where an area or T5002's other time decided how long a crew has, the second crew is weighed against that time. */
export const secondCrewSettings = (settings: Settings, limit?: ArriveLimit): SecondCrewSettings => ({
  on: settings.secondCrew > 0,
  gainMinutes: settings.secondCrewGainMinutes,
  lateShare: settings.secondCrewLateShare,
  limitSeconds: limit === undefined || limit.rule === "region" ? settings.secondCrewLimitSeconds : limit.seconds,
  latestStartSeconds: settings.secondCrewLatestStartSeconds,
  compared: settings.secondCrewCompared,
  standDownGainMinutes: settings.standDownGainMinutes,
  standDownLateShare: settings.standDownLateShare,
});

export const fitRules = (settings: Settings): FitRules => ({
  agreement: settings.crewAgreement > 0,
  hours: settings.crewHours > 0,
  certificate: settings.crewCertificate > 0,
  skill: settings.crewSkill > 0,
  brandSeconds: settings.crewBrandSeconds,
  kitSeconds: settings.crewKitSeconds,
});

export const stormSettings = (settings: Settings): StormSettings => ({
  weights: {
    vulnerable: settings.stormVulnerable,
    tail: settings.stormTail,
    personsMean: settings.stormPersonsMean,
    vulnerableMean: settings.stormVulnerableMean,
  },
  firstSweeps: settings.stormFirstSweeps,
  againSweeps: settings.stormAgainSweeps,
});
