import type { Position } from "../../../kernel/coordinates.ts";
import type { ArriveArea, ArriveLimit } from "../contract/arrive-areas.ts";

/** A clock of the table `rescue.clock`, with where it stands. */
export type StatedClock = {
  readonly seconds: number;
  readonly regionCode: string;
  readonly source: string;
  readonly certainty: ArriveLimit["certainty"];
  readonly validFrom: string;
};
/** A region's own areas. */
export type AreaRule = Omit<StatedClock, "seconds"> & {
  readonly outsideSeconds: number;
  readonly areas: readonly ArriveArea[];
};

export type ArriveQuestion = {
  /** The region and those that hold it, the nearest first. */
  readonly above: readonly string[];
  readonly position: Position | null;
  readonly clock: StatedClock;
  /** T5002's other time, for places that belong to no municipality and no city of a prefecture's rank. */
  readonly elsewhere: StatedClock;
  readonly areas: AreaRule | null;
  /** Whether an area has a place in it (platform/areas.ts). */
  readonly holds: (area: ArriveArea, position: Position) => boolean;
};

const nation = "100000";

/**
 * How long a crew has from its acceptance to the lift, and by which clause. The nearest region that says something has the word; where the
 * same region has areas and a clock of its own, the areas. A place that is not known counts as lying where the time is shortest: too
 * strict a time brings help early, too mild a one brings it late, and nobody could show that the mild one applied.
 */
export function arriveLimitOf(question: ArriveQuestion): ArriveLimit {
  const { above, clock, elsewhere, areas } = question;
  const height = (regionCode: string): number => above.indexOf(regionCode);
  if (areas !== null && height(areas.regionCode) <= height(clock.regionCode)) return byAreas(areas, question);
  if (clock.regionCode === nation && isElsewhere(above[0] ?? nation)) return { ...elsewhere, rule: "elsewhere" };
  return { ...clock, rule: "region" };
}

function byAreas({ areas, outsideSeconds, ...ground }: AreaRule, { position, holds }: ArriveQuestion): ArriveLimit {
  const outside = { ...ground, seconds: outsideSeconds };
  const strictest = (list: readonly ArriveArea[]): ArriveArea | undefined =>
    list.toSorted((a, b) => a.seconds - b.seconds)[0];
  if (position === null) {
    const area = strictest(areas.filter(({ seconds }) => seconds < outsideSeconds));
    return area === undefined ? { ...outside, rule: "no-position" } : within(ground, area, "no-position");
  }
  const area = strictest(areas.filter((each) => holds(each, position)));
  return area === undefined ? { ...outside, rule: "outside-areas" } : within(ground, area, "area");
}

const within = (
  ground: Omit<StatedClock, "seconds">,
  { name, seconds, clause }: ArriveArea,
  rule: "area" | "no-position",
): ArriveLimit => ({ ...ground, seconds, rule, area: name, source: clause ?? ground.source });

/**
 * By the code (GB/T 2260): third and fourth digit 21 to 50 are 地区, 自治州 and 盟, 90 are counties under a province itself. Cities of a
 * prefecture's rank without districts count as cities: the stricter reading of 设区的市.
 */
export function isElsewhere(regionCode: string): boolean {
  const prefecture = Number(regionCode.slice(2, 4));
  return (prefecture >= 21 && prefecture <= 50) || prefecture === 90;
}
