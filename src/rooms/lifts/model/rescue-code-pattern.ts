/**
 * How the rescue codes of a region look. A pattern is one shape or several, parted by blanks: `#` is a digit, `@` a letter, anything
 * else stands for itself. It holds from a day (`YYYY-MM-DD`) on, for the region and what lies in it.
 */
export type CodePattern = { readonly regionCode: string; readonly pattern: string; readonly validFrom: string };

/** Where no region has its own. */
export const nationCode = "100000";

/** A region and those that hold it, the nearest first. */
const regionsAbove = (code: string): string[] => [
  code,
  code.slice(0, 6),
  `${code.slice(0, 4)}00`,
  `${code.slice(0, 2)}0000`,
  nationCode,
];

/** The pattern of a region on a day: its own, else that of the nearest region above, the latest that holds. */
export function patternIn(patterns: readonly CodePattern[], regionCode: string, day: string): string | undefined {
  for (const code of regionsAbove(regionCode)) {
    const held = patterns.filter((each) => each.regionCode === code && each.validFrom <= day);
    const latest = held.toSorted((a, b) => b.validFrom.localeCompare(a.validFrom))[0];
    if (latest !== undefined) return latest.pattern;
  }
  return undefined;
}

/** What stands before the digits at a code's end, by which it is counted up: `A0012` has `A`, six digits have nothing. */
export const fixedPart = (code: string): string => code.replace(/\d+$/, "");

const isFree = (sign: string): boolean => sign === "#" || sign === "@";
const signFits = (sign: string, place: string): boolean =>
  sign === "#" ? /^\d$/.test(place) : sign === "@" ? /^[A-Z]$/.test(place) : sign === place;
const shapeFits = (shape: string, code: string): boolean =>
  shape.length === code.length && [...shape].every((sign, i) => signFits(sign, code[i] ?? ""));

export const codeFits = (pattern: string, code: string): boolean =>
  pattern.split(" ").some((shape) => shapeFits(shape, code.toUpperCase()));

/** Whether every number from first to last fits: what a shape fixes must stand before the first place that differs. */
export const rangeFits = (pattern: string, first: string, last: string): boolean =>
  pattern
    .split(" ")
    .some(
      (shape) =>
        shapeFits(shape, first) &&
        shapeFits(shape, last) &&
        [...shape].every((sign, i) => isFree(sign) || first.slice(0, i + 1) === last.slice(0, i + 1)),
    );
