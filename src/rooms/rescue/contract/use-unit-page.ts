import { z } from "zod";
import { stages } from "../contract.ts";
import { hazardList } from "./hazards.ts";
import { stillInsideQuestion } from "./storms.ts";

const instant = z.int();

/** What the use unit's duty phone is shown by its link: where, how it stands, whom to expect. Nobody's name or number but the centre's. */
export const useUnitPage = z.object({
  no: z.string(),
  place: z.string(),
  address: z.string().nullable(),
  rescueCode: z.string().nullable(),
  persons: z.int().nullable(),
  vulnerable: z.boolean(),
  hazards: hazardList,
  trappedSince: instant,
  stage: z.enum(stages),
  expectedAt: instant.nullable(),
  answer: z.enum(["unknown", "asked", "on-my-way", "guarding", "false-alarm", "no-answer"]),
  centreNumber: z.string(),
  /** In a storm: 「里面还有人吗」. Null: nobody asks. */
  stillInside: stillInsideQuestion.nullable(),
  now: instant,
});
export type UseUnitPage = z.infer<typeof useUnitPage>;

/** 正在赶来、已在现场看护层门、称误报; the desk makes sure of the last. */
export const useUnitAnswerBody = z.object({
  key: z.uuid(),
  answer: z.enum(["on-my-way", "guarding", "false-alarm"]),
});
