import type { Position } from "../../../src/kernel/coordinates.ts";
import { causes, type IncidentFile, type TimelineEntry } from "../../../src/rooms/rescue/contract.ts";
import { deedTime } from "../../../web/desk/incident/deed-time.ts";
import { actorName, timelineLine, withoutRepeats } from "../../../web/desk/incident/timeline-line.ts";
import { tell } from "../../../web/desk/texts/timeline-texts.ts";
import { formatClock } from "../../../web/ui/format-duration.ts";
import { setLanguage } from "../../../web/ui/texts/language.ts";

/** The same in the words of both languages. */
export type Words = { readonly zh: string; readonly en: string };

/** A crew as it was known at a moment. Times are epoch milliseconds. */
export type KnownCrew = {
  readonly askId: string;
  readonly name: string;
  readonly organisation: string;
  readonly status: "asked" | "accepted" | "arrived" | "refused" | "overdue" | "stood-down";
  /** The road as it was measured when the crew was asked. */
  readonly etaSeconds: number;
  readonly metres: number;
  readonly estimated: boolean;
  readonly askedAt: number;
  readonly respondBy: number;
  readonly acceptedAt: number | null;
  readonly expectedAt: number | null;
  readonly arriveBy: number | null;
  /** Recorded, never reckoned: where it was when it was asked, and where it said that it had arrived. */
  readonly from: Position | null;
  readonly arrivedPosition: Position | null;
};
export type Known = {
  readonly level: number;
  readonly persons: number | null;
  readonly injured: number | null;
  readonly freed: boolean;
  readonly closed: boolean;
  readonly crews: readonly KnownCrew[];
};
/** One line of the incident's timeline: when it was done, when the platform knew it, and all that it knew from then on. */
export type Step = {
  readonly version: number;
  readonly type: string;
  readonly at: number;
  readonly knownAt: number;
  readonly since: string;
  readonly text: Words;
  readonly remark: Words | null;
  readonly actor: Words;
  readonly known: Known;
};
export type Unfolded = {
  readonly id: string;
  readonly no: string;
  readonly place: string;
  readonly address: string | null;
  readonly position: Position | null;
  readonly openedAt: number;
  readonly closedAt: number | null;
  readonly mergedInto: string | null;
  readonly joined: readonly string[];
  readonly steps: readonly Step[];
};

/** Says something by the pages' own tables, in both languages. */
function inBoth(words: () => string): Words {
  setLanguage("en");
  const en = words();
  setLanguage("zh-CN");
  return { zh: words(), en };
}

/** An incident's stored events, in the order in which the platform came to know them, worded as on its page. */
export function unfold({ incident, timeline }: IncidentFile): Unfolded {
  const knownBy = new Map<number, Known>();
  let known: Known = { level: 1, persons: null, injured: null, freed: false, closed: false, crews: [] };
  for (const entry of timeline) {
    known = learn(known, entry, incident.asks);
    knownBy.set(entry.version, known);
  }
  const steps = withoutRepeats(timeline).map((entry): Step => {
    const { at, toldLaterMs, phoneWrong } = deedTime(entry);
    const late = toldLaterMs === null ? null : formatClock(toldLaterMs);
    return {
      version: entry.version,
      type: entry.type,
      at,
      knownAt: entry.at,
      since: formatClock(at - incident.openedAt),
      text: inBoth(() => timelineLine(entry, incident, { causes: causes, steps: [] })),
      remark: phoneWrong
        ? inBoth(() => tell("phone-time-wrong"))
        : late === null
          ? null
          : inBoth(() => tell("told-later", { span: late })),
      actor: inBoth(() => actorName(entry.actor)),
      known: knownBy.get(entry.version) ?? known,
    };
  });
  const { id, no, place, address, position, openedAt, closedAt, mergedInto, joined } = incident;
  const whole = { id, no, place, address, position, openedAt, closedAt, steps };
  return { ...whole, mergedInto: mergedInto?.no ?? null, joined: joined.map((other) => other.no) };
}

type Asks = IncidentFile["incident"]["asks"];

function learn(known: Known, entry: TimelineEntry, asks: Asks): Known {
  const { type, data } = entry;
  switch (type) {
    case "PersonsReported":
      return { ...known, persons: numberIn(data.persons), injured: numberIn(data.injured) };
    case "LevelRaised":
      return { ...known, level: numberIn(data.level) ?? known.level };
    case "PeopleFreed":
    case "FalseAlarmConfirmed":
      return { ...known, freed: true };
    case "IncidentReopened":
      return { ...known, closed: false, freed: known.freed && data.stillInside !== true };
    case "IncidentClosed":
    case "IncidentMerged":
      return { ...known, closed: true };
    case "MergeUndone":
      return { ...known, closed: false };
    case "CrewAsked":
      return { ...known, crews: [...known.crews, askedCrew(entry, asks)] };
    default:
      return {
        ...known,
        crews: known.crews.map((crew) => (crew.askId === data.askId ? learnCrew(crew, entry) : crew)),
      };
  }
}

function askedCrew({ at, data }: TimelineEntry, asks: Asks): KnownCrew {
  const ask = asks.find(({ askId }) => askId === data.askId);
  const why = (data.why ?? {}) as Readonly<Record<string, unknown>>;
  return {
    askId: String(data.askId),
    name: ask?.crew ?? "",
    organisation: ask?.organisation ?? "",
    status: "asked",
    etaSeconds: numberIn(why.etaSeconds) ?? 0,
    metres: numberIn(why.metres) ?? 0,
    estimated: why.etaSource !== "roads",
    askedAt: at,
    respondBy: numberIn(data.respondBy) ?? at,
    acceptedAt: null,
    expectedAt: null,
    arriveBy: null,
    from: positionIn(why.from),
    arrivedPosition: null,
  };
}

function learnCrew(crew: KnownCrew, { at, type, data }: TimelineEntry): KnownCrew {
  const doneAt = numberIn(data.doneAt) ?? at;
  const expected = { expectedAt: numberIn(data.expectedAt) };
  switch (type) {
    case "CrewAccepted":
      return { ...crew, ...expected, status: "accepted", acceptedAt: doneAt, arriveBy: numberIn(data.arriveBy) };
    case "ArrivalReestimated":
      return { ...crew, ...expected };
    case "CrewArrived":
    case "ContractedCrewCame":
      return { ...crew, status: "arrived", arrivedPosition: positionIn(data.position) };
    case "CrewRefused":
      return { ...crew, status: "refused" };
    case "CrewAskOverdue":
      return { ...crew, status: "overdue" };
    case "CrewStoodDown":
      return { ...crew, status: "stood-down" };
    default:
      return crew;
  }
}

const numberIn = (value: unknown): number | null => (typeof value === "number" ? value : null);

function positionIn(value: unknown): Position | null {
  if (typeof value !== "object" || value === null || !("lat" in value) || !("lon" in value)) return null;
  const { lat, lon } = value;
  return typeof lat === "number" && typeof lon === "number" ? { lat, lon } : null;
}
