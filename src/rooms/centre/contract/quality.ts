import { z } from "zod";

const instant = z.int();
const id = z.uuid();

/** The short list that a rescue is held against: 问清、安抚、派单、升级、记录、回访. */
export const qualityQuestions = ["asked", "comforted", "dispatched", "escalated", "recorded", "called-back"] as const;
export type QualityQuestion = (typeof qualityQuestions)[number];
export const qualityAnswers = ["yes", "no", "not-applicable"] as const;
export type QualityAnswer = (typeof qualityAnswers)[number];

export const sampleRow = z.object({
  id,
  seed: z.string(),
  drawnAt: instant,
  drawnBy: z.string().nullable(),
  from: instant,
  to: instant,
  population: z.int(),
  size: z.int(),
  checked: z.int(),
  failed: z.int(),
});
export type SampleRow = z.infer<typeof sampleRow>;
export const sampleList = z.object({ samples: z.array(sampleRow) });

export const sampleItem = z.object({
  incidentId: id,
  no: z.int(),
  incidentNo: z.string(),
  place: z.string(),
  openedAt: instant,
  takenBy: z.string().nullable(),
  answers: z.record(z.string(), z.enum(qualityAnswers)).nullable(),
  passed: z.boolean().nullable(),
  note: z.string(),
  checkedBy: z.string().nullable(),
  checkedAt: instant.nullable(),
});
export type SampleItem = z.infer<typeof sampleItem>;
export const sampleFile = sampleRow.extend({ items: z.array(sampleItem) });
export type SampleFile = z.infer<typeof sampleFile>;

export const drawBody = z
  .object({ from: instant, to: instant, size: z.int().min(1).max(100) })
  .refine(({ from, to }) => from < to && to - from <= 370 * 86_400_000, "a period of up to a year");
export const checkBody = z.object({
  answers: z.object(
    Object.fromEntries(qualityQuestions.map((each) => [each, z.enum(qualityAnswers)])) as Record<
      QualityQuestion,
      z.ZodEnum<{ yes: "yes"; no: "no"; "not-applicable": "not-applicable" }>
    >,
  ),
  note: z.string().trim().max(500),
});
