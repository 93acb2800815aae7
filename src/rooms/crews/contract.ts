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

/** Kinds of lift by how one gets people out of them. */
export const skills = ["traction", "hydraulic", "escalator", "explosion-proof", "service-lift"] as const;
/** door-key 层门钥匙 · hand-winding 盘车手轮 · brake-release 松闸扳手 · ladder 梯具 · spreader 扩张器 · lamp 照明 · first-aid 急救包 */
export const kitItems = [
  "door-key",
  "hand-winding",
  "brake-release",
  "ladder",
  "spreader",
  "lamp",
  "first-aid",
] as const;

const minute = z.int().min(0).max(1_439);
const hours = z.object({ opensMinute: minute, closesMinute: minute }).nullable();
const agreement = z.object({
  no: z.string().trim().max(60),
  from: z.iso.date().nullable(),
  to: z.iso.date().nullable(),
});

const papers = ["none", "valid", "soon", "expired"] as const;
/** What a crew can do; an empty list: not stated. */
export const ability = z.object({
  skills: z.array(z.enum(skills)),
  brands: z.array(z.string()),
  kit: z.array(z.enum(kitItems)),
  hours,
  agreement,
  /** People whose certificates (电梯修理 T) count for it. `validTo` null: none, or without an end. */
  members: z.array(
    z.object({ personId: id, name: z.string(), paper: z.enum(papers), validTo: z.iso.date().nullable() }),
  ),
  version: z.int(),
});
export type Ability = z.infer<typeof ability>;

export const crewAbility = z.object({
  crewId: id,
  code: z.string(),
  name: z.string(),
  organisationId: id,
  organisation: z.string(),
  kind: z.enum(["unit", "station"]),
  ability,
  /** What will keep it from being asked, or does: by the day in China. */
  warnings: z.array(z.enum(["agreement-expired", "agreement-soon", "no-valid-certificate", "certificate-soon"])),
});
export type CrewAbility = z.infer<typeof crewAbility>;
export const crewAbilityList = z.object({ today: z.iso.date(), crews: z.array(crewAbility) });
export type CrewAbilityList = z.infer<typeof crewAbilityList>;

export const abilityBody = z.strictObject({
  skills: z.array(z.enum(skills)).max(skills.length),
  brands: z.array(z.string().trim().min(1).max(40)).max(40),
  kit: z.array(z.enum(kitItems)).max(kitItems.length),
  hours,
  agreement,
  members: z.array(id).max(60),
  /** Which version was looked at; 0: there was none. */
  version: z.int().min(0),
});
export type AbilityBody = z.infer<typeof abilityBody>;
