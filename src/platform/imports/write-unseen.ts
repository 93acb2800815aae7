import { setTimeout as pause } from "node:timers/promises";
import { sql } from "kysely";
import { assert } from "../../kernel/result.ts";
import { sqlState } from "../database/database.ts";
import { added, type Gathered, type GatheredOrEnd, type Gatherer, noMark } from "./gather-rows.ts";
import type { ImportCounts } from "./import-contract.ts";
import type { ReadyRows } from "./import-form.ts";
import { moveOn } from "./import-store.ts";
import { keepRefused } from "./refused-lines.ts";
import type { WorkConnection } from "./work-connection.ts";
import type { ActParts } from "./work-order.ts";

/** Transactions in flight: one core writes while another ends its batch, and the thread puts the next rows into lines. */
const lanesMax = 2;
/** Somebody made the same lift meanwhile, or holds what a lane needs: then the rows are looked up before they are written. */
const inTheWay = new Set(["23505", "40P01", "55P03"]);

/** `left`: batches that were read and are not written. */
export type UnseenWritten = {
  readonly is: "written" | "stopped" | "halted";
  readonly counts: ImportCounts;
  readonly left: readonly GatheredOrEnd[];
};
type Landed =
  | { readonly is: "written" | "stopped"; readonly counts: ImportCounts }
  | { readonly is: "failed"; readonly error: unknown };
type Flight = { readonly batch: Gathered; readonly landed: Promise<Landed> };

/**
 * Writes batches of rows that are all new, each in one transaction with the number of the next row, two transactions at a time. They
 * are committed in the order of the file, each only when the one before is: what is written is always the beginning of the file.
 */
export async function writeUnseen(parts: ActParts, gather: Gatherer, begun: ImportCounts): Promise<UnseenWritten> {
  const lanes: WorkConnection[] = [];
  const flights: Flight[] = [];
  try {
    for (let no = 0; no < lanesMax; no += 1) lanes.push(await parts.openLane());
    return await fly(parts, { gather, begun, lanes, flights });
  } finally {
    await Promise.all(flights.map(({ landed }) => landed));
    await Promise.all(lanes.map((lane) => lane.close().catch(() => undefined)));
  }
}

type Sky = {
  readonly gather: Gatherer;
  readonly begun: ImportCounts;
  readonly lanes: readonly WorkConnection[];
  readonly flights: Flight[];
};

async function fly(parts: ActParts, { gather, begun, lanes, flights }: Sky): Promise<UnseenWritten> {
  const { session, connection, pace } = parts;
  const { ahead } = session;
  assert(ahead, "rows can be made ready ahead");
  let last: Landed = { is: "written", counts: begun };
  /** Waits until no more than so many are in flight. @returns whether all that landed is written. */
  const landUntil = async (most: number): Promise<boolean> => {
    while (flights.length > most) {
      const landed = await (flights[0] as Flight).landed;
      if (landed.is === "failed") return false;
      flights.shift();
      last = landed;
      if (landed.is === "stopped") return false;
    }
    return true;
  };
  const grounded = async (rest: readonly GatheredOrEnd[]): Promise<UnseenWritten> => {
    const { counts } = last as Exclude<Landed, { is: "failed" }>;
    if (last.is === "stopped") return { is: "stopped", counts, left: [] };
    const failed = await flights[0]?.landed;
    if (failed?.is === "failed" && !inTheWay.has(sqlState(failed.error) ?? "")) throw failed.error;
    if (failed !== undefined) ahead.end();
    return { is: "written", counts, left: [...flights.map(({ batch }) => batch), ...rest] };
  };

  let before: Promise<Landed> = Promise.resolve(last);
  let next = gather.next();
  for (let no = 0; ; no += 1) {
    const batch = await next;
    if (batch.is !== "batch") {
      await landUntil(0);
      return grounded([batch]);
    }
    next = gather.next();
    let write: ReadyRows;
    try {
      const rows = batch.waiting.map(({ read }) => read);
      write = await ahead.makeReady(connection.db, rows);
    } catch (error) {
      await landUntil(0);
      if (!inTheWay.has(sqlState(error) ?? "")) throw error;
      ahead.end();
      return grounded([batch, await next]);
    }
    if (!(await landUntil(lanesMax - 1))) return grounded([batch, await next]);
    if (pace.halted) {
      if (!(await landUntil(0))) return grounded([batch, await next]);
      return { is: "halted", counts: begun, left: [] };
    }
    const lane = lanes[no % lanesMax] as WorkConnection;
    const landed: Promise<Landed> = writeBatch(parts, { lane, batch, write, before });
    flights.push({ batch, landed });
    before = landed;
    if (pace.pauseMs > 0) await pause(pace.pauseMs);
  }
}

type BatchParts = {
  readonly lane: WorkConnection;
  readonly batch: Gathered;
  readonly write: ReadyRows;
  readonly before: Promise<Landed>;
};

async function writeBatch({ run }: ActParts, { lane, batch, write, before }: BatchParts): Promise<Landed> {
  try {
    return await lane.db.transaction().execute(async (tx): Promise<Landed> => {
      await sql`set local synchronous_commit = on`.execute(tx);
      await write(lane.client);
      await keepRefused(lane.client, run.id, batch.refused);
      const earlier = await before;
      if (earlier.is !== "written") throw new Error("the batch before was not written");
      const created = batch.waiting.map(() => "created" as const);
      const counts = added(earlier.counts, created, { from: noMark, to: batch.all });
      const stopAsked = await moveOn(tx, run.id, { nextRow: batch.nextRow, counts });
      return { is: stopAsked ? "stopped" : "written", counts };
    });
  } catch (error) {
    return { is: "failed", error };
  }
}
