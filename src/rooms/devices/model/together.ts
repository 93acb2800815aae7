import type { Instant } from "../../../kernel/clock.ts";

/**
 * Devices that go silent together are one network event (网络事件), not so many alarms. A group (a gateway's lifts, a power supply point, a
 * district, a carrier, everything) is dark together when enough of its members fell silent within the same minutes and most of those of which
 * it is known did: members that have spoken since speak against it; slow ones whose time is not up say nothing yet.
 * Where several groups would explain the same silence, the one that explains most and is contradicted least is taken, then what it leaves.
 */
export const networkKinds = ["platform", "carrier", "district", "gateway", "supply"] as const;
export type NetworkKind = (typeof networkKinds)[number];

export type TogetherSettings = {
  readonly togetherSeconds: number;
  readonly togetherMembers: number;
  /** For a gateway or a power supply point. */
  readonly togetherMembersSmall: number;
  readonly togetherPercent: number;
  readonly togetherEndPercent: number;
};

/** A silent device: when it was last heard. */
export type Silent = { readonly no: number; readonly since: Instant };
export type Group = {
  readonly kind: NetworkKind;
  readonly key: string;
  readonly silent: readonly Silent[];
  /** When each other member was last heard; silent ones may be among them. */
  readonly lastHeard: readonly Instant[];
};
export type Together = {
  readonly kind: NetworkKind;
  readonly key: string;
  /** The last sign of life of the first of them. */
  readonly since: Instant;
  readonly members: readonly Silent[];
};

const isSmall = (kind: NetworkKind): boolean => kind === "gateway" || kind === "supply";
const leastOf = (kind: NetworkKind, settings: TogetherSettings): number =>
  isSmall(kind) ? settings.togetherMembersSmall : settings.togetherMembers;
/** Between equals the nearer cause is believed. */
const nearness = (kind: NetworkKind): number => networkKinds.indexOf(kind);

/** Who was heard so long after the last of them speaks against it; earlier it may have gone with them and is found in the next round. */
const settlingMs = 60_000;
/** Of one look; what is left is found in the next round. */
const eventsMax = 20;

/** The most silent devices whose last signs of life lie within the window, oldest first. */
export function densest(silent: readonly Silent[], windowMs: number): readonly Silent[] {
  const sorted = [...silent].sort((a, b) => a.since - b.since);
  let best = { from: 0, to: 0 };
  let from = 0;
  for (const [index, { since }] of sorted.entries()) {
    while ((sorted[from]?.since ?? since) < since - windowMs) from += 1;
    if (index + 1 - from > best.to - best.from) best = { from, to: index + 1 };
  }
  return sorted.slice(best.from, best.to);
}

type Weighed = Together & { readonly against: number };

/** A group that is dark together, with how many of its members speak against it; undefined when it is not. */
function weigh(group: Group, settings: TogetherSettings): Weighed | undefined {
  const members = densest(group.silent, settings.togetherSeconds * 1_000);
  const [first, last] = [members[0], members.at(-1)];
  if (first === undefined || last === undefined || members.length < leastOf(group.kind, settings)) return undefined;
  const against = group.lastHeard.filter((at) => at > last.since + settlingMs).length;
  if (100 * members.length < settings.togetherPercent * (members.length + against)) return undefined;
  return { kind: group.kind, key: group.key, since: first.since, members, against };
}

const better = (a: Weighed, b: Weighed): number =>
  b.members.length - b.against - (a.members.length - a.against) || nearness(b.kind) - nearness(a.kind);

/** The events that explain the silence; no device is a member of two. */
export function findTogether(groups: readonly Group[], settings: TogetherSettings): Together[] {
  const found: Together[] = [];
  const explained = new Set<number>();
  for (let left = groups; found.length < eventsMax; ) {
    const [best] = left.flatMap((group) => weigh(group, settings) ?? []).sort(better);
    if (best === undefined) break;
    const { kind, key, since, members } = best;
    found.push({ kind, key, since, members });
    for (const { no } of members) explained.add(no);
    left = left
      .filter((group) => group.kind !== kind || group.key !== key)
      .map((group) => ({ ...group, silent: group.silent.filter(({ no }) => !explained.has(no)) }));
  }
  return found;
}

/** Whether an event is over: so few of its members are still silent that the network cannot be the reason. */
export const isOver = (
  { members, stillSilent }: { readonly members: number; readonly stillSilent: number },
  settings: TogetherSettings,
): boolean => stillSilent === 0 || 100 * stillSilent < settings.togetherEndPercent * members;

/**
 * When a device that shares the event's cause must have been heard last to belong to it. `latest`: who has spoken since is not concerned.
 * `earliest` holds for those that were found before the event; slow ones, found later, may have spoken long before.
 */
export function memberWindow(
  since: Instant,
  settings: TogetherSettings,
): { readonly earliest: Instant; readonly latest: Instant } {
  const windowMs = settings.togetherSeconds * 1_000;
  return { earliest: since - windowMs, latest: since + windowMs };
}
