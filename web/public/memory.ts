import { type CarMemory, emptyMemory, isStale } from "./car-state.ts";

/** Messengers' browsers may forbid storage; the page then remembers as long as it stands. */
export function remember(name: string, value: unknown): void {
  try {
    localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // Nothing to be done: the page itself still holds the state.
  }
}

export function recall<T>(name: string): T | null {
  try {
    const kept = localStorage.getItem(name);
    return kept === null ? null : (JSON.parse(kept) as T);
  } catch {
    return null;
  }
}

export function recallMemory(name: string, now: number): CarMemory {
  const kept = recall<Partial<CarMemory>>(name);
  if (kept === null || typeof kept !== "object") return emptyMemory;
  const memory = Object.assign({}, emptyMemory, kept);
  return isStale(memory, now) ? emptyMemory : memory;
}

/** UUID version 4 by hand: `randomUUID` is missing in older browsers and on plain http. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let text = "";
  for (let index = 0; index < 16; index += 1) {
    const byte = bytes[index] || 0;
    const fixed = index === 6 ? (byte & 15) | 64 : index === 8 ? (byte & 63) | 128 : byte;
    text += (fixed + 256).toString(16).slice(1);
    if (index === 3 || index === 5 || index === 7 || index === 9) text += "-";
  }
  return text;
}
