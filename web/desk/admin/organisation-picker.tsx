import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Organisation } from "../../../src/rooms/identity/contract.ts";
import { useDelayed } from "../call/use-delayed.ts";
import { Field } from "../form/fields.tsx";
import { pathQuery } from "../queries.ts";
import { say } from "../texts/people-texts.ts";
import { organisationKindName } from "./words.ts";

type Props = {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  /** Name of what is chosen at first, which the search may not have found. */
  readonly name?: string | undefined;
  readonly required?: boolean;
  readonly onChange: (id: string) => void;
};

/** One organisation out of many thousand: part of a name, then a choice among those that fit. */
export function OrganisationPicker({ id, label, value, name, required = false, onChange }: Props) {
  const [text, setText] = useState("");
  const q = useDelayed(text.trim(), 250);
  const found = useQuery({
    ...pathQuery<{ organisations: readonly Organisation[] }>(`/api/v1/organisations?q=${encodeURIComponent(q)}`),
    placeholderData: keepPreviousData,
  });
  const options = found.data?.organisations ?? [];
  const chosenIsThere = value === "" || options.some((each) => each.id === value);
  return (
    <Field label={label} htmlFor={id}>
      <input
        className="text-input"
        type="search"
        aria-label={say("person.organisation.search")}
        placeholder={say("person.organisation.search")}
        maxLength={80}
        value={text}
        onChange={(event) => setText(event.target.value)}
        data-testid={`${id}-search`}
      />
      <select
        id={id}
        className="text-input"
        required={required}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        <option value="">{required ? "—" : say("organisation.parent.none")}</option>
        {chosenIsThere ? null : <option value={value}>{name ?? value}</option>}
        {options.map((each) => (
          <option key={each.id} value={each.id}>
            {each.name} · {organisationKindName(each.kind)}
          </option>
        ))}
      </select>
    </Field>
  );
}
