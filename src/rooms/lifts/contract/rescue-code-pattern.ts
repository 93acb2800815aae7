import { z } from "zod";
import { certainties } from "../../../kernel/certainty.ts";

const regionCode = z.string().regex(/^\d{6,12}$/);
/** One shape or up to four, parted by blanks: `#` a digit, `@` a letter, anything else stands for itself. */
export const patternShape = "[A-Z0-9#@\\-]{4,20}( [A-Z0-9#@\\-]{4,20}){0,3}";

/** How the rescue codes of a region look from a day on. What held before stays on record. */
export const putCodePatternBody = z.strictObject({
  regionCode,
  pattern: z
    .string()
    .trim()
    .regex(new RegExp(`^${patternShape}$`)),
  validFrom: z.iso.date(),
  /** The document and clause, or who decided it. */
  source: z.string().trim().min(4).max(300),
  certainty: z.enum(certainties),
});
export type PutCodePattern = z.infer<typeof putCodePatternBody>;

export const codePatternList = z.object({
  /** The day in China: rows that are valid from a later day are planned. */
  today: z.iso.date(),
  patterns: z.array(putCodePatternBody.extend({ regionName: z.string() })),
});
export type CodePatternList = z.infer<typeof codePatternList>;
