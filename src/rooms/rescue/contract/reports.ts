import { z } from "zod";
import { hazardList } from "./hazards.ts";
import { partners } from "./sources.ts";

const key = z.uuid();
const instant = z.int();
const people = {
  persons: z.int().min(0).max(60).nullable().default(null),
  injured: z.int().min(0).max(60).nullable().default(null),
  vulnerable: z.boolean().default(false),
  hazards: hazardList.default([]),
};
const code = z.string().trim().min(1).max(40);
const note = z.string().trim().max(500).nullable().default(null);
const phone = z.string().trim().max(30).nullable().default(null);
/** 对方的警情编号: letters, digits and `-`, as it stands in their system. */
const caseNo = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}_/-]{1,60}$/u);

/** From the use unit, signed in: one of its lifts, by id or by rescue code. */
export const propertyReportBody = z
  .object({ key, liftId: z.uuid().nullable(), rescueCode: code.nullable(), phone, note, ...people })
  .refine(({ liftId, rescueCode }) => liftId !== null || rescueCode !== null, { message: "liftId or rescueCode" });
/** From the use unit's link: another lift of the same unit. */
export const linkReportBody = z.object({ key, rescueCode: code, ...people });
/** From a crew that stands at a lift; `at`: when, where the phone had no signal. */
export const crewReportBody = z.object({
  key,
  rescueCode: code.nullable(),
  place: z.string().trim().max(200).nullable(),
  at: z.number().nullish().catch(null),
  note,
  ...people,
});
export const reportReply = z.object({ no: z.string(), joined: z.boolean() });

/** From whom the dispatcher was handed an emergency. */
export const handedOverFrom = z.object({
  service: z.enum(partners),
  caseNo: caseNo.nullable(),
  spoke: z.string().trim().max(60).nullable(),
  phone,
});
/** Of an alarm that was handed over; who spoke and the number for who dispatches only. */
export const handedOver = z.object({
  service: z.enum(partners),
  caseNo: z.string().nullable(),
  spoke: z.string().nullable(),
  phone: z.string().nullable(),
});

/** The same from a partner's system, once for each number of theirs. */
export const partnerIncidentBody = z.object({
  caseNo,
  rescueCode: code.nullable().default(null),
  /** 注册代码 or another code of the register. */
  liftCode: z.string().trim().max(64).nullable().default(null),
  place: z.string().trim().max(200).nullable().default(null),
  position: z
    .object({ lat: z.number().min(-90).max(90), lon: z.number().min(-180).max(180) })
    .nullable()
    .default(null),
  callerPhone: phone,
  spoke: z.string().trim().max(60).nullable().default(null),
  /** Number by which the partner is called back. */
  phone,
  /** When they were called, epoch ms; what cannot be true counts as now. */
  at: z.number().nullish().catch(null),
  note,
  ...people,
});
export const partnerIncidentReply = z.object({
  no: z.string(),
  joined: z.boolean(),
  stage: z.string(),
  freedAt: instant.nullable(),
});
export const partnerParams = z.object({ caseNo });
