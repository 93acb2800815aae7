/** Languages of the screens, Chinese first. The choice is the viewer's own and stays in his browser. */
export type Language = "zh-CN" | "en";

const storageKey = "sp.language";
const listeners = new Set<() => void>();

function remembered(): Language | undefined {
  try {
    const kept = localStorage.getItem(storageKey);
    return kept === "zh-CN" || kept === "en" ? kept : undefined;
  } catch {
    // Storage may be forbidden (private windows); the page then speaks its own language each time.
    return undefined;
  }
}

let current: Language = remembered() ?? (document.documentElement.lang.startsWith("en") ? "en" : "zh-CN");
document.documentElement.lang = current;

export const language = (): Language => current;

export function setLanguage(next: Language): void {
  if (next === current) return;
  current = next;
  document.documentElement.lang = next;
  try {
    localStorage.setItem(storageKey, next);
  } catch {
    // See above.
  }
  for (const listener of listeners) listener();
}

/** Calls back when the language was switched; returns the way to stop listening. */
export function onLanguage(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
