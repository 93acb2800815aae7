import { type FormEvent, useState } from "react";
import { say } from "../texts/list-texts.ts";

type Props = { readonly text: string; readonly label: string; readonly onSearch: (text: string) => void };

/** What is searched stands in the address, so that a list can be sent to a colleague. */
export function SearchBox({ text, label, onSearch }: Props) {
  const [typed, setTyped] = useState(text);
  const search = (event: FormEvent): void => {
    event.preventDefault();
    onSearch(typed.trim());
  };
  return (
    <search>
      <form className="search" onSubmit={search}>
        <input
          className="text-input"
          type="search"
          aria-label={label}
          placeholder={label}
          maxLength={80}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          data-testid="search"
        />
        <button type="submit" className="plain-button">
          {say("search")}
        </button>
      </form>
    </search>
  );
}
