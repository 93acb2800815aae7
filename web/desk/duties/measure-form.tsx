import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { MeasureRow } from "../../../src/rooms/duties/contract/board.ts";
import type { ReviewDuty } from "../../../src/rooms/duties/contract/review.ts";
import { language } from "../../ui/texts/language.ts";
import { pathQuery } from "../queries.ts";
import { say } from "../texts/duty-texts.ts";
import { FormEnd, Line, Pick } from "./form-fields.tsx";
import { useDecision } from "./use-decision.ts";

export const measuresQuery = pathQuery<{ measures: readonly MeasureRow[] }>("/api/v1/measures");

type Offered = MeasureRow & { readonly name: string };
const isOffered = (row: MeasureRow): row is Offered => row.name !== null;
const optionOf = ({ name, zh, en, value, unit }: Offered): readonly [string, string] => [
  name,
  `${language() === "en" ? en : zh}${value === null ? "" : ` · ${value} ${unit}`}`,
];
const operators = [">=", "<=", "="] as const;

/** What the duty's words ask for: a share is to be reached, a count of what is wrong is to be none. */
const wantedOf = ({ measure, wantedMeasure, fields }: ReviewDuty) => {
  const name = measure?.name ?? wantedMeasure?.name ?? "";
  const op = measure?.op ?? (name.endsWith("-count") ? "<=" : ">=");
  return { name, op, value: String(measure?.value ?? fields.targets[0]?.value ?? 0) };
};

/** Binds a duty to a live figure: on its day the figure is its evidence. */
export function MeasureForm({ duty, onDone }: { readonly duty: ReviewDuty; readonly onDone: () => void }) {
  const measures = useQuery(measuresQuery);
  const [typed, setTyped] = useState(wantedOf(duty));
  const decision = useDecision();
  const offered = measures.data?.measures.filter(isOffered) ?? [];
  const chosen = offered.find(({ name }) => name === typed.name);
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const bound = typed.name === "" ? null : { ...typed, value: Number(typed.value) };
    if (await decision.send(`/api/v1/duties/${duty.id}/measure`, { version: duty.version, measure: bound })) onDone();
  };
  const type = (field: keyof typeof typed) => (text: string) => setTyped({ ...typed, [field]: text });
  return (
    <form className="duty-form" onSubmit={(event) => void save(event)}>
      <Pick
        label={say("measure.name")}
        value={typed.name}
        onPick={type("name")}
        options={[["", say("measure.none")], ...offered.map(optionOf)]}
        testid="measure-name"
      />
      {chosen === undefined ? null : (
        <p className="duty-rest">{language() === "en" ? chosen.definitionEn : chosen.definitionZh}</p>
      )}
      <div className="duty-row">
        <Pick
          label={say("measure.value")}
          value={typed.op}
          onPick={type("op")}
          options={operators.map((each) => [each, each])}
        />
        <Line
          label={chosen?.unit ?? ""}
          type="number"
          min={0}
          step="any"
          required
          value={typed.value}
          onType={type("value")}
          aria-label={say("measure.value")}
        />
      </div>
      <FormEnd
        word={say("measure.save")}
        busy={decision.busy}
        failure={decision.failure}
        testid="measure-save"
        onCancel={onDone}
      />
    </form>
  );
}
