import type { CrewId } from "../../../kernel/ids.ts";

/**
 * 演练: an incident that is played by the same commands, clocks and pages as a rescue, with crews that were told beforehand. It is one from
 * its first event on and never becomes or ceases to be one. States: running → closed like a rescue, or broken off (by a person, or
 * because real rescues took its last crew). It holds nobody: a rescue asks its crews as if they were free, and they leave the drill.
 */
export type DrillPlan = {
  /** What is played, in words. */
  readonly scenario: string;
  /** Who takes part; nobody else is asked. */
  readonly crewIds: readonly CrewId[];
  /** Whether the use unit's real duty phone is told; and whether 110, 119 or 120 may be called. */
  readonly tellUseUnit: boolean;
  readonly callOutside: boolean;
};

/** The mark stands in the place itself: each page, telling and list that shows the place shows it, also one of an older version. */
export const drillPlace = (place: string): string => `【演练】${place}`;
/** 演练 by its first letters, before the day. */
export const drillNo = (day: string): string => `YL${day}`;
