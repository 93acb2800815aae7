/** Small things that the phone remembers, so that it opens in a basement with what it last knew. */
export function keep(name: string, value: unknown): void {
  try {
    localStorage.setItem(`sp.field.${name}`, JSON.stringify(value));
  } catch {
    // Storage forbidden: it then knows only what it has heard since it was opened.
  }
}

export function kept<T>(name: string): T | null {
  try {
    const text = localStorage.getItem(`sp.field.${name}`);
    return text === null ? null : (JSON.parse(text) as T);
  } catch {
    return null;
  }
}

export function forget(name: string): void {
  try {
    localStorage.removeItem(`sp.field.${name}`);
  } catch {
    // See above.
  }
}
