import type { Instant } from "../../../kernel/clock.ts";
import type { AccidentReason, AccidentVerdict } from "../contract/afterwards.ts";
import type { IncidentEvent } from "./incident-events.ts";

/** A suspected accident: its one-hour report runs from the first reason, whatever else is learnt afterwards. */
export type AccidentFile = {
  readonly suspectedAt: Instant;
  readonly reportBy: Instant;
  readonly reasons: readonly AccidentReason[];
  readonly report: { readonly at: Instant; readonly to: string } | null;
  /** An officer's decision, the latest counts. */
  readonly judgement: { readonly at: Instant; readonly verdict: AccidentVerdict; readonly reason: string } | null;
};

type AccidentEvent = Extract<IncidentEvent, { type: `Accident${string}` }>;

export function accidentAfter(before: AccidentFile | null, event: AccidentEvent, at: Instant): AccidentFile {
  const reportBy = event.type === "AccidentSuspected" ? event.reportBy : at;
  const file = before ?? { suspectedAt: at, reportBy, reasons: [], report: null, judgement: null };
  if (event.type === "AccidentSuspected") return { ...file, reasons: [...file.reasons, ...event.reasons] };
  if (event.type === "AccidentReported") return { ...file, report: { at, to: event.to } };
  return { ...file, judgement: { at, verdict: event.verdict, reason: event.reason } };
}
