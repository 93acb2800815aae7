/** Places in a document count code points; JavaScript counts in another way. */
export type Piece = {
  readonly from: number;
  readonly text: string;
  readonly ids: readonly string[];
  readonly named: boolean;
};
type Marked = {
  readonly id: string;
  readonly task: readonly [number, number];
  readonly attribution: readonly [number, number] | null;
};

/** The text in pieces, each with the duties whose passage or attribution it belongs to. */
export function piecesOf(letters: readonly string[], duties: readonly Marked[]): readonly Piece[] {
  const edges = new Set([0, letters.length]);
  for (const { task, attribution } of duties) for (const edge of [...task, ...(attribution ?? [])]) edges.add(edge);
  const sorted = [...edges].toSorted((a, b) => a - b);
  const within = (at: number, span: readonly [number, number] | null): boolean =>
    span !== null && at >= span[0] && at < span[1];
  return sorted.slice(0, -1).map((from, i) => ({
    from,
    text: letters.slice(from, sorted[i + 1]).join(""),
    ids: duties.filter(({ task, attribution }) => within(from, task) || within(from, attribution)).map(({ id }) => id),
    named: duties.some(({ attribution }) => within(from, attribution)),
  }));
}

/** Where a passage stands in the text, whatever blanks and breaks lie between its letters; undefined when it does not. */
export function placeOfPassage(letters: readonly string[], passage: string): readonly [number, number] | undefined {
  const wanted = [...passage].filter((letter) => letter.trim() !== "");
  const places = letters.flatMap((letter, at) => (letter.trim() === "" ? [] : [at]));
  const flat = places.map((at) => letters[at] ?? "");
  if (wanted.length < 2) return undefined;
  for (let i = 0; i + wanted.length <= flat.length; i += 1)
    if (wanted.every((letter, k) => flat[i + k] === letter))
      return [places[i] ?? 0, (places[i + wanted.length - 1] ?? 0) + 1];
  return undefined;
}

/** Sentences of a passage with their ends: a duty is split behind one of them. */
export function sentencesOf(
  letters: readonly string[],
  [from, to]: readonly [number, number],
): readonly { readonly end: number; readonly text: string }[] {
  const found: { end: number; text: string }[] = [];
  let begun = from;
  for (let at = from; at < to; at += 1) {
    const ends = /[。；;！？]/.test(letters[at] ?? "") || at === to - 1;
    if (!ends) continue;
    const text = letters
      .slice(begun, at + 1)
      .join("")
      .trim();
    if (text !== "") found.push({ end: at + 1, text });
    begun = at + 1;
  }
  return found;
}
