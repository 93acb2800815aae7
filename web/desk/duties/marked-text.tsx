import { useEffect, useMemo, useRef } from "react";
import type { ReviewDuty } from "../../../src/rooms/duties/contract/review.ts";
import { type Piece, piecesOf } from "./letters.ts";

type Props = {
  readonly letters: readonly string[];
  readonly duties: readonly ReviewDuty[];
  readonly selected: string | undefined;
  readonly onSelect: (id: string) => void;
  /** What was selected with the mouse. */
  readonly onPassage: (text: string) => void;
};

/** The document's text as it was read, its duties marked; a press on one leads to it in the list. */
export function MarkedText({ letters, duties, selected, onSelect, onPassage }: Props) {
  const pieces = useMemo(() => piecesOf(letters, duties), [letters, duties]);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (selected === undefined) return;
    box.current
      ?.querySelector(`[data-duties~="${selected}"]`)
      ?.scrollIntoView({ block: "center", behavior: "instant" });
  }, [selected]);
  const confirmed = useMemo(
    () => new Set(duties.filter(({ state }) => state === "confirmed").map(({ id }) => id)),
    [duties],
  );
  const take = (): void => {
    const text = window.getSelection()?.toString().trim() ?? "";
    if (text.length >= 4) onPassage(text);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: selecting text with the mouse; the passage can be typed as well
    <div ref={box} className="marked-text" onMouseUp={take} data-testid="marked-text">
      {pieces.map((piece) => (
        <MarkedPiece
          key={piece.from}
          piece={piece}
          here={selected !== undefined && piece.ids.includes(selected)}
          sure={piece.ids.some((id) => confirmed.has(id))}
          onSelect={onSelect}
        />
      ))}
    </div>
  );
}

/** Documents begin with blank lines and have many between; on the page one is enough. */
const withoutGaps = ({ from, text }: Piece): string =>
  (from === 0 ? text.trimStart() : text).replace(/\n[ \t\u3000]*\n\s*\n/g, "\n\n");

type PieceProps = {
  readonly piece: Piece;
  readonly here: boolean;
  readonly sure: boolean;
  readonly onSelect: (id: string) => void;
};

function MarkedPiece({ piece, here, sure, onSelect }: PieceProps) {
  const [first] = piece.ids;
  if (first === undefined) return <>{withoutGaps(piece)}</>;
  const looks = ["mark", sure ? "mark--sure" : "", piece.named ? "mark--named" : "", here ? "mark--here" : ""];
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list beside it is the way by keyboard
    <mark
      className={looks.filter((look) => look !== "").join(" ")}
      data-duties={piece.ids.join(" ")}
      onClick={() => onSelect(first)}
    >
      {piece.text}
    </mark>
  );
}
