import { z } from "zod";

const instant = z.int();
const id = z.uuid();

/** What a passenger lift in use may lack: one of the three conditions, or any of them. */
export const coverMisses = ["any", "code", "number", "station"] as const;
export type CoverMiss = (typeof coverMisses)[number];

/** Why the 24-hour number does not count, and why no station does. */
export const numberFaults = ["no-unit", "no-number", "never", "not-answered", "overdue"] as const;
export const stationFaults = ["no-position", "not-measured", "no-station", "too-far"] as const;

const reasons = <Key extends string>(keys: readonly [Key, ...Key[]]) => z.record(z.enum(keys), z.int());
export const coverCounts = z.object({
  /** Passenger lifts in use. */
  lifts: z.int(),
  /** With all three conditions. */
  covered: z.int(),
  code: z.int(),
  number: z.int(),
  station: z.int(),
  numberFaults: reasons(numberFaults),
  stationFaults: reasons(stationFaults),
});
export type CoverCounts = z.infer<typeof coverCounts>;

/** What policies ask for. */
export const coverTargets = [
  {
    percent: 75,
    zh: "2022 年底前 75 % 以上（市场监管总局 2022 年提升行动方案 二（二）1）",
    en: "75 % by the end of 2022 (SAMR 2022)",
  },
  {
    percent: 100,
    zh: "100 %（电梯安全筑底三年行动方案 2023—2025）",
    en: "100 % (three-year campaign on lift safety, 2023–2025)",
  },
] as const;

export const coverDefinition = {
  zh: "在用乘客电梯（品种 3110、3210）中同时满足三项的台数 ÷ 在用乘客电梯台数：识别码已张贴并经扫码确认；维保单位 24 小时电话最近一次试呼有人接听且未过试呼间隔；有二级救援站点在规定路程时间内（按站点登记位置到电梯约 200 米方格的道路时间，道路不可用时按直线距离估算）。",
  en: "Passenger lifts in use (kinds 3110, 3210) with all three, of all of them: the code is posted and was confirmed by a scan; the maintenance unit's 24-hour number was answered at its last test call, which is not older than the interval; a level-2 station is within the set time by road (from its registered place to the lift's square of about 200 m; a straight-line guess where roads cannot be asked).",
} as const;

const coverDistrict = z.object({ regionCode: z.string(), region: z.string(), counts: coverCounts });
export const coverReply = z.object({
  madeAt: instant,
  total: coverCounts,
  districts: z.array(coverDistrict),
  /** Squares in which lifts stand whose way was measured by road, and by a guess. */
  squares: z.object({ roads: z.int(), straightLine: z.int() }),
});
export type CoverReply = z.infer<typeof coverReply>;
export type CoverDistrict = z.infer<typeof coverDistrict>;

export const coverLiftQuery = z.object({
  miss: z.enum(coverMisses).default("any"),
  /** A reason of `numberFaults` or `stationFaults`. */
  why: z.enum([...numberFaults, ...stationFaults]).optional(),
  region: z
    .string()
    .regex(/^\d{6}$/)
    .optional(),
  after: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(100),
});
export const coverLift = z.object({
  id,
  rescueCode: z.string().nullable(),
  registerCode: z.string().nullable(),
  place: z.string(),
  address: z.string(),
  region: z.string(),
  maintenanceUnit: z.string().nullable(),
  sign: z.string(),
  number: z.enum([...numberFaults, "answered"]),
  station: z.enum([...stationFaults, "in-reach"]),
  stationName: z.string().nullable(),
  stationSeconds: z.int().nullable(),
  stationSource: z.enum(["roads", "straight-line"]).nullable(),
});
export type CoverLift = z.infer<typeof coverLift>;
export const coverLiftList = z.object({ lifts: z.array(coverLift), total: z.int(), next: z.string().nullable() });
