import { createDraws } from "../draws.ts";

/** The lives of incidents that are cut: courses.ts plays them. */
export const courseNames = [
  "device-to-repair",
  "refused-and-hurt",
  "three-alarms-two-desks",
  "merged-and-split",
  "drill-and-real",
  "nobody-answers",
  "second-crew",
  "taken-up-again",
  "fault",
  "storm",
  "shift-handed-over",
] as const;
export type CourseName = (typeof courseNames)[number];

/**
 * Where a commit is cut. before: it never reached the database. after: the database has it, and the platform never heard.
 * answered: the platform heard, and dies so many milliseconds later.
 */
export const sides = ["before", "after", "answered"] as const;
export type Side = (typeof sides)[number];

/** One kill: which two lives run side by side, and where they are cut. */
export type Point = {
  readonly no: number;
  readonly courses: readonly [CourseName, CourseName];
  /** Between 0 and 1: how far along the commits that the two lives make together. */
  readonly share: number;
  readonly side: Side;
  readonly laterMs: number;
  /** The platform that comes back is killed too, so many commits after its start; null = it is left alone. */
  readonly againAfter: number | null;
};

/** The same seed and number are the same point for ever. Lives and sides come in turn, so that few points see all of them. */
export function drawPoint(seed: number, no: number): Point {
  const draws = createDraws(seed);
  const inTurn = draws.shuffled(courseNames, "turn", Math.floor(no / courseNames.length));
  const first = inTurn[no % courseNames.length] ?? draws.pick(courseNames, "first", no);
  const side = sides[(no + Math.floor(no / courseNames.length)) % sides.length] ?? "before";
  return {
    no,
    courses: [first, draws.pick(courseNames, "beside", no)],
    share: draws.unit("share", no),
    side,
    laterMs: draws.int(0, 30, "later", no),
    againAfter: draws.chance(0.15, "again", no) ? draws.int(1, 12, "again-after", no) : null,
  };
}
