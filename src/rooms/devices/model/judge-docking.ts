import { type Instant, minutes, seconds } from "../../../kernel/clock.ts";
import type { DockingItem, DockingParameter } from "../contract/docking-items.ts";
import { type DockingProgress, toleranceMs } from "./docking-progress.ts";

/** What one item has come to. `open`: not shown yet; `bad`: shown wrong, and it may still come right. */
export type Judged = { readonly state: "open" | "ok" | "bad"; readonly found: string };
export type DockingTerms = {
  readonly parameters: readonly DockingParameter[];
  readonly items: readonly DockingItem[];
  readonly promisedSeconds: number;
  readonly clockSeconds: number;
  readonly now: Instant;
};

const open: Judged = { state: "open", found: "" };
const ok = (found: string): Judged => ({ state: "ok", found });
const bad = (found: string): Judged => ({ state: "bad", found });

/** Every item of the kind, in the order of the list. */
export function judgeDocking(progress: DockingProgress, terms: DockingTerms): ReadonlyMap<string, Judged> {
  const judged = new Map<string, Judged>();
  for (const { channel, name, values } of terms.parameters) {
    const key = `${channel}.${name}`;
    judged.set(key, ofValues(progress.seen[key] ?? [], values));
  }
  for (const { key } of terms.items) {
    const judge = conduct[key];
    if (judge !== undefined) judged.set(key, judge(progress, terms));
  }
  return judged;
}

/** Green when every required item is. */
export const isGreen = (items: readonly DockingItem[], states: ReadonlyMap<string, Pick<Judged, "state">>): boolean =>
  items.every(({ key, required }) => !required || states.get(key)?.state === "ok");

function ofValues(values: readonly string[], wanted: number): Judged {
  const found = values.join(" / ");
  return values.length >= wanted ? ok(found) : { state: "open", found };
}

type Judge = (progress: DockingProgress, terms: DockingTerms) => Judged;
const cleanMs = minutes(5);
const gapsWanted = 6;
const clocksWanted = 5;
const streakWanted = 10;
/** So long after its return a device may still be sending what it kept. */
const keptWithinMs = seconds(60);

const conduct: Readonly<Record<string, Judge>> = {
  readable: ({ frames, unread }, { now }) => {
    if (unread !== null && now - unread.at < cleanMs) return bad(unread.reason);
    return frames === 0 ? open : ok(String(frames));
  },
  rhythm: ({ gaps }, { promisedSeconds }) => {
    const last = gaps.slice(-gapsWanted);
    const longest = Math.max(0, ...last);
    const found = last.length === 0 ? "" : `≤ ${inSeconds(longest)} (${last.length})`;
    if (longest > toleranceMs(promisedSeconds)) return bad(found);
    return last.length < gapsWanted ? { state: "open", found } : ok(found);
  },
  clock: ({ clock }, { clockSeconds }) => {
    if (clock.length < clocksWanted) return open;
    // A way that is slow now and then only adds: the least error is the clock's.
    const least = clock.reduce((a, b) => (Math.abs(b) < Math.abs(a) ? b : a));
    const found = `${least > 0 ? "−" : "+"}${inSeconds(Math.abs(least))}`;
    return Math.abs(least) <= seconds(clockSeconds) ? ok(found) : bad(found);
  },
  order: ({ order }) => {
    if (order.streak >= streakWanted) return ok(String(order.streak));
    return order.fault === "" ? { state: "open", found: String(order.streak) } : bad(order.fault);
  },
  alarm: ({ alarm }) => {
    if (alarm === null) return open;
    return alarm.listeners === 0 ? bad(`${alarm.eventId}: receipt –`) : ok(alarm.eventId);
  },
  voice: ({ voice }) => (voice === null ? open : voice.heard ? ok(voice.name) : bad(voice.name)),
  reconnect: (progress, terms) => ofSilence(progress, terms),
};

function ofSilence({ silence }: DockingProgress, { promisedSeconds, now }: DockingTerms): Judged {
  if (silence === null) return open;
  const { from, back, measuredFrom, measured } = silence;
  const until = measuredFrom + (back - from);
  const within = measured.filter((at) => at > measuredFrom && at < until).sort((a, b) => a - b);
  const marks = [measuredFrom, ...within, until];
  const hole = Math.max(...marks.slice(1).map((at, i) => at - (marks[i] ?? at)));
  const found = `${inSeconds(back - from)}, +${within.length}, ≤ ${inSeconds(hole)}`;
  if (hole <= toleranceMs(promisedSeconds)) return ok(found);
  return now - back < keptWithinMs ? { state: "open", found } : bad(found);
}

const inSeconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
