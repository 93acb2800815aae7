import type { CityLift } from "../city/city.ts";
import { homesShare, nanjingKinds } from "../city/published.ts";
import {
  ageFactors,
  causeWeights,
  hourWeights,
  housingShare,
  monthlyGoodsRate,
  monthlyRate,
  nanjingRescues,
  secondLevelShare,
} from "../city/published-rescues.ts";
import type { Dice } from "../dice.ts";

/** An entrapment of former years, as a rescue centre's register would have it. Times in minutes since 1970-01-01, China's clock. */
export type PastRescue = {
  readonly openedAt: number;
  readonly arrivedAt: number;
  readonly freedAt: number;
  readonly closedAt: number;
  /** Days counted from 1970-01-01. */
  readonly day: number;
  readonly people: number;
  readonly cause: string;
  /** A station went instead of the contracted unit. */
  readonly secondLevel: boolean;
};

const daysPerMonth = 30.4375;
const daysPerYear = 365.25;
const minutesPerDay = 1_440;

/** Homes among the passenger lifts: nearly all of theirs are. */
const homesAmongPassenger = (homesShare * nanjingKinds.total) / nanjingKinds.passenger;
const placeFactors = {
  housing: housingShare / homesAmongPassenger,
  others: (1 - housingShare) / (1 - homesAmongPassenger),
} as const;

/** What a lift has been through in the last `months` before `asOf`, oldest first. The same arguments give the same rescues. */
export function pastRescuesOf(
  { lift, no, dice }: { readonly lift: CityLift; readonly no: number; readonly dice: Dice },
  { asOf, months }: { readonly asOf: number; readonly months: number },
): PastRescue[] {
  const base = baseRate(lift);
  if (base === 0) return [];
  const own = base * ownFactor(dice(no, 800));
  const found: PastRescue[] = [];
  for (let month = months; month > 0; month -= 1) {
    const age = (asOf - (month - 0.5) * daysPerMonth - lift.papers.inUseSince) / daysPerYear;
    if (age < 0 || dice(no, 1_000 + month) >= own * ageFactor(age)) continue;
    const day = asOf - Math.floor((month - dice(no, 2_000 + month)) * daysPerMonth);
    if (day >= lift.papers.inUseSince && day < asOf) found.push(drawRescue(dice, no, { month, day }));
  }
  return found;
}

/** Of a month, before age: none for escalators and service lifts. */
function baseRate({ kind, sector }: CityLift): number {
  if (kind === "3120" || kind === "3130") return monthlyGoodsRate;
  if (kind !== "3110") return 0;
  return monthlyRate * (sector === "housing" ? placeFactors.housing : placeFactors.others);
}

/** Some lifts trap again and again (重复困人): their own factor falls off exponentially, one on the average. */
const ownFactor = (share: number): number => -Math.log(1 - share);

const ageFactor = (age: number): number => ageFactors.find(({ below }) => age < below)?.factor ?? 1;

function drawRescue(
  dice: Dice,
  no: number,
  { month, day }: { readonly month: number; readonly day: number },
): PastRescue {
  const draw = (question: number): number => dice(no, 3_000 + month * 40 + question);
  const minute = pick(hours, draw(0)) * 60 + Math.floor(draw(1) * 60);
  const openedAt = day * minutesPerDay + minute;
  const arrivedAt = openedAt + spread(nanjingRescues.arriveMinutes, [draw(2), draw(3), draw(4)]);
  const freedAt = arrivedAt + spread(nanjingRescues.rescueMinutes, [draw(5), draw(6)]);
  return {
    openedAt,
    arrivedAt,
    freedAt,
    closedAt: freedAt + 5 + Math.floor(draw(7) * 25),
    day,
    people: 1 + further(nanjingRescues.freed / nanjingRescues.cases - 1, draw(8)),
    cause: pick(causeWeights, draw(9)),
    secondLevel: draw(10) < secondLevelShare,
  };
}

const hours = hourWeights.map((weight, hour) => [hour, weight] as const);

function pick<T>(list: readonly (readonly [T, number])[], share: number): T {
  let rest = share * list.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [thing, weight] of list) {
    rest -= weight;
    if (rest < 0) return thing;
  }
  throw new Error("nothing to pick from");
}

/** Whole minutes, at least one, about `mean`: of three draws one in two hundred is more than three times as long, as published (30 minutes). */
const spread = (mean: number, draws: readonly number[]): number =>
  Math.max(1, Math.round(draws.reduce((sum, each) => sum - Math.log(1 - each), 0) * (mean / draws.length)));

/** How many more than one are in the car: counted by Poisson's law. */
function further(mean: number, share: number): number {
  let [count, term] = [0, Math.exp(-mean)];
  let sum = term;
  while (share >= sum && count < 12) {
    count += 1;
    term *= mean / count;
    sum += term;
  }
  return count;
}
