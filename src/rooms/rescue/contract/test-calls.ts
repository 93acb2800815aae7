import { z } from "zod";

const instant = z.int();
const id = z.uuid();

/**
 * answered: a person answered (by hand: the desk spoke with somebody; by gateway: the key was pressed) · picked-up: lifted, no key ·
 * not-answered · unknown: the gateway could not call or never said, which says nothing about the number
 */
export const testCallResults = ["answered", "picked-up", "not-answered", "unknown"] as const;
export type TestCallResult = (typeof testCallResults)[number];

/** What is known of a number; all but `answered` leave its lifts uncovered. `waiting`: a call is under way. */
export const numberStates = ["no-number", "not-answered", "never", "overdue", "answered"] as const;
export type NumberState = (typeof numberStates)[number];

export const dutyNumber = z.object({
  organisationId: id,
  organisation: z.string(),
  /** Masked unless the viewer dispatches; null: the unit has told none. */
  phone: z.string().nullable(),
  /** In use, within the viewer's regions, under this number. */
  lifts: z.int(),
  passengerLifts: z.int(),
  state: z.enum(numberStates),
  /** A call is under way. */
  waiting: z.boolean(),
  /** The last one that says something of the number. */
  last: z
    .object({
      result: z.enum(testCallResults),
      at: instant,
      way: z.enum(["desk", "gateway"]),
      answeredBy: z.string(),
      by: z.string().nullable(),
    })
    .nullable(),
  /** When it falls due again; null: it was never called. */
  dueAt: instant.nullable(),
});
export type DutyNumber = z.infer<typeof dutyNumber>;

export const testCallQuery = z.object({ state: z.enum([...numberStates, "due"]).optional() });
export const dutyNumberList = z.object({
  numbers: z.array(dutyNumber),
  /** Of all numbers of the viewer's regions by state; `due`: to be called now. */
  counts: z.record(z.enum([...numberStates, "due"]), z.int()),
  /** Numbers of this question; the list shows the first of them. */
  total: z.int(),
  /** Whether the platform can call by itself, and does so. */
  gateway: z.boolean(),
});
export type DutyNumberList = z.infer<typeof dutyNumberList>;

export const testCall = z.object({
  id,
  phone: z.string(),
  way: z.enum(["desk", "gateway"]),
  askedAt: instant,
  result: z.enum(testCallResults).nullable(),
  resultAt: instant.nullable(),
  answeredBy: z.string(),
  note: z.string(),
  by: z.string().nullable(),
});
export type TestCall = z.infer<typeof testCall>;
export const testCallHistory = z.object({ organisation: z.string(), calls: z.array(testCall) });
export type TestCallHistory = z.infer<typeof testCallHistory>;

const number = { key: z.uuid(), organisationId: id, phone: z.string().trim().min(1).max(60) };
/** A person of the centre has called the number. */
export const recordTestCallBody = z.strictObject({
  ...number,
  answered: z.boolean(),
  /** Who answered, as he said it. */
  answeredBy: z.string().trim().max(60),
  note: z.string().trim().max(300),
});
/** The platform is to call it by the voice gateway. */
export const askTestCallBody = z.strictObject(number);
