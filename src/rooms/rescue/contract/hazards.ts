import { z } from "zod";

const instant = z.int();
const key = z.uuid();

/** 受伤、突发疾病、着火或有烟、井道或轿厢进水、只有儿童: help from outside is called at once, waiting for no level. */
export const hazards = ["injury", "illness", "fire", "water", "child-alone"] as const;
export type Hazard = (typeof hazards)[number];
export const hazardList = z.array(z.enum(hazards)).max(hazards.length);

/** 110 公安 · 119 消防 · 120 急救. */
export const services = ["110", "119", "120"] as const;
export type Service = (typeof services)[number];

/** Who told of a hazard: the caller or the desk, the car's page, the use unit, a crew, another service's system. */
export const hazardTellers = ["desk", "car", "use-unit", "crew", "partner"] as const;
export type HazardTeller = (typeof hazardTellers)[number];

/**
 * How it stands with one service: wanted 应立即拨打 → called 已拨打 → answered 已受理 (or no-answer 未接通) → on-the-way 出动 → arrived 到场
 * → lead 接手指挥 → handed-back 交回. declined: a person has decided not to call · mistake: it was not called after all.
 */
export const helpStatuses = [
  "wanted",
  "called",
  "no-answer",
  "answered",
  "on-the-way",
  "arrived",
  "lead",
  "handed-back",
  "declined",
  "mistake",
] as const;
export type HelpStatus = (typeof helpStatuses)[number];
/** What is told of a service that was called. */
export const helpSteps = ["no-answer", "answered", "on-the-way", "arrived", "lead"] as const;
export type HelpStep = (typeof helpSteps)[number];

export const outsideHelpShown = z.object({
  service: z.enum(services),
  status: z.enum(helpStatuses),
  at: instant,
  /** Why it is to be called, and until when at the latest; empty and null where nobody but the desk wanted it. */
  hazards: z.array(z.enum(hazards)),
  callBy: instant.nullable(),
  calledAt: instant.nullable(),
  /** The call, or its answer, is overdue. */
  overdue: z.boolean(),
  /** 对方的警情编号. */
  caseNo: z.string().nullable(),
  freed: z.int().nullable(),
});
export type OutsideHelpShown = z.infer<typeof outsideHelpShown>;
/** Of an incident's row. */
export const hazardsShown = { hazards: hazardList, outside: z.array(outsideHelpShown) };

/** Who spoke at a service and how to reach them; for who dispatches. */
export const outsideContact = z.object({
  service: z.enum(services),
  spoke: z.string().nullable(),
  phone: z.string().nullable(),
  at: instant,
});

const spoke = z.string().trim().max(60).nullish();
const phone = z.string().trim().max(30).nullish();
const caseNo = z.string().trim().max(60).nullish();

/** The hazards as they are known now; taking one away wants a reason. */
export const hazardsBody = z.object({ key, hazards: hazardList, reason: z.string().trim().max(200).nullish() });
/** From the car, the use unit or a crew: added to what is known. */
export const hazardsToldBody = z.object({ key, hazards: hazardList.min(1) });
/** The dispatcher has called. */
export const outsideHelpBody = z.object({
  key,
  service: z.enum(services),
  note: z.string().trim().max(200).nullable(),
});
export const helpStepBody = z.object({ key, service: z.enum(services), step: z.enum(helpSteps), spoke, phone, caseNo });
export const helpBackBody = z.object({
  key,
  service: z.enum(services),
  /** What they did, in words. */
  did: z.string().trim().min(2).max(300),
  /** With 119: how many they freed, so that nobody is inside any more; null: they freed nobody. */
  freed: z.object({ count: z.int().min(1).max(60), injured: z.int().min(0).max(60) }).nullable(),
  spoke,
});
const reason = z.string().trim().min(2).max(200);
export const helpReasonBody = z.object({ key, service: z.enum(services), reason });
