import { useState } from "react";
import type { LiftSummary } from "../../../src/rooms/lifts/contract.ts";
import { say } from "../texts/finder-texts.ts";
import { FindByUnit } from "./find-by-unit.tsx";
import { FindNear } from "./find-near.tsx";
import { LiftFinder } from "./lift-finder.tsx";

type Point = { readonly lat: number; readonly lon: number };
type Props = {
  readonly chosen: LiftSummary | null;
  readonly onChoose: (lift: LiftSummary | null) => void;
  readonly typed: string;
  readonly onType: (text: string) => void;
  /** Where the caller is, or where somebody clicked. */
  readonly at: Point | null;
  readonly onMove: (at: Point) => void;
};

const ways = ["words", "unit", "map"] as const;
type Way = (typeof ways)[number];

/** A lift by code and place, by a unit, or by the map and what is near; a position that comes in opens the map by itself. */
export function FindLift({ chosen, onChoose, typed, onType, at, onMove }: Props) {
  const [picked, setPicked] = useState<Way>();
  const way = picked ?? (at === null ? "words" : "map");
  const words = <LiftFinder chosen={chosen} onChoose={onChoose} typed={typed} onType={onType} />;
  if (chosen !== null) return words;
  return (
    <>
      <fieldset className="finder-ways" aria-label={say("by.label")}>
        {ways.map((each) => (
          <button
            key={each}
            type="button"
            className="tool"
            aria-pressed={way === each}
            onClick={() => setPicked(each)}
            data-testid={`finder-${each}`}
          >
            {say(`by.${each}`)}
          </button>
        ))}
      </fieldset>
      {way === "words" ? words : null}
      {way === "unit" ? <FindByUnit onChoose={onChoose} /> : null}
      {way === "map" ? <FindNear at={at} onMove={onMove} onChoose={onChoose} /> : null}
    </>
  );
}
