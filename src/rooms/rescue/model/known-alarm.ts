import type { Instant } from "../../../kernel/clock.ts";
import type { IncidentId, LiftId } from "../../../kernel/ids.ts";
import type { Source } from "../contract/sources.ts";

/** What made an alarm: the word that a device, a person or the platform gave for it. */
export type AlarmCause =
  | "vendor-event"
  | "alarm-button"
  | "inference"
  | "caller"
  | "car-page"
  | "property-report"
  | "crew-report"
  | "handed-over";

/** An alarm of an incident; `from`: it came with another incident that was joined. */
export type KnownAlarm = {
  readonly alarmKey: string;
  readonly source: Source;
  readonly cause: AlarmCause;
  readonly since: Instant;
  readonly at: Instant;
  readonly from?: IncidentId;
};

/** The times from which figures count; of two incidents about one emergency the earliest. */
export type FirstTimes = {
  readonly openedAt: Instant;
  readonly answeredAt: Instant | null;
  readonly dispatchedAt: Instant | null;
  readonly arrivedAt: Instant | null;
};

/** Another incident that was joined, with what it brought and what was known before: so that it can be undone. */
export type Join = {
  readonly id: IncidentId;
  readonly no: string;
  readonly liftId: LiftId | null;
  readonly placeKey: string | null;
  readonly reason: string;
  readonly brought: FirstTimes;
  readonly before: FirstTimes;
};
