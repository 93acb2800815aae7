/** Light for the day, dark for the night shift; the choice is the viewer's own and stays in his browser. */
export type Theme = "light" | "dark";

const storageKey = "sp.theme";
const listeners = new Set<() => void>();

function first(): Theme {
  try {
    const kept = localStorage.getItem(storageKey);
    if (kept === "light" || kept === "dark") return kept;
  } catch {
    // Without storage the system's own wish counts each time.
  }
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

let current = first();
document.documentElement.dataset.theme = current;

// Paper is white, whatever the screen is.
window.addEventListener("beforeprint", () => {
  document.documentElement.dataset.theme = "light";
});
window.addEventListener("afterprint", () => {
  document.documentElement.dataset.theme = current;
});

export const theme = (): Theme => current;

export function setTheme(next: Theme): void {
  current = next;
  document.documentElement.dataset.theme = next;
  try {
    localStorage.setItem(storageKey, next);
  } catch {
    // See above.
  }
  for (const listener of listeners) listener();
}

/** Calls back when the theme was switched; returns the way to stop listening. */
export function onTheme(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** The value of a token as the browser sees it now (`--sp-life`), for what is drawn outside of CSS: the map. */
export const tokenColour = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();
