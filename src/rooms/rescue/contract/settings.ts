import { z } from "zod";
import { certainties } from "../../../kernel/certainty.ts";

/** What a figure counts: `service` is 110, 119 or 120 (0: none is called by rule), `switch` is 0 or 1, `share` lies between 0 and 1, `whole` is a whole number. */
export const settingUnits = ["seconds", "minutes", "share", "number", "whole", "switch", "metres", "service"] as const;
export type SettingUnit = (typeof settingUnits)[number];
type Bounds = { readonly unit: SettingUnit; readonly least: number; readonly most: number };

const hour = 3_600;
const day = 24 * hour;
const seconds = (least: number, most: number): Bounds => ({ unit: "seconds", least, most });
const minutes = (most: number): Bounds => ({ unit: "minutes", least: 0, most });
const share: Bounds = { unit: "share", least: 0, most: 1 };
const number = (most: number): Bounds => ({ unit: "number", least: 0, most });
const service: Bounds = { unit: "service", least: 0, most: 120 };
const whole = (least: number, most: number): Bounds => ({ unit: "whole", least, most });

/** The clocks of a rescue (model/clocks.ts says from when to when each runs), with what a city may choose. */
export const clockBounds = {
  crewAnswer: seconds(20, 900),
  arrive: seconds(300, 2 * hour),
  arriveElsewhere: seconds(300, 2 * hour),
  searchAgain: seconds(5, 600),
  free: seconds(60, 2 * hour),
  close: seconds(60, day),
  followUp: seconds(hour, 30 * day),
  strandedFirst: seconds(600, 2 * hour),
  strandedSecond: seconds(600, 2 * hour),
  strandedAccident: seconds(600, 4 * hour),
  accidentReport: seconds(600, day),
  faultHandOver: seconds(60, day),
  faultRepair: seconds(hour, 30 * day),
  outsideCall: seconds(10, 600),
  outsideAnswer: seconds(30, 900),
  noticeExpires: seconds(60, hour),
} as const satisfies Readonly<Record<string, Bounds>>;

/** Thresholds and switches that are no clocks (model/settings.ts). */
export const valueBounds = {
  secondCrew: { unit: "switch", least: 0, most: 1 },
  secondCrewGainMinutes: minutes(60),
  secondCrewLateShare: share,
  secondCrewLimitSeconds: seconds(300, 2 * hour),
  secondCrewLatestStartSeconds: seconds(60, 2 * hour),
  secondCrewCompared: whole(1, 50),
  standDownGainMinutes: minutes(60),
  standDownLateShare: share,
  stormAlarms: whole(0, 10_000),
  stormWindowSeconds: seconds(10, hour),
  stormAskSeconds: seconds(0, 600),
  stormServiceMinutes: { unit: "minutes", least: 1, most: 60 },
  stormVulnerable: number(100),
  stormTail: number(10),
  stormPersonsMean: number(30),
  stormVulnerableMean: number(30),
  stormFirstSweeps: whole(1, 100),
  stormAgainSweeps: whole(1, 100),
  stormFireMinutes: minutes(600),
  stormLend: { unit: "switch", least: 0, most: 1 },
  stormLendKeep: whole(0, 1_000),
  stormLendMinutes: minutes(600),
  stormSupplyShare: { unit: "share", least: 0.01, most: 1 },
  stormSupplySteadySeconds: seconds(0, hour),
  stormSupplyAgainMinutes: minutes(600),
  arrivalRadiusMetres: { unit: "metres", least: 20, most: 2_000 },
  crewAgreement: { unit: "switch", least: 0, most: 1 },
  crewHours: { unit: "switch", least: 0, most: 1 },
  crewCertificate: { unit: "switch", least: 0, most: 1 },
  crewSkill: { unit: "switch", least: 0, most: 1 },
  crewBrandSeconds: seconds(0, hour),
  crewKitSeconds: seconds(0, hour),
  hazardInjury: service,
  hazardIllness: service,
  hazardFire: service,
  hazardWater: service,
  hazardChildAlone: service,
} as const satisfies Readonly<Record<string, Bounds>>;

/** The cover of the platform: how often 24-hour numbers are called on trial, and how far a station may be. */
export const coverBounds = {
  testCallSeconds: seconds(day, 366 * day),
  testCallAgainSeconds: seconds(hour, 30 * day),
  testCallAuto: { unit: "switch", least: 0, most: 1 },
  stationReachSeconds: seconds(300, 2 * hour),
} as const satisfies Readonly<Record<string, Bounds>>;
export type CoverSettingName = keyof typeof coverBounds;

export const settingBounds = { ...clockBounds, ...valueBounds, ...coverBounds };
export type SettingKey = keyof typeof settingBounds;
export const settingKeys = Object.keys(settingBounds) as SettingKey[];

/** The clocks of a rescue, as data with their source. */
const clockSetting = z.object({
  name: z.string(),
  seconds: z.int(),
  regionCode: z.string(),
  source: z.string(),
  certainty: z.enum(certainties),
  validFrom: z.iso.date(),
});
/** Thresholds and switches that are no clocks. */
const valueSetting = clockSetting.omit({ seconds: true }).extend({ value: z.number() });
export const clockSettingList = z.object({
  /** The day in China: rows that are valid from a later day are planned. */
  today: z.iso.date(),
  settings: z.array(clockSetting),
  values: z.array(valueSetting),
});
export type SettingList = z.infer<typeof clockSettingList>;

/** A region's own figure from a day on. What held before stays on record, and so does the nation's. */
export const putSettingBody = z.strictObject({
  name: z.enum(settingKeys),
  regionCode: z.string().regex(/^\d{6,12}$/),
  value: z.number(),
  validFrom: z.iso.date(),
  /** The document and clause, or who decided it. */
  source: z.string().trim().min(4).max(300),
  certainty: z.enum(certainties),
});
export type PutSetting = z.infer<typeof putSettingBody>;
