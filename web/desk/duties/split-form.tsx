import { type FormEvent, useState } from "react";
import type { ReviewDuty } from "../../../src/rooms/duties/contract/review.ts";
import { say } from "../texts/duty-texts.ts";
import { Failure } from "./failure.tsx";
import { sentencesOf } from "./letters.ts";
import { useDecision } from "./use-decision.ts";

type Props = { readonly duty: ReviewDuty; readonly letters: readonly string[]; readonly onDone: () => void };

/** A passage that holds several duties, split behind sentences. */
export function SplitForm({ duty, letters, onDone }: Props) {
  const sentences = sentencesOf(letters, duty.task);
  const [ends, setEnds] = useState<readonly number[]>([]);
  const decision = useDecision();
  const [from, to] = duty.task;
  const edges = [from, ...ends.toSorted((a, b) => a - b), to];
  const parts = edges.slice(0, -1).map((begun, i) => ({ from: begun, to: edges[i + 1] ?? to }));
  const split = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (await decision.send(`/api/v1/duties/${duty.id}/split`, { version: duty.version, parts })) onDone();
  };
  const turn = (end: number): void =>
    setEnds(ends.includes(end) ? ends.filter((each) => each !== end) : [...ends, end]);
  return (
    <form className="duty-form" onSubmit={(event) => void split(event)}>
      <p>{say("split.lead")}</p>
      {sentences.slice(0, -1).map(({ end, text }) => (
        <label key={end} className="duty-choose">
          <input type="checkbox" checked={ends.includes(end)} onChange={() => turn(end)} data-testid="split-here" />
          {text}
        </label>
      ))}
      <p className="duty-rest">{sentences.at(-1)?.text}</p>
      <Failure text={decision.failure} />
      <div className="duty-buttons">
        <button
          type="submit"
          className="plain-button"
          disabled={ends.length === 0 || decision.busy}
          data-testid="split-do"
        >
          {say("split.do", { count: parts.length })}
        </button>
        <button type="button" className="tool" onClick={onDone}>
          {say("form.cancel")}
        </button>
      </div>
    </form>
  );
}
