import { minutes, seconds } from "../../../kernel/clock.ts";
import type { BulletinFigure } from "../contract/bulletin.ts";
import { type BulletinCase, firstThere, isEntrapment } from "./bulletin-cases.ts";

/** What the register holds: denominators of rates. */
export type FleetCounts = {
  readonly passengerLiftsInUse: number;
};

/** A figure without its words, by its name (contract/bulletin-words.ts). */
export type FigureValue = Pick<BulletinFigure, "value" | "unit" | "of">;
export type FigureValues = Readonly<Record<string, FigureValue>>;

const two = (value: number): number => Math.round(value * 100) / 100;
const count = (value: number): FigureValue => ({ value, unit: "count", of: null });
const people = (value: number): FigureValue => ({ value, unit: "people", of: null });
const share = (part: number, whole: number): FigureValue => ({
  value: whole === 0 ? null : two((part / whole) * 100),
  unit: "percent",
  of: { part, whole },
});
const inMinutes = (values: readonly number[], pick: (sorted: readonly number[]) => number): FigureValue => ({
  value: values.length === 0 ? null : two(pick(values.toSorted((a, b) => a - b)) / 60_000),
  unit: "minutes",
  of: { part: values.length, whole: values.length },
});
const mean = (values: readonly number[]): FigureValue =>
  inMinutes(values, (sorted) => sorted.reduce((sum, value) => sum + value, 0) / sorted.length);
/** By linear interpolation between the two nearest, as PostgreSQL's percentile_cont. */
const percentile = (values: readonly number[], p: number): FigureValue =>
  inMinutes(values, (sorted) => {
    const at = (sorted.length - 1) * p;
    const [low, high] = [sorted[Math.floor(at)] as number, sorted[Math.ceil(at)] as number];
    return low + (high - low) * (at - Math.floor(at));
  });

type Ends = readonly [number | null | undefined, number | null | undefined];
/** Milliseconds of a span, of those cases that have both its ends. */
const spansOf = (cases: readonly BulletinCase[], ends: (each: BulletinCase) => Ends): number[] =>
  cases.flatMap((each) => {
    const [from, to] = ends(each);
    return from == null || to == null ? [] : [Math.max(0, to - from)];
  });

export function bulletinFigures(all: readonly BulletinCase[], fleet: FleetCounts): FigureValues {
  const cases = all.filter(isEntrapment);
  return { ...counted(all, cases), ...published(cases, fleet), ...percentilesOf(cases), ...ours(cases) };
}

function counted(all: readonly BulletinCase[], cases: readonly BulletinCase[]): FigureValues {
  const freed = (list: readonly BulletinCase[]) => list.reduce((sum, { freedCount }) => sum + freedCount, 0);
  return {
    cases: count(all.length),
    calls: count(all.filter(({ source }) => source === "call").length),
    entrapments: count(cases.length),
    "people-freed": people(freed(cases)),
    "freed-themselves": people(freed(cases.filter(({ freedBy }) => freedBy === "themselves"))),
    "false-alarms": count(all.length - cases.length),
    casualties: count(all.filter(({ injured, dead }) => injured + dead > 0).length),
  };
}

/** First ask of the contracted unit. */
const firstAtLevelOne = ({ asks }: BulletinCase) => asks.find(({ level }) => level === 1);

function published(cases: readonly BulletinCase[], fleet: FleetCounts): FigureValues {
  const asked = cases.flatMap((each) => firstAtLevelOne(each) ?? []);
  const responded = asked.filter(
    ({ askedAt, acceptedAt }) => acceptedAt !== null && acceptedAt - askedAt <= minutes(3),
  );
  const receipts = spansOf(cases, (each) => [firstThere(each)?.acceptedAt, firstThere(each)?.arrivedAt]);
  return {
    "three-minute-response": share(responded.length, asked.length),
    "thirty-minute-arrival": share(receipts.filter((span) => span <= minutes(30)).length, receipts.length),
    "mean-arrival": mean(spansOf(cases, ({ dispatchedAt, arrivedAt }) => [dispatchedAt, arrivedAt])),
    "mean-release": mean(spansOf(cases, ({ arrivedAt, freedAt }) => [arrivedAt, freedAt])),
    "entrapment-rate": share(cases.filter(({ passengerLift }) => passengerLift).length, fleet.passengerLiftsInUse),
  };
}

function percentilesOf(cases: readonly BulletinCase[]): FigureValues {
  const spans = {
    answer: spansOf(cases, ({ openedAt, answeredAt }) => [openedAt, answeredAt]),
    dispatch: spansOf(cases, ({ openedAt, dispatchedAt }) => [openedAt, dispatchedAt]),
    arrival: spansOf(cases, ({ openedAt, arrivedAt }) => [openedAt, arrivedAt]),
    release: spansOf(cases, ({ arrivedAt, freedAt }) => [arrivedAt, freedAt]),
  };
  const named = Object.entries(spans).flatMap(([name, values]) =>
    [50, 90, 95].map((p) => [`${name}-p${p}`, percentile(values, p / 100)] as const),
  );
  return Object.fromEntries(named);
}

function ours(cases: readonly BulletinCase[]): FigureValues {
  const byOthers = (freedBy: string | null) => freedBy === "themselves" || freedBy === "use-unit";
  const waited = cases.filter((each) => each.arrivedAt !== null || (each.closedAt !== null && !byOthers(each.freedBy)));
  const late = waited.filter(
    ({ openedAt, arrivedAt, arriveSeconds }) => arrivedAt === null || arrivedAt - openedAt > seconds(arriveSeconds),
  );
  const received = cases.flatMap((each) => {
    const { acceptedAt, arrivedAt } = firstThere(each) ?? { acceptedAt: null, arrivedAt: null };
    return acceptedAt === null || arrivedAt === null ? [] : [arrivedAt - acceptedAt > seconds(each.arriveSeconds)];
  });
  const phones = cases.filter(({ useUnitAsked }) => useUnitAsked);
  return {
    "late-from-alarm": share(late.length, waited.length),
    "late-from-receipt": share(received.filter(Boolean).length, received.length),
    "use-unit-phone": share(phones.filter(({ useUnitAnswered }) => useUnitAnswered).length, phones.length),
  };
}
