import type { Instant } from "../../../kernel/clock.ts";
import type { IncidentId } from "../../../kernel/ids.ts";
import type { IncidentEvent } from "./incident-events.ts";
import type { FirstTimes, Join, KnownAlarm } from "./known-alarm.ts";

/** What joining changes of an incident. */
type Joinable = FirstTimes & { readonly alarms: readonly KnownAlarm[]; readonly joins: readonly Join[] };
type Counted = {
  readonly alarmKeys: readonly string[];
  readonly trappedSince?: Instant;
  readonly lastAlarmSince?: Instant;
};
type Signals = { readonly deviceSaysFree: boolean; readonly carSaysFree: boolean; readonly carSaysMistake: boolean };

export const firstTimes = ({ openedAt, answeredAt, dispatchedAt, arrivedAt }: FirstTimes): FirstTimes => ({
  openedAt,
  answeredAt,
  dispatchedAt,
  arrivedAt,
});

const earlier = (a: Instant | null, b: Instant | null): Instant | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);

type Of<Type extends IncidentEvent["type"]> = Extract<IncidentEvent, { type: Type }>;

/** The other incident's alarms, place and earliest times become this one's. */
export function joinedBy(before: Joinable, event: Of<"IncidentJoined">): Joinable & Counted & Signals {
  const { from, fromNo, liftId, placeKey, reason, times } = event;
  const own = firstTimes(before);
  const alarms = [...before.alarms, ...event.alarms.map((alarm) => ({ ...alarm, from }))];
  return {
    ...withAlarms(alarms),
    openedAt: Math.min(own.openedAt, times.openedAt),
    answeredAt: earlier(own.answeredAt, times.answeredAt),
    dispatchedAt: earlier(own.dispatchedAt, times.dispatchedAt),
    arrivedAt: earlier(own.arrivedAt, times.arrivedAt),
    joins: [...before.joins, { id: from, no: fromNo, liftId, placeKey, reason, brought: times, before: own }],
    deviceSaysFree: false,
    carSaysFree: false,
    carSaysMistake: false,
  };
}

/** What the other incident brought goes with it again; what has been learnt since stays. */
export function unjoinedBy(before: Joinable, from: IncidentId): Partial<Joinable & Counted> {
  const join = before.joins.find(({ id }) => id === from);
  if (join === undefined) return {};
  const back = (name: keyof FirstTimes) => (before[name] === join.brought[name] ? join.before[name] : before[name]);
  return {
    ...withAlarms(before.alarms.filter((alarm) => alarm.from !== from)),
    openedAt: back("openedAt") ?? before.openedAt,
    answeredAt: back("answeredAt"),
    dispatchedAt: back("dispatchedAt"),
    arrivedAt: back("arrivedAt"),
    joins: before.joins.filter(({ id }) => id !== from),
  };
}

export const withoutAlarm = (before: Joinable, alarmKey: string): Pick<Joinable, "alarms"> & Counted =>
  withAlarms(before.alarms.filter((alarm) => alarm.alarmKey !== alarmKey));

/** An incident counts from its earliest alarm; who was freed before the latest is not who pressed then. */
function withAlarms(alarms: readonly KnownAlarm[]): Pick<Joinable, "alarms"> & Counted {
  const since = alarms.map((alarm) => alarm.since);
  return {
    alarms,
    alarmKeys: alarms.map(({ alarmKey }) => alarmKey),
    ...(since.length === 0 ? {} : { trappedSince: Math.min(...since), lastAlarmSince: Math.max(...since) }),
  };
}

/** What an incident keeps of an alarm, should it be split off. */
export const knownAlarm = (
  event: Extract<IncidentEvent, { type: "IncidentOpened" | "AlarmJoined" }>,
  at: Instant,
): KnownAlarm => ({
  alarmKey: event.alarmKey,
  source: event.source,
  cause: event.cause,
  since: event.trappedSince,
  at,
});
