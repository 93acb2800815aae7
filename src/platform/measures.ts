import type { Instant } from "../kernel/clock.ts";

/** A live figure that a room offers to the rooms above: what it counts, and its value for a region at a moment. */
export type Measure = {
  /** `<room>.<what>`, never changed: duties are bound to it. */
  readonly name: string;
  readonly zh: string;
  readonly en: string;
  readonly definitionZh: string;
  readonly definitionEn: string;
  readonly unit: "%" | "台" | "起" | "个" | "次";
  /** Null when nothing can be counted (no lifts at all, no rescue in the time), or not now. */
  readonly ask: (region: string, now: Instant) => Promise<number | null>;
};

/** A share in percent with one decimal; null of nothing. */
export const shareOf = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part / whole) * 1_000) / 10;
