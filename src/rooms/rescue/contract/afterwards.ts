import { z } from "zod";

/** What follows a rescue: a suspected accident, a call back, a record taken up again. */

const instant = z.int();
const key = z.uuid();

/** Why an accident is suspected: 死亡、受伤，或者轿厢滞留人员 2 小时以上（特种设备安全监察条例 64(三)）. */
export const accidentReasons = ["death", "injury", "stranded"] as const;
export type AccidentReason = (typeof accidentReasons)[number];
/** What the officer decides: an accident · none · `disaster` 自然灾害, which makes no accident by itself (总局令50 第三条, recalled). */
export const accidentVerdicts = ["accident", "no-accident", "disaster"] as const;
export type AccidentVerdict = (typeof accidentVerdicts)[number];

const accidentFile = z.object({
  suspectedAt: instant,
  reportBy: instant,
  reasons: z.array(z.enum(accidentReasons)),
  report: z.object({ at: instant, to: z.string() }).nullable(),
  judgement: z.object({ at: instant, verdict: z.enum(accidentVerdicts), reason: z.string() }).nullable(),
});

/** Of an incident's row. */
export const afterwards = {
  dead: z.int(),
  /** Of which stay in the car the desk was warned, in seconds; 0: of none. */
  strandedSeconds: z.int(),
  accident: accidentFile.nullable(),
  reopened: z.int(),
  followedUpAt: instant.nullable(),
};

export const accidentQuery = z.object({
  /** `open`: not decided yet. */
  state: z.enum(["open", "all"]).default("open"),
});

export const reopenBody = z.object({
  key,
  reason: z.string().trim().min(2).max(300),
  /** People are inside after all: a crew is sought anew. */
  stillInside: z.boolean(),
});
/** 回访; `satisfaction` from 1 to 5 where the person said so. */
export const followUpBody = z.object({
  key,
  reached: z.boolean(),
  satisfaction: z.int().min(1).max(5).nullable(),
  note: z.string().trim().max(300).nullable(),
});
export const accidentReportBody = z.object({ key, to: z.string().trim().min(2).max(120) });
export const accidentJudgeBody = z.object({
  key,
  verdict: z.enum(accidentVerdicts),
  reason: z.string().trim().min(4).max(500),
});
