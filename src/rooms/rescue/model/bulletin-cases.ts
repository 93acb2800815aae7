import type { Instant } from "../../../kernel/clock.ts";

/** What a bulletin needs to know of one incident. */
export type BulletinCase = {
  readonly openedAt: Instant;
  /** How long a crew had to the lift, as it was decided for this rescue. */
  readonly arriveSeconds: number;
  readonly answeredAt: Instant | null;
  readonly dispatchedAt: Instant | null;
  readonly arrivedAt: Instant | null;
  readonly freedAt: Instant | null;
  readonly closedAt: Instant | null;
  readonly freedCount: number;
  readonly freedBy: string | null;
  readonly injured: number;
  readonly dead: number;
  readonly falseAlarm: boolean;
  readonly source: string;
  readonly cause: string | null;
  readonly region: string;
  /** Of the lift today; null where the lift is not known. */
  readonly liftId: string | null;
  readonly place: string;
  readonly sector: string | null;
  readonly passengerLift: boolean;
  /** Whole years in use at the alarm. */
  readonly age: number | null;
  readonly maintenanceUnit: string | null;
  readonly useUnit: string | null;
  /** Of the use unit's duty phone. */
  readonly useUnitAsked: boolean;
  readonly useUnitAnswered: boolean;
  readonly asks: readonly CaseAsk[];
};
export type CaseAsk = {
  readonly organisation: string;
  readonly level: number;
  readonly askedAt: Instant;
  readonly acceptedAt: Instant | null;
  readonly arrivedAt: Instant | null;
  /** Asked, and silent until the time was up. */
  readonly silent: boolean;
};

/** People were or may have been in the car: what bulletins call 困人. */
export const isEntrapment = (each: BulletinCase): boolean => !each.falseAlarm;

/** The ask whose crew was there first. */
export const firstThere = ({ asks }: BulletinCase): CaseAsk | undefined =>
  asks.filter(({ arrivedAt }) => arrivedAt !== null).toSorted((a, b) => (a.arrivedAt ?? 0) - (b.arrivedAt ?? 0))[0];
