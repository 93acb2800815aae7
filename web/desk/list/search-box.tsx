import { type FormEvent, useEffect, useRef, useState } from "react";
import { say } from "../texts/list-texts.ts";

type Props = { readonly text: string; readonly label: string; readonly onSearch: (text: string) => void };

/** What is searched stands in the address, so that a list can be sent to a colleague. The key `/` leads here. */
export function SearchBox({ text, label, onSearch }: Props) {
  const [typed, setTyped] = useState(text);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const reach = (event: KeyboardEvent): void => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    document.addEventListener("keydown", reach);
    return () => document.removeEventListener("keydown", reach);
  }, []);
  const search = (event: FormEvent): void => {
    event.preventDefault();
    onSearch(typed.trim());
  };
  return (
    <search>
      <form className="search" onSubmit={search}>
        <input
          ref={input}
          className="text-input"
          type="search"
          aria-label={label}
          placeholder={label}
          title={say("search.key")}
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

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
