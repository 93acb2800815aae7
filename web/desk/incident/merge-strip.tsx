import { Link } from "@tanstack/react-router";
import type { IncidentRow } from "../../../src/rooms/rescue/contract.ts";
import { UrgencyMark } from "../../ui/urgency-mark.tsx";
import { say } from "../texts/merge-texts.ts";

type Props = {
  readonly row: IncidentRow;
  /** Opens the form that undoes it; left out where the person may not. */
  readonly onUndo?: ((from: { readonly id: string; readonly no: string }) => void) | undefined;
};

/** What was joined to this incident, or what it was joined to; each with why, and the way back. */
export function MergeStrip({ row, onUndo }: Props) {
  const { mergedInto, joined } = row;
  if (mergedInto === null && joined.length === 0) return null;
  return (
    <ul className="signals" data-testid="merge-strip">
      {mergedInto === null ? null : (
        <Line
          other={mergedInto}
          text={say("strip.into", mergedInto)}
          onUndo={onUndo && (() => onUndo({ id: row.id, no: row.no }))}
        />
      )}
      {joined.map((other) => (
        <Line key={other.id} other={other} text={say("strip.joined", other)} onUndo={onUndo && (() => onUndo(other))} />
      ))}
    </ul>
  );
}

type LineProps = {
  readonly other: { readonly id: string; readonly no: string };
  readonly text: string;
  readonly onUndo: (() => void) | undefined;
};

const Line = ({ other, text, onUndo }: LineProps) => (
  <li className="signal">
    <UrgencyMark urgency="information" wordless />
    <Link to="/incidents/$incidentId" params={{ incidentId: other.id }}>
      {text}
    </Link>
    {onUndo === undefined ? null : (
      <button type="button" className="tool" onClick={onUndo} data-testid="merge-undo">
        {say("act.undo")}
      </button>
    )}
  </li>
);
