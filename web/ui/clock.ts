/**
 * The server's time in this browser. Clocks of phones and desks are wrong by minutes; every running time on screen is
 * counted by the server's beat instead. Of the last beats the one that travelled fastest is nearest the truth.
 */
const samplesMax = 8;
let samples: number[] = [];
let offsetMs = 0;

/** Takes the epoch ms of a beat at the moment of its arrival. */
export function observeServerTime(serverNow: number): void {
  const sample = serverNow - Date.now();
  // A jump of the local clock makes the old samples lies.
  if (Math.abs(sample - offsetMs) > 10_000) samples = [];
  samples = [...samples, sample].slice(-samplesMax);
  offsetMs = Math.max(...samples);
}

/** Epoch ms by the server's clock. */
export const serverNow = (): number => Date.now() + offsetMs;

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setTimeout> | undefined;
let shown = serverNow();

function tick(): void {
  shown = serverNow();
  for (const listener of listeners) listener();
  timer = listeners.size > 0 ? setTimeout(tick, 1_000 - (Date.now() % 1_000)) : undefined;
}

/** One ticking for all running times of the page, once a second; it rests when nobody looks. */
export function onTick(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) tick();
  return () => void listeners.delete(listener);
}

/** The moment of the last tick, the same for everything drawn in between. */
export const tickedNow = (): number => shown;
