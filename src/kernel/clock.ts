/** A moment: milliseconds since 1970-01-01T00:00:00Z. All times inside the platform have this shape. */
export type Instant = number;

/** Where time comes from. Rules never ask it; actions do, once, and hand `now` on. */
export type Clock = { readonly now: () => Instant };

export const systemClock: Clock = { now: () => Date.now() };

/** A clock that tests and simulations move by hand. */
export type ManualClock = Clock & { readonly set: (now: Instant) => void; readonly forward: (ms: number) => void };

export function manualClock(start: Instant): ManualClock {
  let current = start;
  return {
    now: () => current,
    set: (now) => {
      current = now;
    },
    forward: (ms) => {
      current += ms;
    },
  };
}

export const seconds = (n: number): number => n * 1_000;
export const minutes = (n: number): number => n * 60_000;
