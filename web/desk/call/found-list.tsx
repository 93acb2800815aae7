import { type KeyboardEvent, useState } from "react";
import type { LiftSummary } from "../../../src/rooms/lifts/contract.ts";
import { LiftLine } from "./lift-line.tsx";

type Found = { readonly lift: LiftSummary; readonly aside?: string };
type Props = {
  readonly label: string;
  readonly found: readonly Found[];
  readonly onChoose: (lift: LiftSummary) => void;
  readonly onAt?: (index: number) => void;
};

/** Lifts to choose from by arrows and Enter, or by a press. */
export function FoundList({ label, found, onChoose, onAt }: Props) {
  const [at, setAt] = useState(0);
  const go = (next: number): void => {
    const bounded = Math.max(0, Math.min(next, found.length - 1));
    setAt(bounded);
    onAt?.(bounded);
  };
  const onKey = (event: KeyboardEvent): void => {
    const chosen = found[at];
    if (event.key === "ArrowDown") go(at + 1);
    else if (event.key === "ArrowUp") go(at - 1);
    else if (event.key === "Enter" && chosen !== undefined) onChoose(chosen.lift);
    else return;
    event.preventDefault();
  };
  return (
    <div
      role="listbox"
      aria-label={label}
      tabIndex={0}
      className="finder-list finder-list--keys"
      onKeyDown={onKey}
      data-testid="found-list"
    >
      {found.map(({ lift, ...more }, index) => (
        <button
          key={lift.id}
          type="button"
          role="option"
          tabIndex={-1}
          aria-selected={index === at}
          className="finder-option"
          onClick={() => onChoose(lift)}
          data-testid={`lift-option-${lift.id}`}
        >
          <LiftLine lift={lift} {...more} />
        </button>
      ))}
    </div>
  );
}
