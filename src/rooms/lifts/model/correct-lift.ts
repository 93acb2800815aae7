import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { LiftCorrection } from "../contract/editing.ts";
import type { LiftParameter, Registration } from "../contract.ts";
import { farDay } from "./far-days.ts";
import { type Change, changesBetween, identifiersOf, type LiftFacts } from "./lift-facts.ts";
import { isUseRegistrationNo, tidyUseRegistrationNo } from "./use-registration.ts";

/** The words of a parameter that is a figure; undefined for one that is a word. */
export type FigureWords = (name: LiftParameter) => { readonly zh: string; readonly en: string } | undefined;
export type CorrectionRules = {
  readonly figureWords: FigureWords;
  /** Parameters that are days. */
  readonly dayParameters: readonly LiftParameter[];
  readonly today: string;
};
export type Corrected = { readonly facts: LiftFacts; readonly changes: Readonly<Record<string, Change>> };

/**
 * What a person's correction makes of a lift's facts. Refused: LIFTS_POSITION_HALF, LIFTS_PARAMETER_WRONG, LIFTS_DAY_TOO_FAR,
 * LIFTS_CODE_MISSING, LIFTS_NOTHING_CHANGED.
 */
export function correctLift(
  before: LiftFacts,
  correction: Omit<LiftCorrection, "coordinates">,
  { figureWords, dayParameters, today }: CorrectionRules,
): Result<Corrected> {
  const told = Object.fromEntries(
    Object.entries(withTidyNumber(correction)).filter(([, value]) => value !== undefined),
  );
  if (told.sector === "unknown") told.sector = null;
  const parameters = { ...before.parameters, ...correction.parameters };
  const facts: LiftFacts = { ...before, ...told, parameters };
  if ((facts.lat === null) !== (facts.lon === null)) return refuse("LIFTS_POSITION_HALF");
  const wrong = wrongFigure(correction.parameters ?? {}, figureWords);
  if (wrong !== undefined) return refuse("LIFTS_PARAMETER_WRONG", { parameter: wrong.zh, parameterEn: wrong.en });
  if (farDay(correction, today) !== undefined || isToldAhead(correction.parameters ?? {}, { dayParameters, today }))
    return refuse("LIFTS_DAY_TOO_FAR");
  if (identifiersOf(facts).every(({ kind }) => kind === "rescue")) return refuse("LIFTS_CODE_MISSING");
  const changes = changesBetween(before, facts);
  if (Object.keys(changes).length === 0) return refuse("LIFTS_NOTHING_CHANGED");
  return ok({ facts, changes });
}

/** What the register tells of inspection and modification lies behind us. */
const isToldAhead = (
  parameters: NonNullable<LiftCorrection["parameters"]>,
  { dayParameters, today }: Omit<CorrectionRules, "figureWords">,
): boolean =>
  dayParameters.some((name) => /^\d{4}-\d\d-\d\d$/.test(String(parameters[name])) && String(parameters[name]) > today);

/** A use-registration number that can be read as one is kept as one. */
function withTidyNumber(correction: Omit<LiftCorrection, "coordinates">): Omit<LiftCorrection, "coordinates"> {
  const no = correction.useRegistrationNo;
  if (typeof no !== "string") return correction;
  const tidy = tidyUseRegistrationNo(no);
  return isUseRegistrationNo(tidy) ? { ...correction, useRegistrationNo: tidy } : correction;
}

/** A figure is a number, not below zero; "" takes it away. */
function wrongFigure(told: NonNullable<LiftCorrection["parameters"]>, figureWords: FigureWords) {
  const wrong = (Object.keys(told) as LiftParameter[]).find((name) => {
    const value = told[name];
    if (figureWords(name) === undefined || value === undefined || value === "") return false;
    return typeof value !== "number" || value < 0;
  });
  return wrong === undefined ? undefined : figureWords(wrong);
}

/** Ledger entries of the steps. */
export const registrationTrace: Readonly<Record<Registration, string>> = {
  installing: "installation-began",
  "not-handed-over": "installation-ended",
  unregistered: "registration-withdrawn",
  "in-use": "put-into-use",
  stopped: "use-stopped",
  moved: "moved-away",
  scrapped: "scrapped",
  cancelled: "registration-cancelled",
};
