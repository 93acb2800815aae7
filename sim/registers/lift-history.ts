import type { CityLift } from "../city/city.ts";
import { dayOf, dayText } from "../city/days.ts";
import { anniversary, isInspectionYear } from "../city/inspection-years.ts";
import { createDice, type Dice } from "../dice.ts";
import { type PastRescue, pastRescuesOf } from "./past-rescues.ts";

/** A past event of a lift, by the columns of the platform's form of histories. */
export type HistoryRow = {
  readonly lift_code: string;
  readonly kind: string;
  readonly done_on: string;
  /** HH:MM, empty where the day alone is on record. */
  readonly done_time: string;
  readonly organisation_code: string;
  readonly paper: string;
  /** 故障原因分类, three digits. */
  readonly cause: string;
  readonly people: string;
};
export const historyColumns = [
  "lift_code",
  "kind",
  "done_on",
  "done_time",
  "organisation_code",
  "paper",
  "cause",
  "people",
] as const;

export type HistoryOptions = {
  readonly seed: number;
  /** The day of today, counted from 1970-01-01; nothing is done later. */
  readonly asOf: number;
  /** Whoever inspects and tests in this city, by code. */
  readonly inspection: string;
  readonly testing: readonly string[];
  readonly stations: readonly string[];
  /** How many past months of maintenance visits are on record; papers of older ones are elsewhere. */
  readonly monthsOfVisits: number;
  /** How many past months of faults that trapped nobody are on record, and how many of rescues. */
  readonly monthsOfFaults: number;
  readonly monthsOfRescues: number;
};

/** TSG T7001-2023 began to hold a year after its issue; before, every lift was inspected every year. */
const newRules = dayOf("2024-04-02");
const year = 365.25;

/** What is on record of a lift's life, oldest first. The same arguments give the same rows; `no` is the lift's number in the city. */
export function historyOf(lift: CityLift, no: number, options: HistoryOptions): HistoryRow[] {
  const about: About = { lift, no, dice: createDice(options.seed + 77), options };
  const last = lastDayOf(about);
  const served = [...inspections(about), ...visits(about), ...faults(about), ...rescues(about), ...largeWorks(about)];
  return rowsOf(about, [...beginning(about), ...served.filter(({ day }) => day <= last), ...end(about)]);
}

const rowsOf = ({ lift, options }: About, events: readonly Event[]): HistoryRow[] =>
  events
    .filter((event) => event.day <= options.asOf)
    .sort((a, b) => a.day - b.day || (a.minute ?? 0) - (b.minute ?? 0))
    .map(({ kind, day, minute, by, paper, cause, people }) => ({
      lift_code: lift.registerCode,
      kind,
      done_on: dayText(day),
      done_time: minute === undefined ? "" : timeText(minute),
      organisation_code: by,
      paper,
      cause: cause ?? "",
      people: people === undefined ? "" : String(people),
    }));

const timeText = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

type About = { readonly lift: CityLift; readonly no: number; readonly dice: Dice; readonly options: HistoryOptions };
type Event = {
  readonly kind: string;
  readonly day: number;
  /** Of the day; undefined where the day alone is on record. */
  readonly minute?: number;
  readonly by: string;
  readonly paper: string;
  readonly cause?: string;
  readonly people?: number;
};

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

/** A lift whose inspection is overdue was last inspected at least the shortest period, a year, before it fell due. */
function inspections({ lift, no, dice, options }: About): Event[] {
  const { inUseSince, nextInspectionDue } = lift.papers;
  const missedSince = nextInspectionDue < options.asOf ? nextInspectionDue - Math.ceil(year) : options.asOf;
  const years = Math.floor((options.asOf - inUseSince) / year);
  const held = Array.from({ length: years }, (_, i): Event => {
    const age = i + 1;
    const day = anniversary(inUseSince, age) - Math.floor(dice(no, 200 + age) * 20);
    const inspected = day < newRules || isInspectionYear(age);
    const body = options.testing[(no + age) % Math.max(1, options.testing.length)] ?? options.inspection;
    return inspected
      ? { kind: "inspected", day, by: options.inspection, paper: `示范-DJ-${no + 1}-${age}` }
      : { kind: "tested", day, by: body, paper: `示范-JC-${no + 1}-${age}` };
  });
  return held.filter(({ kind, day }) => kind !== "inspected" || day <= missedSince);
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

/** About one fault a year that traps nobody, more with age. */
function faults({ lift, no, dice, options }: About): Event[] {
  const unit = partyOf(lift, "maintenance");
  const age = (options.asOf - lift.papers.inUseSince) / year;
  const months = Math.min(options.monthsOfFaults, Math.floor(age * 12));
  const found: Event[] = [];
  for (let month = 0; month < months; month += 1) {
    const then = age - month / 12;
    if (dice(no, 400 + month) >= (0.6 + then / 15) / 12) continue;
    const day = options.asOf - Math.floor((month + dice(no, 500 + month)) * 30.4);
    const paper = `示范-GZ-${no + 1}-${month}`;
    const cause = ownCauses[Math.floor(dice(no, 4_500 + month) * ownCauses.length)] ?? "700";
    found.push({ kind: "fault-found", day, by: unit, paper, cause }, { kind: "repaired", day, by: unit, paper, cause });
  }
  return found;
}
/** Causes that lie in the lift itself; how often each occurs without trapping anybody is not published. */
const ownCauses = ["301", "302", "303", "306", "307", "405", "501", "503", "505", "507", "508", "601", "605"];

/** Entrapments with their times; whoever came found a fault where the lift itself was the cause, and mended it before it closed the case. */
function rescues(about: About): Event[] {
  const { no, options } = about;
  const last = lastDayOf(about);
  const known = pastRescuesOf(about, { asOf: options.asOf, months: options.monthsOfRescues });
  // The last minutes of a rescue may be those of the day after: one is on record whole or not at all.
  return known
    .filter(({ day }) => day < last)
    .flatMap((rescue) => {
      const paper = `示范-JY-${no + 1}-${rescue.day}`;
      const went = whoWent(about, rescue);
      const at = (minutes: number) => ({ day: Math.floor(minutes / 1_440), minute: minutes % 1_440 });
      const { cause, people } = rescue;
      const closed = { ...at(rescue.closedAt), paper, cause };
      return [
        { kind: "rescue-opened", ...at(rescue.openedAt), by: "", paper },
        { kind: "rescue-crew-arrived", ...at(rescue.arrivedAt), by: went, paper },
        { kind: "rescue-people-freed", ...at(rescue.freedAt), by: went, paper, people },
        ...(isOwnCause(cause)
          ? ["fault-found", "repaired"].map((kind) => ({ kind, ...closed, by: partyOf(about.lift, "maintenance") }))
          : []),
        { kind: "rescue-closed", ...closed, by: went },
      ];
    });
}

const isOwnCause = (cause: string): boolean => cause >= "300" && cause < "700";

function whoWent({ lift, no, options }: About, { secondLevel, day }: PastRescue): string {
  const station = options.stations[(no + day) % Math.max(1, options.stations.length)];
  return secondLevel && station !== undefined ? station : partyOf(lift, "maintenance");
}

/** Large repairs, modifications and assessments of old lifts now and then. */
function largeWorks({ lift, no, dice, options }: About): Event[] {
  const unit = partyOf(lift, "maintenance");
  const age = (options.asOf - lift.papers.inUseSince) / year;
  const found: Event[] = [];
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

/** The last day on which somebody inspects, maintains or frees: a lift that is filed as stopped or scrapped serves nobody. */
const lastDayOf = (about: About): number =>
  about.lift.papers.registration === "in-use" ? about.options.asOf : takenOutOn(about);

const takenOutOn = ({ lift, no, dice, options }: About): number =>
  Math.max(lift.papers.inUseSince + 1, options.asOf - 20 - Math.floor(dice(no, 700) * 300));

function end(about: About): Event[] {
  const { lift, no } = about;
  const by = partyOf(lift, "use-unit");
  const day = takenOutOn(about);
  if (lift.papers.registration === "stopped") return [{ kind: "use-stopped", day, by, paper: `示范-BT-${no + 1}` }];
  if (lift.papers.registration !== "scrapped") return [];
  return [
    { kind: "scrapped", day, by, paper: `示范-BF-${no + 1}` },
    { kind: "registration-cancelled", day: day + 10, by, paper: `示范-ZX-${no + 1}` },
  ];
}
