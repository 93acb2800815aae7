import type { ImportPreview } from "../../../src/platform/imports/import-contract.ts";
import { formatCount } from "../../ui/format-count.ts";
import { say } from "../texts/import-texts.ts";

/** In which fields other sources have the word, and which of them this one takes over with the mapping. */
export type FieldWord = {
  readonly others: ImportPreview["wordOfOthers"];
  readonly taken: ReadonlySet<string>;
  readonly onTaken: (taken: ReadonlySet<string>) => void;
};

/** A source of other regions is neither named nor overruled. */
const mayBeTaken = (others: FieldWord["others"], field: string): boolean =>
  others.every((each) => each.field !== field || each.source !== null);

/** Says before the check that what differs in these fields will be asked, not written; one press takes all that may be taken. */
export function WordOfOthers({ word, mapped }: { readonly word: FieldWord; readonly mapped: readonly string[] }) {
  const { others, taken, onTaken } = word;
  const held = [...new Set(others.map(({ field }) => field).filter((field) => mapped.includes(field)))];
  const left = held.filter((field) => !taken.has(field));
  if (left.length === 0) return null;
  const names = [...new Set(others.map(({ source }) => source ?? say("word.elsewhere")))].join(say("word.between"));
  const takeable = left.filter((field) => mayBeTaken(others, field));
  return (
    <p className="import-warning" data-testid="word-of-others">
      {say("word.others", { count: formatCount(left.length), names })}{" "}
      {takeable.length === 0 ? null : (
        <button
          type="button"
          className="plain-button"
          onClick={() => onTaken(new Set([...taken, ...takeable]))}
          data-testid="take-all-words"
        >
          {say("word.take-all")}
        </button>
      )}
    </p>
  );
}

type CellProps = { readonly word: FieldWord; readonly field: string | null };

/** Whose word counts in a field. */
export function WordCell({ word: { others, taken, onTaken }, field }: CellProps) {
  if (field === null) return null;
  const owner = others.find((each) => each.field === field);
  if (owner === undefined) return say("word.own");
  const toggle = (on: boolean) =>
    onTaken(new Set(on ? [...taken, field] : [...taken].filter((each) => each !== field)));
  const name = owner.source ?? say("word.elsewhere");
  if (!mayBeTaken(others, field)) return name;
  return (
    <label className="import-word" title={say("word.hint", { name })}>
      <input type="checkbox" checked={taken.has(field)} onChange={(event) => toggle(event.target.checked)} />
      {taken.has(field) ? say("word.own") : name}
    </label>
  );
}
