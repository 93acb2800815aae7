import { z } from "zod";

const instant = z.int();

/** What a lift did in an hour or on a Chinese calendar day that begins at `at`; of the one that runs as far as it goes. */
export const tallyRow = z.object({
  at: instant,
  trips: z.int(),
  /** Of the trips those with somebody inside, by its sensor. */
  occupied: z.int(),
  doors: z.int(),
  runningSeconds: z.int(),
  /** Not in normal service: inspection, fire service, stopped. */
  otherModeSeconds: z.int(),
  powerLosses: z.int(),
  /** Confirmed in it. */
  faults: z.int(),
});
export type TallyRow = z.infer<typeof tallyRow>;

export const tripRow = z.object({
  beganAt: instant,
  endedAt: instant,
  /** Floors as the device writes them; empty where it said none. */
  from: z.string(),
  to: z.string(),
  /** Null: the lift has no such sensor. */
  occupied: z.boolean().nullable(),
  overload: z.boolean(),
  /** Known from where the car stood before and after; nobody saw it run. */
  unseen: z.boolean(),
  otherMode: z.boolean(),
});
export type TripRow = z.infer<typeof tripRow>;

/** From then on the lift's service mode (GB/T 24476), power and load were so. */
export const changeRow = z.object({
  at: instant,
  serviceMode: z.int(),
  powerLost: z.boolean(),
  overload: z.boolean(),
});
export type ChangeRow = z.infer<typeof changeRow>;

/** Hours: the last 24 and the one that runs; days: the last 30 and today. Only those in which the lift was heard. Trips and changes: the newest. */
export const tripsReply = z.object({
  hours: z.array(tallyRow),
  days: z.array(tallyRow),
  trips: z.array(tripRow),
  changes: z.array(changeRow),
});
export type TripsReply = z.infer<typeof tripsReply>;
