import type { Instant } from "../../../kernel/clock.ts";
import type { Hazard, HelpStatus, HelpStep, Service } from "../contract/hazards.ts";
import type { IncidentEvent } from "./incident-events.ts";

/**
 * One service's part in a rescue, its latest.
 * wanted (by the rule, because of a hazard; left by a call, by a person's no, or when the hazard is taken back) → called → answered, or
 * no-answer (called again) → on-the-way → arrived → lead → handed-back. Any step may be skipped, none goes back. `mistake`: it was not
 * called after all; where the rule wanted it, it is wanted again. A service that was handed back or declined may be called (again).
 * Whoever is accountable on our side stays so: a service that leads has not taken the rescue off the desk's or the crew's hands.
 */
export type OutsideHelp = {
  readonly service: Service;
  readonly status: HelpStatus;
  readonly at: Instant;
  readonly wanted: { readonly hazards: readonly Hazard[]; readonly at: Instant; readonly callBy: Instant } | null;
  readonly calledAt: Instant | null;
  readonly caseNo: string | null;
  readonly freed: number | null;
  /** The desk was reminded of what is overdue now. */
  readonly alerted: boolean;
  /** Level before this service was called: it holds again if that was a mistake. */
  readonly levelBefore: Level;
  /** It had been called for this rescue before, and had gone. */
  readonly calledBefore: boolean;
};

/** The steps after a call, in their order. */
export const helpSteps: readonly HelpStep[] = ["no-answer", "answered", "on-the-way", "arrived", "lead"];
export const active: readonly HelpStatus[] = ["called", "no-answer", "answered", "on-the-way", "arrived", "lead"];
export const isActive = (help: OutsideHelp | undefined): help is OutsideHelp =>
  help !== undefined && active.includes(help.status);

/** Called, and not in vain. */
const isInHands = (help: OutsideHelp | undefined): help is OutsideHelp => isActive(help) && help.status !== "no-answer";

type Level = 1 | 2 | 3;
type Known = { readonly outside?: readonly OutsideHelp[] };
export const helpOf = ({ outside = [] }: Known, service: Service): OutsideHelp | undefined =>
  outside.find((each) => each.service === service);

/** What such an event is folded into: a part of the incident. */
type Before = Known & {
  readonly hazards?: readonly Hazard[];
  readonly level: Level;
  readonly outsideHelp: readonly Service[];
};
type Change = Partial<Before>;
type HelpEvent = Extract<IncidentEvent, { type: `OutsideHelp${string}` | "HazardsReported" }>;

export const isOutsideEvent = (event: { readonly type: string }): event is HelpEvent =>
  event.type === "HazardsReported" || event.type.startsWith("OutsideHelp");

/** What such an event changes. */
export function outsideAfter(before: Before, event: HelpEvent, at: Instant): Change {
  if (event.type === "HazardsReported") return { hazards: hazardsAfter(before.hazards, event) };
  const known = helpOf(before, event.service);
  const set = (part: Partial<OutsideHelp>): OutsideHelp => ({
    ...(known ?? blank(event.service, before, at)),
    at,
    ...part,
  });
  switch (event.type) {
    case "OutsideHelpWanted":
      return { outside: replaced(before, wantedAfter(before, event, at)) };
    case "OutsideHelpRecorded":
      return called(before, isInHands(known) ? known : set(calledNow(before, event.service, at)));
    case "OutsideHelpAdvanced":
      return {
        outside: replaced(
          before,
          set({ status: event.step, caseNo: event.caseNo ?? known?.caseNo ?? null, alerted: false }),
        ),
      };
    case "OutsideHelpHandedBack":
      return { outside: replaced(before, set({ status: "handed-back", freed: event.freed })) };
    case "OutsideHelpDeclined":
      return { outside: replaced(before, set({ status: "declined" })) };
    case "OutsideHelpOverdue":
      return { outside: replaced(before, { ...set({ alerted: true }), at: known?.at ?? at }) };
    case "OutsideHelpMistaken":
      return mistaken(before, set({}));
  }
}

const calledNow = (before: Before, service: Service, at: Instant): Partial<OutsideHelp> => {
  const known = helpOf(before, service);
  const again = known !== undefined && active.includes(known.status);
  return {
    status: "called",
    calledAt: at,
    caseNo: null,
    freed: null,
    alerted: false,
    // Called again after nobody answered: the level of before the first call.
    levelBefore: again ? known.levelBefore : before.level,
    calledBefore: again ? known.calledBefore : before.outsideHelp.includes(service),
    // Called anew by a person's own mind: no rule stands behind it.
    ...(again || known?.status === "wanted" ? {} : { wanted: null }),
  };
};

function called(before: Before, help: OutsideHelp): Change {
  return { outsideHelp: [...new Set([...before.outsideHelp, help.service])], outside: replaced(before, help) };
}

function wantedAfter(
  before: Before,
  event: Extract<HelpEvent, { type: "OutsideHelpWanted" }>,
  at: Instant,
): OutsideHelp {
  const { service, hazards, callBy } = event;
  const known = helpOf(before, service);
  const open = known?.status === "wanted" ? known.wanted : null;
  const wanted = {
    hazards: [...new Set([...(open?.hazards ?? []), ...hazards])],
    at: open?.at ?? at,
    callBy: Math.min(open?.callBy ?? callBy, callBy),
  };
  return { ...blank(service, before, at), wanted, alerted: open !== null && known?.alerted === true };
}

function mistaken(before: Before, help: OutsideHelp): Change {
  const { service } = help;
  const outsideHelp = help.calledBefore ? before.outsideHelp : before.outsideHelp.filter((each) => each !== service);
  const undone: OutsideHelp = {
    ...help,
    status: help.wanted === null ? "mistake" : "wanted",
    calledAt: null,
    caseNo: null,
    freed: null,
    alerted: false,
  };
  return {
    outside: replaced(before, undone),
    outsideHelp,
    // Nobody from outside was called for: the level is what it was.
    ...(outsideHelp.length === 0 ? { level: help.levelBefore } : {}),
  };
}

const blank = (service: Service, { level }: Before, at: Instant): OutsideHelp => ({
  service,
  status: "wanted",
  at,
  wanted: null,
  calledAt: null,
  caseNo: null,
  freed: null,
  alerted: false,
  levelBefore: level,
  calledBefore: false,
});

const replaced = ({ outside = [] }: Known, help: OutsideHelp): readonly OutsideHelp[] => [
  ...outside.filter(({ service }) => service !== help.service),
  help,
];

const hazardsAfter = (
  before: readonly Hazard[] | undefined,
  { added, withdrawn = [] }: { readonly added: readonly Hazard[]; readonly withdrawn?: readonly Hazard[] },
): readonly Hazard[] => [...new Set([...(before ?? []), ...added])].filter((hazard) => !withdrawn.includes(hazard));
