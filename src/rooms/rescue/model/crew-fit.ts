import type { CrewFit, CrewSays, FitNeed, FitRules, UnfitReason } from "../contract/crew-fit.ts";

type Factor = CrewFit["factors"][number];
type State = Factor["state"];
type Asked = { readonly ability: CrewSays | undefined; readonly station: boolean };

/** How one gets people out of a kind of lift (special-equipment catalogue of 2014). */
export function skillFor(
  liftKind: string,
): "traction" | "hydraulic" | "escalator" | "explosion-proof" | "service-lift" {
  if (liftKind === "3410") return "explosion-proof";
  if (liftKind === "3430") return "service-lift";
  if (liftKind.startsWith("32")) return "hydraulic";
  return liftKind.startsWith("33") ? "escalator" : "traction";
}

/**
 * How a crew fits a lift now. What the rules ask for keeps it from being asked as long as another lacks nothing; make and tools rank only.
 * What nobody wrote down counts as there. Agreement and hours are of stations: the contracted unit owes its help at any hour.
 */
export function fitOf({ ability, station }: Asked, need: FitNeed, rules: FitRules): CrewFit {
  const required: readonly (readonly [UnfitReason, boolean, State])[] = [
    ["agreement", rules.agreement && station, agreementState(ability, need)],
    ["hours", rules.hours && station, hoursState(ability, need)],
    ["certificate", rules.certificate, certificateState(ability)],
    ["skill", rules.skill, skillState(ability, need)],
  ];
  const ranks: readonly (readonly ["brand" | "kit", State, number])[] = [
    ["brand", brandState(ability, need), rules.brandSeconds],
    ["kit", kitState(ability), rules.kitSeconds],
  ];
  const held = required.filter(([, asked]) => asked).map(([name, , state]): Factor => ({ name, state, seconds: 0 }));
  const ranked = ranks.map(([name, state, cost]): Factor => ({ name, state, seconds: state === "lacking" ? cost : 0 }));
  return {
    unfit: required.filter(([, asked, state]) => asked && state === "lacking").map(([name]) => name),
    addedSeconds: ranked.reduce((sum, { seconds }) => sum + seconds, 0),
    factors: [...held, ...ranked],
  };
}

function agreementState(ability: CrewSays | undefined, { day }: FitNeed): State {
  const { from = null, to = null } = ability?.agreement ?? {};
  if (from === null && to === null) return "unknown";
  return (from === null || from <= day) && (to === null || day <= to) ? "ok" : "lacking";
}

/** A night goes over midnight; the minute at which it closes is no longer open. */
function hoursState(ability: CrewSays | undefined, { minute }: FitNeed): State {
  const hours = ability?.hours ?? null;
  if (hours === null) return "unknown";
  const { opensMinute: from, closesMinute: to } = hours;
  if (from === to) return "ok";
  const open = from < to ? from <= minute && minute < to : minute >= from || minute < to;
  return open ? "ok" : "lacking";
}

function certificateState(ability: CrewSays | undefined): State {
  if (ability === undefined || ability.members === 0) return "unknown";
  return ability.certified > 0 ? "ok" : "lacking";
}

function skillState(ability: CrewSays | undefined, { liftKind }: FitNeed): State {
  if (ability === undefined || ability.skills.length === 0 || liftKind === null) return "unknown";
  return ability.skills.includes(skillFor(liftKind)) ? "ok" : "lacking";
}

/** 「上海三菱」 is meant by the maker 「上海三菱电梯有限公司」. */
function brandState(ability: CrewSays | undefined, { brand }: FitNeed): State {
  if (ability === undefined || ability.brands.length === 0 || brand === null) return "unknown";
  return ability.brands.some((known) => brand.includes(known)) ? "ok" : "lacking";
}

const releaseTools: ReadonlySet<string> = new Set(["door-key", "hand-winding", "brake-release"]);

function kitState(ability: CrewSays | undefined): State {
  if (ability === undefined || ability.kit.length === 0) return "unknown";
  return ability.kit.some((item) => releaseTools.has(item)) ? "ok" : "lacking";
}

type Ranked = { readonly etaSeconds: number; readonly fit?: CrewFit };

/** Road time with what ranks. */
export const rankSeconds = ({ etaSeconds, fit }: Ranked): number => etaSeconds + (fit?.addedSeconds ?? 0);
export const isFit = ({ fit }: Ranked): boolean => (fit?.unfit.length ?? 0) === 0;

/** Those that the rules let be asked; where they would leave nobody, all: somebody is always better than nobody. */
export const fitting = <Option extends Ranked>(options: readonly Option[]): readonly Option[] =>
  options.some(isFit) ? options.filter(isFit) : options;

/** Best first. The same options always have the same order. */
export const ranked = <Option extends Ranked>(options: readonly Option[]): Option[] =>
  options.toSorted((a, b) => rankSeconds(a) - rankSeconds(b));

/**
 * All that the choice of a crew rested on, kept with the ask: the same question has the same answer for ever. The nearest sixteen, and
 * whoever was chosen.
 */
export type CrewQuestion<Id extends string = string> = {
  readonly level: 1 | 2;
  readonly rules: FitRules;
  readonly need: FitNeed;
  readonly options: readonly (Ranked & { readonly crewId: Id; readonly contracted: boolean })[];
};

export const answerTo = <Id extends string>({ options, level }: CrewQuestion<Id>): Id | undefined =>
  ranked(fitting(level === 1 ? options.filter(({ contracted }) => contracted) : options))[0]?.crewId;
