import { z } from "zod";
import { atTheLift } from "./at-the-lift.ts";
import { arrivalProof, delayShown, helpShown } from "./crew-phone.ts";
import { hazardList } from "./hazards.ts";
import { scene } from "./scene.ts";
import { urgencies } from "./urgencies.ts";
import { why } from "./why.ts";

const instant = z.int();
const id = z.uuid();

/** Why a task ended without this crew: stood down, silent, or closed (by the desk, or on another phone of the crew). */
export const goneReasons = [
  "another-crew-came",
  "another-crew-nearer",
  "people-are-out",
  "false-alarm",
  "desk-chose-another",
  "merged",
  "real-rescue",
  "drill-over",
  "no-answer",
  "closed",
] as const;
export type GoneReason = (typeof goneReasons)[number];

/** What one of a crew tells and the other wants to see. */
export const crewDeeds = [
  "CrewAccepted",
  "CrewDelayed",
  "CrewArrived",
  "HelpAsked",
  "StepTold",
  "PeopleFreed",
  "LiftSecured",
  "HandedToRepair",
  "LiftHandedBack",
] as const;
const crewDeed = z.object({ what: z.enum(crewDeeds), at: instant, personId: id, name: z.string() });
export type CrewDeed = z.infer<typeof crewDeed>;

/** One task on the crew's phone (live topic `crew`): the ask, with what is needed to get there and to free. */
export const crewTask = z.object({
  askId: id,
  incidentId: id,
  crewId: id,
  no: z.string(),
  status: z.enum(["asked", "accepted", "arrived", "freed", "secured", "stood-down"]),
  /** With `stood-down` only, shown for half an hour: nobody need go any more, and why. */
  gone: z.enum(goneReasons).nullable(),
  urgency: z.enum(urgencies),
  /** An exercise: nobody is trapped. */
  drill: z.boolean(),
  place: z.string(),
  address: z.string().nullable(),
  rescueCode: z.string().nullable(),
  position: z.object({ lat: z.number(), lon: z.number() }).nullable(),
  persons: z.int().nullable(),
  injured: z.int().nullable(),
  vulnerable: z.boolean(),
  hazards: hazardList,
  trappedSince: instant,
  askedAt: instant,
  respondBy: instant,
  expectedAt: instant.nullable(),
  arriveBy: instant.nullable(),
  why,
  useUnit: z.string().nullable(),
  useUnitPhone: z.string().nullable(),
  centreNumber: z.string(),
  workInProgress: z.boolean(),
  /** In a storm: the next stops of this crew's tour, with when their people will be out. They may change. */
  nextStops: z.array(z.object({ place: z.string(), outAt: instant })),
  /** What people of this crew told of it, the latest first. Of a task kept by an older page, absent. */
  deeds: z.array(crewDeed).optional(),
  /** By what the arrival is proved; absent: not yet there. */
  proof: arrivalProof.optional(),
  /** What was recorded at the lift by any phone, beside the steps to do. Of a task kept by an older page, absent. */
  scene: scene.optional(),
  /** So near the lift its phone's place proves the arrival. Of a task kept by an older page, absent. */
  arrivalRadiusMetres: z.number().optional(),
  /** What this crew asked for, the latest last. Of a task kept by an older page, absent. */
  help: z.array(helpShown).optional(),
  delay: delayShown.optional(),
  /** For who has accepted; null before, and where the lift is not in the register. Of a task kept by an older page, absent. */
  atTheLift: atTheLift.nullish(),
});
export type CrewTask = z.infer<typeof crewTask>;
