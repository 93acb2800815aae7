import type { Instant } from "../../../kernel/clock.ts";
import type { DrillReport, DrillState, DrillStep, DrillStepName } from "../contract/drills.ts";
import type { Clocks } from "./clocks.ts";
import type { CrewAsk, Incident } from "./incident.ts";

/** How a drill stands, or ended. */
export function drillStateOf({ closedAt, freed, falseAlarm }: Incident): DrillState {
  if (closedAt === null) return "running";
  if (freed !== null) return "held";
  return falseAlarm ? "nobody-inside" : "broken-off";
}

type Clocked = Pick<Clocks, "crewAnswer" | "arrive" | "free" | "close">;

/** Each step of a drill against the city's clocks; the crew is the one that came first, else the one asked last. */
export function drillSteps(incident: Incident, clocks: Clocked, now: Instant): DrillStep[] {
  const crew = crewOf(incident);
  const until = incident.closedAt ?? now;
  const step = (
    name: DrillStepName,
    times: Times,
    since: DrillStep["since"],
    limitSeconds: number | null,
  ): DrillStep => {
    const { at, from } = times;
    const seconds = at === null || from === null ? null : (at - from) / 1_000;
    const passed = from === null ? null : (until - from) / 1_000;
    return { step: name, at, seconds, since, limitSeconds, kept: keptOf(seconds, passed, limitSeconds) };
  };
  const accepted = crew?.expectedAt === undefined && crew?.arrivedAt === undefined ? null : (crew.answeredAt ?? null);
  const freedAt = incident.freed?.at ?? null;
  return [
    step("taken", { at: incident.takenAt, from: incident.openedAt }, "opened", null),
    step("asked", { at: crew?.askedAt ?? null, from: incident.openedAt }, "opened", null),
    step("accepted", { at: accepted, from: crew?.askedAt ?? null }, "asked", clocks.crewAnswer),
    // The clock runs from the receipt (T5002); who came without having accepted is measured from the ask.
    step("arrived", { at: incident.arrivedAt, from: accepted ?? crew?.askedAt ?? null }, "accepted", clocks.arrive),
    step("freed", { at: freedAt, from: incident.arrivedAt }, "arrived", clocks.free),
    step("secured", { at: incident.securedAt, from: freedAt }, "freed", null),
    step("closed", { at: incident.closedAt, from: freedAt }, "freed", clocks.close),
  ];
}

type Times = { readonly at: Instant | null; readonly from: Instant | null };

/** Also a step that never came has missed its clock, once that has run out. */
function keptOf(seconds: number | null, passed: number | null, limit: number | null): boolean | null {
  if (limit === null || passed === null) return null;
  if (seconds !== null) return seconds <= limit;
  return passed > limit ? false : null;
}

const crewOf = ({ asks }: Incident): CrewAsk | undefined =>
  asks
    .filter((ask) => ask.arrivedAt !== undefined)
    .sort((a, b) => (a.arrivedAt ?? 0) - (b.arrivedAt ?? 0))
    .at(0) ?? asks.at(-1);

/** What became of a crew that takes part. */
export function outcomeFor({ asks }: Incident, crewId: string): DrillReport["crews"][number]["outcome"] {
  const own = asks.filter((ask) => ask.crewId === crewId);
  if (own.some((ask) => ask.ended?.reason === "real-rescue")) return "left";
  if (own.some((ask) => ask.arrivedAt !== undefined)) return "came";
  return own.length === 0 ? "not-asked" : "asked";
}
