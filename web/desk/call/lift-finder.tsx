import "./lift-finder.css";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useState } from "react";
import type { LiftSummary } from "../../../src/rooms/lifts/contract.ts";
import { TextField } from "../form/fields.tsx";
import { splitWords } from "../list/split-words.ts";
import { pathQuery } from "../queries.ts";
import { say } from "../texts/desk-texts.ts";
import { LiftLine } from "./lift-line.tsx";
import { rankFound } from "./rank-found.ts";
import { useDelayed } from "./use-delayed.ts";

type Props = {
  readonly chosen: LiftSummary | null;
  readonly onChoose: (lift: LiftSummary | null) => void;
  readonly typed: string;
  readonly onType: (text: string) => void;
};
type Lifts = { readonly lifts: readonly LiftSummary[]; readonly total: number };

const [askedMax, shownMax] = [30, 7];

/** Finds the lift while one types: rescue code, register code or place; arrows and Enter choose. */
export function LiftFinder({ chosen, onChoose, typed, onType }: Props) {
  const [at, setAt] = useState(0);
  const query = useDelayed(splitWords(typed), 180);
  const found = useQuery({
    ...pathQuery<Lifts>(`/api/v1/lifts?q=${encodeURIComponent(query)}&limit=${askedMax}`),
    enabled: query !== "" && chosen === null,
    placeholderData: keepPreviousData,
  });
  const lifts = query === "" ? [] : rankFound(found.data?.lifts ?? [], query).slice(0, shownMax);
  const more = query === "" ? 0 : (found.data?.total ?? 0) - lifts.length;

  const choose = (lift: LiftSummary | undefined): void => {
    if (lift !== undefined) onChoose(lift);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === "ArrowDown") setAt(Math.max(0, Math.min(at + 1, lifts.length - 1)));
    else if (event.key === "ArrowUp") setAt(Math.max(at - 1, 0));
    // Enter chooses; it never sends the call while the list is still on its way.
    else if (event.key === "Enter") choose(lifts[at]);
    else return;
    event.preventDefault();
  };

  if (chosen !== null) return <ChosenLift lift={chosen} onDrop={() => onChoose(null)} />;
  const none = query !== "" && found.isSuccess && !found.isPlaceholderData && lifts.length === 0;
  return (
    <TextField
      id="lift-search"
      label={say("call.find")}
      role="combobox"
      aria-expanded={lifts.length > 0}
      aria-controls="lift-found"
      autoComplete="off"
      // The call was opened by a key, to be typed into at once.
      autoFocus
      maxLength={80}
      value={typed}
      onChange={(text) => {
        onType(text);
        setAt(0);
      }}
      onKeyDown={onKey}
      data-testid="lift-search"
    >
      <FoundLifts lifts={lifts} at={at} more={more} none={none} onChoose={onChoose} />
    </TextField>
  );
}

type FoundProps = {
  readonly lifts: readonly LiftSummary[];
  readonly at: number;
  /** How many were found and are not shown. */
  readonly more: number;
  /** The search is over and found nothing. */
  readonly none: boolean;
  readonly onChoose: (lift: LiftSummary) => void;
};

const FoundLifts = ({ lifts, at, more, none, onChoose }: FoundProps) => (
  <>
    <div id="lift-found" role="listbox" className="finder-list">
      {lifts.map((lift, index) => (
        <button
          key={lift.id}
          type="button"
          role="option"
          aria-selected={index === at}
          className="finder-option"
          onClick={() => onChoose(lift)}
          data-testid={`lift-option-${lift.id}`}
        >
          <LiftLine lift={lift} />
        </button>
      ))}
    </div>
    {more > 0 ? (
      <p className="quiet-text" data-testid="lift-found-more">
        {say("call.find.more", { count: more })}
      </p>
    ) : null}
    {none ? <p className="quiet-text">{say("call.find.none")}</p> : null}
  </>
);

const ChosenLift = ({ lift, onDrop }: { readonly lift: LiftSummary; readonly onDrop: () => void }) => (
  <div className="finder-chosen" data-testid="lift-chosen">
    <span className="field-label">{say("call.chosen")}</span>
    <LiftLine lift={lift} />
    <button type="button" className="tool" onClick={onDrop}>
      {say("call.change")}
    </button>
  </div>
);
