import type { RowProblem } from "../../../platform/imports/import-form.ts";
import type { LiftFacts } from "../model/lift-facts.ts";
import { type CodePattern, codeFits, patternIn } from "../model/rescue-code-pattern.ts";

type Coded = Pick<LiftFacts, "rescueCode" | "regionCode">;

/** Tells rescue codes that do not fit the pattern of their region on that day. */
export function createCodeWatch(
  patterns: readonly CodePattern[],
  day: string,
): (lift: Coded) => RowProblem | undefined {
  const known = new Map<string, string | undefined>();
  const patternOf = (regionCode: string): string | undefined => {
    if (!known.has(regionCode)) known.set(regionCode, patternIn(patterns, regionCode, day));
    return known.get(regionCode);
  };
  return ({ rescueCode, regionCode }) => {
    if (rescueCode === null) return undefined;
    const pattern = patternOf(regionCode);
    if (pattern === undefined || codeFits(pattern, rescueCode)) return undefined;
    return { field: "rescue_code", code: "RESCUE_CODE_ODD", params: { cell: rescueCode, pattern } };
  };
}
