import { z } from "zod";

const instant = z.int();
const id = z.uuid();
export const positionBody = z.object({ lat: z.number().min(-90).max(90), lon: z.number().min(-180).max(180) });

/** crew 维保单位救援人员 (level 1, and level 2 for others' lifts) · station 救援站点 (level 2) */
export const crewRow = z.object({
  id,
  code: z.string(),
  name: z.string(),
  organisationId: id,
  organisation: z.string(),
  kind: z.enum(["unit", "station"]),
  travel: z.enum(["car", "e-bike"]),
  onDuty: z.boolean(),
  position: positionBody.nullable(),
  positionAt: instant.nullable(),
  /** Masked unless the viewer dispatches. */
  phone: z.string().nullable(),
});
export type CrewRow = z.infer<typeof crewRow>;
export const crewList = z.object({ crews: z.array(crewRow) });
/** `taken` false: too far from the crew's home to be true; its home stands in for it. */
export const positionReply = z.object({ taken: z.boolean() });
export const dutyBody = z.object({ on: z.boolean(), position: positionBody.nullable() });
export const fieldMe = z.object({ crew: crewRow });

export const rosterQuery = z.object({
  /** A day in China; today when left out. */
  day: z.iso.date().optional(),
});
export const rosterShift = z.object({
  crewId: id,
  code: z.string(),
  name: z.string(),
  organisation: z.string(),
  fromAt: instant,
  toAt: instant,
  /** As the roster writes them; empty for who may not read people. */
  people: z.string(),
  phone: z.string().nullable(),
  /** By the roster it should be on duty now. */
  dueNow: z.boolean(),
  /** By its own word it is. */
  onDuty: z.boolean(),
});
export type RosterShift = z.infer<typeof rosterShift>;
export const rosterList = z.object({ day: z.iso.date(), shifts: z.array(rosterShift) });
