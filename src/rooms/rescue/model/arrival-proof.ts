import { distanceMetres, type Position } from "../../../kernel/coordinates.ts";

/**
 * By what it is known that a crew stood at the lift. `scan`: the code in the car was scanned, long token and all, which proves
 * which lift · `place`: the phone was within the radius · `code`: the digits were typed, which one may know without being
 * there · `none`.
 */
export const arrivalProofs = ["scan", "place", "code", "none"] as const;
export type ArrivalProof = {
  readonly kind: (typeof arrivalProofs)[number];
  /** From the phone to the lift, and how exact the phone said it was; null where one of the two is not known. */
  readonly metres: number | null;
  readonly accuracyMetres: number | null;
  readonly radiusMetres: number;
  /** The code was another lift's. */
  readonly otherLift?: true;
};

export type ArrivalFacts = {
  /** Whether the code that was scanned, or typed, is this lift's; null: none was. */
  readonly scanned: boolean | null;
  readonly typed: boolean | null;
  readonly position: Position | null;
  readonly accuracyMetres: number | null;
  readonly radiusMetres: number;
};

/** What proves an arrival, the strongest first. An arrival that nothing proves is one all the same: GPS fails in basements. */
export function judgeArrival(facts: ArrivalFacts, lift: Position | null): ArrivalProof {
  const { scanned, typed, position, accuracyMetres, radiusMetres } = facts;
  const metres = position === null || lift === null ? null : Math.round(distanceMetres(position, lift));
  const measured = { metres, accuracyMetres: position === null ? null : accuracyMetres, radiusMetres };
  const other = scanned === false || typed === false ? { otherLift: true as const } : {};
  if (scanned === true) return { kind: "scan", ...measured };
  // A fix that may be off by more than the radius says nothing.
  const near = metres !== null && metres <= radiusMetres && (accuracyMetres ?? 0) <= radiusMetres;
  if (near) return { kind: "place", ...measured, ...other };
  return { kind: typed === true ? "code" : "none", ...measured, ...other };
}
