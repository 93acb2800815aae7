import { z } from "zod";

const id = z.uuid();
const instant = z.int();
const text = z.string().trim();

/** What the desk shows of a drill while it runs. */
export const drillShown = z.object({ scenario: z.string(), tellUseUnit: z.boolean(), callOutside: z.boolean() });

export const openDrillBody = z.object({
  key: id,
  liftId: id,
  scenario: text.min(2).max(200),
  persons: z.int().min(0).max(60).nullable(),
  injured: z.int().min(0).max(60).nullable(),
  vulnerable: z.boolean(),
  /** Who takes part; nobody else is asked. */
  crewIds: z.array(id).min(1).max(20),
  /** Whether the use unit's real duty phone is told; and whether 110, 119 or 120 may be called. */
  tellUseUnit: z.boolean(),
  callOutside: z.boolean(),
});
export const drillRemarkBody = z.object({ key: id, text: text.min(1).max(1_000) });
export const breakOffBody = z.object({ key: id, reason: text.min(1).max(200) });

/** held: played to its end · nobody-inside: ended as a false alarm, as it was played · broken-off: a person, or a real rescue, ended it */
const drillStates = ["running", "held", "nobody-inside", "broken-off"] as const;
export type DrillState = (typeof drillStates)[number];

const drillRow = z.object({
  id,
  no: z.string(),
  scenario: z.string(),
  place: z.string(),
  state: z.enum(drillStates),
  openedAt: instant,
  closedAt: instant.nullable(),
  /** From the alarm to the first crew at the lift, and to the people out. */
  arrivedSeconds: z.number().nullable(),
  freedSeconds: z.number().nullable(),
});
export type DrillRow = z.infer<typeof drillRow>;
/** At most 500, the newest first. */
export const drillList = z.object({ drills: z.array(drillRow) });

const drillSteps = ["taken", "asked", "accepted", "arrived", "freed", "secured", "closed"] as const;
export type DrillStepName = (typeof drillSteps)[number];

/** One step with the clock of the city that it is measured by; `seconds` run from the step before it that the clock names. */
const drillStep = z.object({
  step: z.enum(drillSteps),
  at: instant.nullable(),
  seconds: z.number().nullable(),
  /** Since which step `seconds` are counted. */
  since: z.enum(["opened", ...drillSteps]),
  limitSeconds: z.int().nullable(),
  /** Null: no clock, or the step has not come and its time is not over. */
  kept: z.boolean().nullable(),
});
export type DrillStep = z.infer<typeof drillStep>;

export const drillReport = z.object({
  ...drillRow.shape,
  regionCode: z.string(),
  rescueCode: z.string().nullable(),
  address: z.string().nullable(),
  /** Who opened it. */
  leader: z.string(),
  /** Who took part, and what became of each ask. */
  crews: z.array(
    z.object({ name: z.string(), organisation: z.string(), outcome: z.enum(["not-asked", "asked", "came", "left"]) }),
  ),
  persons: z.int().nullable(),
  injured: z.int().nullable(),
  vulnerable: z.boolean(),
  tellUseUnit: z.boolean(),
  callOutside: z.boolean(),
  brokenOff: z.object({ because: z.enum(["real-rescue", "person"]), reason: z.string().nullable() }).nullable(),
  steps: z.array(drillStep),
  remarks: z.array(z.object({ at: instant, by: z.string(), text: z.string() })),
});
export type DrillReport = z.infer<typeof drillReport>;
export const drillFileQuery = z.object({ format: z.enum(["pdf", "docx"]) });
