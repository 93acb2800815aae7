import type { Schedule } from "../contract/duty-fields.ts";
import type { DutyLack } from "../contract/review.ts";

export type DocumentDates = {
  readonly bound: boolean;
  readonly effectiveOn: string | null;
  readonly validUntil: string | null;
  readonly withdrawnOn: string | null;
};

/** The last day on which a document binds; null: no end is known. */
export function lastDayOf({
  validUntil,
  withdrawnOn,
}: Pick<DocumentDates, "validUntil" | "withdrawnOn">): string | null {
  const ends = [validUntil, withdrawnOn].filter((day) => day !== null);
  return ends.toSorted()[0] ?? null;
}

/** `read`: nobody has bound it, or it is not in force yet; `ended`: its validity is over or it was withdrawn. */
export function standingOf(document: DocumentDates, today: string): "read" | "bound" | "ended" {
  const last = lastDayOf(document);
  if (last !== null && last < today) return "ended";
  return document.bound && (document.effectiveOn === null || document.effectiveOn <= today) ? "bound" : "read";
}

/** What a duty lacks before it counts as alive; empty: it lives. */
export function lacksOf(duty: {
  readonly confirmed: boolean;
  readonly standing: "read" | "bound" | "ended";
  readonly owners: number;
  readonly schedule: Schedule | null;
}): readonly DutyLack[] {
  return [
    ...(duty.confirmed ? [] : ["confirmation" as const]),
    ...(duty.standing === "bound" ? [] : ["bound-document" as const]),
    ...(duty.owners > 0 ? [] : ["owner" as const]),
    ...(duty.schedule === null ? ["schedule" as const] : []),
  ];
}
