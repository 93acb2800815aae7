import { z } from "zod";
import { hazardList } from "./hazards.ts";
import { urgencies } from "./urgencies.ts";

const key = z.uuid();
const id = z.uuid();
const instant = z.int();

/** Whether somebody is still inside, as far as it is known. `out`: somebody or something says so; a person makes sure. */
const insideWords = ["unknown", "inside", "out"] as const;

/** One lift of a storm, in its group by who is worst off. */
const stormIncident = z.object({
  id,
  no: z.string(),
  place: z.string(),
  building: z.string(),
  urgency: z.enum(urgencies),
  /** 1 = worst off of the whole storm. */
  rank: z.int(),
  persons: z.int().nullable(),
  vulnerable: z.boolean(),
  injured: z.int(),
  /** What waits for no level, injury included. */
  hazards: hazardList,
  trappedSince: instant,
  alarms: z.int(),
  inside: z.enum(insideWords),
  /** Null: nobody was asked yet. */
  askedAt: instant.nullable(),
  /** The crew that is asked or has it; else the crew whose tour it stands in, with its place there and when they are out. */
  crew: z.string().nullable(),
  held: z.boolean(),
  placeInTour: z.int().nullable(),
  outAt: instant.nullable(),
});
export type StormIncident = z.infer<typeof stormIncident>;

/** What is known of a group's supply; `back` of `of`: lifts that had lost it and have it again. */
const groupSupply = z.object({
  state: z.enum(["lost", "back"]),
  back: z.int(),
  of: z.int(),
  /** When it was found back, and how that is known; null: it is not. */
  at: instant.nullable(),
  how: z.enum(["devices", "contact", "person"]).nullable(),
  /** Who marked it by hand. */
  by: z.string().nullable(),
  /** So many were asked again; null: they are being asked. */
  asked: z.int().nullable(),
  /** It had been back before and was lost again. */
  lostAgain: z.boolean(),
});
export type GroupSupply = z.infer<typeof groupSupply>;

const stormGroup = z.object({
  key: z.string(),
  /** The power supply point, or null where the register names none: then the building. */
  supplyPoint: z.string().nullable(),
  name: z.string(),
  open: z.int(),
  persons: z.int(),
  personsUnknown: z.int(),
  vulnerable: z.int(),
  out: z.int(),
  /** So many would be inside for longer than the limit that calls the fire service. */
  late: z.int(),
  /** Null: no device has said anything of it, and nobody has. */
  supply: groupSupply.nullable(),
  incidents: z.array(stormIncident),
});
export type StormGroup = z.infer<typeof stormGroup>;

const stormTour = z.object({
  crewId: id,
  crew: z.string(),
  organisation: z.string(),
  /** The county that lends it; null: it belongs to this storm. */
  lentFrom: z.string().nullable(),
  /** Where it is or goes now; null: idle. */
  now: z.string().nullable(),
  stops: z.array(z.object({ incidentId: id, place: z.string(), outAt: instant })),
});

export const storm = z.object({
  id,
  regionCode: z.string(),
  region: z.string(),
  declaredAt: instant,
  /** Null: by itself, by the number of alarms. */
  declaredBy: z.string().nullable(),
  /** In the words of who declared it. */
  reason: z.string().nullable(),
  alarms: z.int().nullable(),
  withinSeconds: z.int().nullable(),
  endedAt: instant.nullable(),
  plannedAt: instant.nullable(),
  counts: z.object({ open: z.int(), freed: z.int(), closed: z.int(), held: z.int(), out: z.int(), planned: z.int() }),
  /** Weighted minutes of the plan beside the rule of thumb; which share of road times is of the roads. */
  plan: z.object({ cost: z.number().nullable(), greedyCost: z.number().nullable(), roadsShare: z.number().nullable() }),
  /** When calling the fire service is advised: so many would be inside for longer than the limit. */
  fire: z.object({ advised: z.boolean(), late: z.int(), limitMinutes: z.number(), calledAt: instant.nullable() }),
  groups: z.array(stormGroup),
  tours: z.array(stormTour),
});
export type Storm = z.infer<typeof storm>;
export const stormList = z.object({ storms: z.array(storm) });

export const declareStormBody = z.object({
  key,
  regionCode: z.string().regex(/^\d{6}$/),
  reason: z.string().trim().min(1).max(200),
});
export const endStormBody = z.object({ key, reason: z.string().trim().min(1).max(200) });
/** Null: everybody in the storm. */
const group = z.string().max(200).nullable();
export const stormGroupBody = z.object({ key, group });
export const supplyBackBody = z.object({ key, group: z.string().min(1).max(200) });
export const broadcastBody = z.object({ key, group, text: z.string().trim().min(1).max(120) });
/** The question to who is there: which time it is asked, and what is known. */
export const stillInsideQuestion = z.object({ round: z.int(), inside: z.boolean().nullable() });
/** The answer by the car's page or the use unit's link, to the question of that round. */
export const stillInsideAnswerBody = z.object({ key, round: z.int().min(1), inside: z.boolean() });
export const stillInsideBody = z.object({ key, inside: z.boolean() });
export const fireServiceBody = z.object({ key, note: z.string().trim().max(200).nullable() });
/**
 * Those that are out, closed at once by a person who has made sure. `alarms`: as many as the person saw; whoever has called
 * for help since is not closed.
 */
export const freedManyBody = z.object({
  key,
  incidents: z
    .array(z.object({ id, alarms: z.int() }))
    .min(1)
    .max(300),
  /** The number that the person typed: it must be how many are named. */
  confirmed: z.int(),
  lift: z.enum(["stopped", "running"]),
  cause: z.string().regex(/^[1-7]\d\d$/),
});
/** What became of each; those that were not done say why by the code of their refusal. */
export const manyDone = z.object({
  done: z.int(),
  refused: z.array(z.object({ id, code: z.string() })),
});
export type ManyDone = z.infer<typeof manyDone>;
export const stormDone = z.object({ id });
