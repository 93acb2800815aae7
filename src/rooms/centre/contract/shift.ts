import { z } from "zod";

const instant = z.int();
const id = z.uuid();

/** What stands open when a shift ends: rescues, calls, calls back. */
export const openIncident = z.object({
  id,
  no: z.string(),
  place: z.string(),
  stage: z.string(),
  level: z.int(),
  regionCode: z.string(),
  openedAt: instant,
  /** The crew that holds it, or null: the desk itself. */
  crew: z.string().nullable(),
  /** Who took it over; null: nobody has. */
  takenBy: z.string().nullable(),
});
export const openCall = z.object({
  id,
  rangAt: instant,
  seat: z.string(),
  state: z.enum(["waiting", "speaking", "lost", "unsorted"]),
});
export const dueFollowUp = z.object({
  id,
  no: z.string(),
  place: z.string(),
  regionCode: z.string(),
  closedAt: instant,
  dueAt: instant,
});
export const openThings = z.object({
  at: instant,
  incidents: z.array(openIncident),
  calls: z.array(openCall),
  followUps: z.array(dueFollowUp),
  /** Lists are cut at 300 lines each; so many there are. */
  totals: z.object({ incidents: z.int(), calls: z.int(), followUps: z.int() }),
});
export type OpenThings = z.infer<typeof openThings>;
export type DueFollowUp = z.infer<typeof dueFollowUp>;
export type OpenCall = z.infer<typeof openCall>;
export type OpenIncident = z.infer<typeof openIncident>;

export const shiftRow = z.object({
  id,
  personId: id,
  person: z.string(),
  seat: z.string(),
  beganAt: instant,
  endedAt: instant.nullable(),
  endedBy: z.enum(["handover", "left"]).nullable(),
  reason: z.string(),
});
export type ShiftRow = z.infer<typeof shiftRow>;

export const handoverRow = z.object({
  id,
  fromPersonId: id,
  fromPerson: z.string(),
  offeredAt: instant,
  note: z.string(),
  toPerson: z.string().nullable(),
  takenAt: instant.nullable(),
  takenNote: z.string(),
  withdrawnAt: instant.nullable(),
});
export type HandoverRow = z.infer<typeof handoverRow>;
export const handoverFile = handoverRow.extend({ offeredList: openThings, takenList: openThings.nullable() });
export type HandoverFile = z.infer<typeof handoverFile>;

export const shiftState = z.object({
  now: instant,
  /** Of the asker; null for keys and for who is not on shift. */
  mine: shiftRow.nullable(),
  onShift: z.array(shiftRow),
  /** Offered and neither taken nor withdrawn. */
  offered: z.array(handoverRow),
  open: openThings,
  recent: z.array(handoverRow),
});
export type ShiftState = z.infer<typeof shiftState>;

const seat = z.string().trim().max(40).default("");
export const beginShiftBody = z.object({ seat });
export const endShiftBody = z.object({ reason: z.string().trim().min(1).max(300) });
export const offerBody = z.object({ note: z.string().trim().max(2_000) });
export const takeBody = z.object({ seat, note: z.string().trim().max(2_000).default("") });
