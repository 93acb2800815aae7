import { parentPort, workerData } from "node:worker_threads";
import { bearer, createApi } from "../sim/api.ts";
import { watchLive } from "../sim/people/live-client.ts";
import { storm } from "../src/rooms/rescue/contract/storms.ts";
import { incidentRow } from "../src/rooms/rescue/contract.ts";

/**
 * A dispatcher's screen during the bench `storm`, in a thread of its own so that reading it delays nobody's clock: one watches the queue
 * (`desk`), another the page of storms (`storm`). Each says, when asked, since when it has seen what.
 */
export type WatchOrder = { readonly http: string; readonly token: string; readonly topic: "desk" | "storm" };
/** Moments by our clock, by lift (`desk`) or by incident (`storm`). */
export type Watched = {
  /** On the screen at all. */
  readonly seen: ReadonlyMap<string, number>;
  /** A crew is asked for it or has it. */
  readonly crew: ReadonlyMap<string, number>;
  /** Somebody answers for it: a crew, or the desk with a moment at which the platform looks at it again. */
  readonly owner: ReadonlyMap<string, number>;
  /** A crew's, or with a place in the tour of one. */
  readonly planned: ReadonlyMap<string, number>;
  readonly incidentOf: ReadonlyMap<string, string>;
  readonly messages: number;
};

const order = workerData as WatchOrder;
const seen = new Map<string, number>();
const crew = new Map<string, number>();
const owner = new Map<string, number>();
const planned = new Map<string, number>();
const incidentOf = new Map<string, string>();
let messages = 0;

const mark = (times: Map<string, number>, key: string, at: number): void => {
  if (!times.has(key)) times.set(key, at);
};
const running = new Set(["asked", "accepted", "arrived"]);

function takeIncident(raw: object, at: number): void {
  const { id, liftId, asks, holder, dueAt } = incidentRow.parse(raw);
  if (liftId === null) return;
  incidentOf.set(liftId, id);
  mark(seen, liftId, at);
  const asked = asks.some(({ status }) => running.has(status));
  if (asked) mark(crew, liftId, at);
  if (asked || holder.kind === "crew" || dueAt !== null) mark(owner, liftId, at);
}

function takeStorm(raw: object, at: number): void {
  for (const { incidents } of storm.parse(raw).groups)
    for (const { id, held, placeInTour } of incidents) {
      mark(seen, id, at);
      if (held || placeInTour !== null) mark(planned, id, at);
    }
}

const take = (raw: object, at: number): void => {
  messages += 1;
  if (order.topic === "desk") takeIncident(raw, at);
  else takeStorm(raw, at);
};

const ending = new AbortController();
const news = {
  onSnapshot: (_: string, rows: readonly object[], at: number) => {
    for (const row of rows) take(row, at);
  },
  onChange: (_: string, __: string, row: object | null, at: number) => {
    if (row !== null) take(row, at);
  },
};
const watching = watchLive(createApi(order.http, bearer(order.token), 120_000), order.topic, news, ending.signal);
parentPort?.once("message", async () => {
  ending.abort();
  await watching;
  parentPort?.postMessage({ seen, crew, owner, planned, incidentOf, messages } satisfies Watched);
});
