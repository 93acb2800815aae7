import type { CityLift } from "../city/city.ts";
import { dayOf, dayText } from "../city/days.ts";
import { anniversary, isInspectionYear } from "../city/inspection-years.ts";
import { createDice, type Dice } from "../dice.ts";

/** A past event of a lift, by the columns of the platform's form of histories. */
export type HistoryRow = {
  readonly lift_code: string;
  readonly kind: string;
  readonly done_on: string;
  readonly organisation_code: string;
  readonly paper: string;
};
export const historyColumns = ["lift_code", "kind", "done_on", "organisation_code", "paper"] as const;

export type HistoryOptions = {
  readonly seed: number;
  /** The day of today, counted from 1970-01-01; nothing is done later. */
  readonly asOf: number;
  /** Whoever inspects and tests in this city, by code. */
  readonly inspection: string;
  readonly testing: readonly string[];
  /** How many past months of maintenance visits and faults are on record; papers of older ones are elsewhere. */
  readonly monthsOfVisits: number;
};

/** TSG T7001-2023 began to hold a year after its issue; before, every lift was inspected every year. */
const newRules = dayOf("2024-04-02");
const year = 365.25;

/** What is on record of a lift's life, oldest first. Rescues are not: the platform leads them itself. The same arguments give the same rows. */
export function historyOf(lift: CityLift, no: number, options: HistoryOptions): HistoryRow[] {
  const dice = createDice(options.seed + 77);
  const about: About = { lift, no, dice, options };
  const events = [...beginning(about), ...inspections(about), ...visits(about), ...repairs(about), ...end(about)];
  return events
    .filter((event) => event.day <= options.asOf)
    .sort((a, b) => a.day - b.day)
    .map(({ kind, day, by, paper }) => ({
      lift_code: lift.registerCode,
      kind,
      done_on: dayText(day),
      organisation_code: by,
      paper,
    }));
}

type About = { readonly lift: CityLift; readonly no: number; readonly dice: Dice; readonly options: HistoryOptions };
type Event = { readonly kind: string; readonly day: number; readonly by: string; readonly paper: string };

const partyOf = (lift: CityLift, role: string): string =>
  lift.parties.find((party) => party.role === role)?.organisation ?? "";

function beginning({ lift, no, options }: About): Event[] {
  const { madeOn, inUseSince, useRegistrationNo } = lift.papers;
  const paper = (letters: string): string => `示范-${letters}-${no + 1}`;
  const maker = partyOf(lift, "maker");
  return [
    { kind: "manufactured", day: madeOn, by: maker, paper: paper("HG") },
    { kind: "installation-notified", day: Math.min(madeOn + 30, inUseSince - 20), by: maker, paper: paper("GZ") },
    { kind: "supervision-inspected", day: inUseSince - 10, by: options.inspection, paper: paper("JD") },
    { kind: "use-registered", day: inUseSince, by: partyOf(lift, "use-unit"), paper: useRegistrationNo },
  ];
}

function inspections({ lift, no, dice, options }: About): Event[] {
  const { inUseSince } = lift.papers;
  const years = Math.floor((options.asOf - inUseSince) / year);
  return Array.from({ length: years }, (_, i): Event => {
    const age = i + 1;
    const day = anniversary(inUseSince, age) - Math.floor(dice(no, 200 + age) * 20);
    const inspected = day < newRules || isInspectionYear(age);
    const body = options.testing[(no + age) % Math.max(1, options.testing.length)] ?? options.inspection;
    return inspected
      ? { kind: "inspected", day, by: options.inspection, paper: `示范-DJ-${no + 1}-${age}` }
      : { kind: "tested", day, by: body, paper: `示范-JC-${no + 1}-${age}` };
  });
}

/** Twice a month (TSG T5002-2017: at most 15 days between); the share that is on record differs from unit to unit. */
function visits({ lift, no, dice, options }: About): Event[] {
  const unit = partyOf(lift, "maintenance");
  const recorded = 0.75 + 0.25 * dice(Number(unit.slice(8, 17)), 300);
  const first = Math.max(lift.papers.inUseSince, options.asOf - Math.round(options.monthsOfVisits * 30.4));
  const found: Event[] = [];
  for (let day = first + (no % 15); day <= options.asOf; day += 15) {
    if (dice(no, day) >= recorded) continue;
    found.push({ kind: "maintained", day, by: unit, paper: `示范-WB-${no + 1}-${day}` });
  }
  return found;
}

/** About one fault a year, more with age; a large repair or a modification of old lifts now and then. */
function repairs({ lift, no, dice, options }: About): Event[] {
  const unit = partyOf(lift, "maintenance");
  const age = (options.asOf - lift.papers.inUseSince) / year;
  const months = Math.min(options.monthsOfVisits, Math.floor(age * 12));
  const found: Event[] = [];
  for (let month = 0; month < months; month += 1) {
    if (dice(no, 400 + month) >= (0.6 + age / 15) / 12) continue;
    const day = options.asOf - Math.floor((month + dice(no, 500 + month)) * 30.4);
    const paper = `示范-GZ-${no + 1}-${month}`;
    found.push({ kind: "fault-found", day, by: unit, paper }, { kind: "repaired", day, by: unit, paper });
  }
  const large = (share: number, question: number, kind: string, letters: string): void => {
    if (age < 11 || dice(no, question) >= share) return;
    const day = options.asOf - Math.floor(dice(no, question + 1) * 4 * year);
    found.push({ kind, day, by: kind === "assessed" ? options.inspection : unit, paper: `示范-${letters}-${no + 1}` });
  };
  large(0.2, 600, "major-repaired", "DX");
  large(0.06, 610, "modified", "GZ2");
  large(age > 15 ? 0.25 : 0, 620, "assessed", "PG");
  return found;
}

function end({ lift, no, dice, options }: About): Event[] {
  const by = partyOf(lift, "use-unit");
  const day = options.asOf - 20 - Math.floor(dice(no, 700) * 300);
  if (lift.papers.registration === "stopped") return [{ kind: "use-stopped", day, by, paper: `示范-BT-${no + 1}` }];
  if (lift.papers.registration !== "scrapped") return [];
  return [
    { kind: "scrapped", day, by, paper: `示范-BF-${no + 1}` },
    { kind: "registration-cancelled", day: day + 10, by, paper: `示范-ZX-${no + 1}` },
  ];
}
