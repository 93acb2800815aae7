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

export const secondCrewSettings = (settings: Settings): SecondCrewSettings => ({
  on: settings.secondCrew > 0,
  gainMinutes: settings.secondCrewGainMinutes,
  lateShare: settings.secondCrewLateShare,
  limitSeconds: settings.secondCrewLimitSeconds,
  latestStartSeconds: settings.secondCrewLatestStartSeconds,
  compared: settings.secondCrewCompared,
  standDownGainMinutes: settings.standDownGainMinutes,
  standDownLateShare: settings.standDownLateShare,
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
