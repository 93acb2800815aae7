/** Languages of the screens, Chinese first. The choice is the viewer's own and stays in his browser. */
export type Language = "zh-CN" | "en";

const storageKey = "sp.language";
const listeners = new Set<() => void>();
/** Absent where no browser is: the `sp` command prints an incident in the words of the pages. */
const page = (globalThis as { readonly document?: { readonly documentElement: { lang: string } } }).document
  ?.documentElement;

function remembered(): Language | undefined {
  try {
    const kept = localStorage.getItem(storageKey);
    return kept === "zh-CN" || kept === "en" ? kept : undefined;
  } catch {
    // Storage may be forbidden (private windows); the page then speaks its own language each time.
    return undefined;
  }
}

const show = (next: Language): void => {
  if (page !== undefined) page.lang = next;
};
let current: Language = page === undefined ? "zh-CN" : (remembered() ?? (page.lang.startsWith("en") ? "en" : "zh-CN"));
show(current);

export const language = (): Language => current;

export function setLanguage(next: Language): void {
  if (next === current) return;
  current = next;
  show(next);
  if (page !== undefined) remember(next);
  for (const listener of listeners) listener();
}

function remember(next: Language): void {
  try {
    localStorage.setItem(storageKey, next);
  } catch {
    // See above.
  }
}

/** Calls back when the language was switched; returns the way to stop listening. */
export function onLanguage(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
