import type { LiftSummary } from "../../../src/rooms/lifts/contract.ts";

/** A lift in a list of those that were found. */
export const LiftLine = ({ lift, aside }: { readonly lift: LiftSummary; readonly aside?: string }) => (
  <span className="finder-line">
    <strong>{lift.place}</strong>
    <span className="finder-small">
      {aside === undefined ? null : <span className="sp-figures">{aside} · </span>}
      {lift.rescueCode === null ? null : <span className="sp-mono">{lift.rescueCode}</span>} {lift.address}
    </span>
  </span>
);
