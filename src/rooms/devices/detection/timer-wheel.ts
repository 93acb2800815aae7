import type { Clock, Instant } from "../../../kernel/clock.ts";

/**
 * When detectors must be woken: the one timer in memory that house rule 4 allows, because every entry can be rebuilt from
 * stored detector states. One interval looks after all of them; entries lie in slots of a quarter second.
 *
 * An entry is set → (moved or cancelled) → fired once, never early. Bounded by the number of devices.
 */
export type TimerWheel = {
  readonly set: (key: string, at: Instant) => void;
  readonly cancel: (key: string) => void;
  readonly start: () => void;
  readonly stop: () => void;
  readonly size: () => number;
};

const slotMs = 250;
/** Fired at a time; the rest follows at the next look, a quarter second later. */
const firedMax = 5_000;

export function createTimerWheel(clock: Clock, onDue: (key: string) => void): TimerWheel {
  const slotOf = new Map<string, number>();
  const slots = new Map<number, Set<string>>();
  let timer: NodeJS.Timeout | undefined;

  const cancel = (key: string): void => {
    const slot = slotOf.get(key);
    if (slot === undefined) return;
    slotOf.delete(key);
    const keys = slots.get(slot);
    keys?.delete(key);
    if (keys?.size === 0) slots.delete(slot);
  };
  const look = (): void => {
    const nowSlot = Math.floor(clock.now() / slotMs);
    const due: string[] = [];
    for (const [slot, keys] of slots) if (slot <= nowSlot) due.push(...keys);
    for (const key of due.slice(0, firedMax)) {
      cancel(key);
      onDue(key);
    }
  };
  return {
    set: (key, at) => {
      const slot = Math.ceil(at / slotMs);
      if (slotOf.get(key) === slot) return;
      cancel(key);
      slotOf.set(key, slot);
      const keys = slots.get(slot) ?? new Set();
      slots.set(slot, keys.add(key));
    },
    cancel,
    start: () => {
      timer = setInterval(look, slotMs);
    },
    stop: () => clearInterval(timer),
    size: () => slotOf.size,
  };
}
