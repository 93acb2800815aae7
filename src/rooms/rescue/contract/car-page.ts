import { z } from "zod";
import { carRights } from "./chat.ts";
import { stillInsideQuestion } from "./storms.ts";

const instant = z.int();

/** The car's page: what anyone may see, and with the long token the place. */
export const carPage = z.object({
  centreNumber: z.string(),
  known: z.boolean(),
  /** With the token only. */
  place: z.string().nullable(),
  /** With the token only: key of the live topic `progress` of the emergency that is open at this lift. */
  progressKey: z.string().nullable(),
});
export type CarPage = z.infer<typeof carPage>;
export const carPageQuery = z.object({ t: z.string().max(100).optional() });
export const carAlarmBody = z.object({
  key: z.uuid(),
  t: z.string().max(100).nullable(),
  /** How long ago it was pressed, where the phone had no signal; what cannot be true counts as now. */
  agoSeconds: z.number().nullish().catch(null),
});
/** `progressKey` opens the progress of this alarm's incident to its sender. */
export const carAlarmReply = z.object({ progressKey: z.string() });

/** A fault without anybody inside, told from the car's page. */
export const carFaultBody = z.object({
  key: z.uuid(),
  t: z.string().max(100).nullable(),
  text: z.string().trim().max(200),
});

/** What the car's page shows (live topic `progress:<progressKey>`, also GET for a browser without event streams). */
export const carProgress = z.object({
  key: z.string(),
  rights: z.enum(carRights),
  /** With the token, and for relatives of who had it. */
  place: z.string().nullable(),
  /** Number of the latest line of text that this phone sees; 0: none. */
  chat: z.int(),
  stage: z.enum(["heard", "coming", "arrived", "freed", "closed"]),
  /** Expected arrival of a crew that has accepted; null when nobody can say it truthfully. */
  expectedAt: instant.nullable(),
  /** The crew will be later than was said before. */
  later: z.boolean(),
  saidFree: z.boolean(),
  saidMistake: z.boolean(),
  openedAt: instant,
  /** In a storm: 「还在里面吗」. Null: nobody asks. By typed digits `inside` is never told. */
  stillInside: stillInsideQuestion.nullable(),
});
export type CarProgress = z.infer<typeof carProgress>;
