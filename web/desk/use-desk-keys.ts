import { useEffect, useRef } from "react";

/** What the keys of the desk do; a key that stands for a letter is dead while somebody types. */
export type DeskKeys = {
  readonly search: () => void;
  readonly newCall: () => void;
  readonly row: (index: number) => void;
  /** What the panel of the incident does: its next action, text and speech with the car, the list of what may be the same. */
  readonly panel: (what: "act" | "write" | "speak" | "merge" | "help") => void;
  readonly acknowledge: () => void;
  readonly back: () => void;
  readonly help: () => void;
};

export function useDeskKeys(keys: DeskKeys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (event.key === "Escape") latest.current.back();
      else if (!isTyping(event.target) && press(event.key, latest.current)) event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

function press(key: string, keys: DeskKeys): boolean {
  if (/^[1-9]$/.test(key)) keys.row(Number(key) - 1);
  else if (key === "/") keys.search();
  else if (key === "n") keys.newCall();
  else if (key === "a") keys.panel("act");
  else if (key === "c") keys.panel("write");
  else if (key === "v") keys.panel("speak");
  else if (key === "h") keys.panel("help");
  else if (key === "j") keys.panel("merge");
  else if (key === "m") keys.acknowledge();
  else if (key === "?") keys.help();
  else return false;
  return true;
}
