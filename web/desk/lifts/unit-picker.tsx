import "./unit-picker.css";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Organisation } from "../../../src/rooms/identity/contract.ts";
import { useDelayed } from "../call/use-delayed.ts";
import { Field } from "../form/fields.tsx";
import { pathQuery } from "../queries.ts";
import { say } from "../texts/register-texts.ts";

type Reply = { readonly organisations: readonly Organisation[] };
type Props = {
  readonly id: string;
  readonly label: string;
  readonly chosen: Organisation | undefined;
  readonly onChoose: (unit: Organisation | undefined) => void;
  /** Nothing needs to be chosen. */
  readonly optional?: boolean;
};

const shownMax = 8;

/** Finds one organisation by part of its name or code; what is chosen stays in the field until it is typed over. */
export function UnitPicker({ id, label, chosen, onChoose, optional = false }: Props) {
  const [text, setText] = useState("");
  const q = useDelayed(text.trim(), 250);
  const found = useQuery({
    ...pathQuery<Reply>(`/api/v1/organisations?q=${encodeURIComponent(q)}`),
    enabled: q !== "" && chosen === undefined,
    placeholderData: keepPreviousData,
  });
  const choices = chosen === undefined && q !== "" ? found.data?.organisations.slice(0, shownMax) : undefined;
  const [first] = choices ?? [];
  return (
    <Field label={label} htmlFor={id}>
      <div className="unit-picker">
        <input
          id={id}
          className="text-input"
          type="search"
          required={!optional}
          maxLength={80}
          autoComplete="off"
          placeholder={say("party.unit.hint")}
          value={chosen?.name ?? text}
          onChange={(event) => {
            onChoose(undefined);
            setText(event.target.value);
          }}
          // Return takes the first that was found; the others are reached with the tabulator.
          onKeyDown={(event) => {
            if (event.key !== "Enter" || first === undefined) return;
            event.preventDefault();
            onChoose(first);
          }}
          data-testid={id}
        />
        {choices === undefined ? null : (
          <ul className="unit-choices">
            {choices.map((unit) => (
              <li key={unit.id}>
                <button type="button" onClick={() => onChoose(unit)} data-testid="unit-choice">
                  {unit.name} <small className="sp-mono">{unit.code}</small>
                </button>
              </li>
            ))}
            {choices.length === 0 ? <li className="block-empty">{say("party.unit.none")}</li> : null}
          </ul>
        )}
      </div>
    </Field>
  );
}
