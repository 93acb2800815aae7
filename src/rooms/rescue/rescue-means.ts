import type { Clock } from "../../kernel/clock.ts";
import type { Database } from "../../platform/database/database.ts";
import type { RoadEngine } from "../../platform/roads/index.ts";
import type { ExchangeState, Telephone } from "../../platform/sip/index.ts";

/** What this room's actions and views need of the platform. */
export type Means = {
  readonly database: Database;
  readonly clock: Clock;
  /** Where people outside reach us; undefined: nobody said, and no link is sent. */
  readonly publicUrl?: string | undefined;
};

/** The same with the outside parties: the road engine, and the centre's telephone number as the city has set it. */
export type RescueMeans = Means & {
  readonly roads: RoadEngine;
  readonly rescueNumber: string;
  /** Whether a voice gateway is set: the platform can call by itself. */
  readonly callsOut: boolean;
  readonly carPhone: CarPhone;
};

/** Speech between desk and car, as the city has set it (docs/telephone.md). */
export type CarPhone = {
  /** Undefined: there is no exchange that we could ask. */
  readonly telephone: Telephone | undefined;
  readonly exchange: () => ExchangeState["state"] | "none";
  readonly seat: string | undefined;
  readonly carAddress: string | undefined;
  readonly carUrl: string | undefined;
  readonly recordingUrl: string | undefined;
  /** This process: who else holds a line has been killed. */
  readonly processId: string;
};
