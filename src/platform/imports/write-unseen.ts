import { setTimeout as pause } from "node:timers/promises";
import { sql } from "kysely";
import { sqlState } from "../database/database.ts";
import { added, createGatherer, type Gatherer, type Mark, noMark } from "./gather-rows.ts";
import type { ImportCounts } from "./import-contract.ts";
import type { AheadBatch } from "./import-form.ts";
import { moveOn } from "./import-store.ts";
import { keepRefused, type Refused } from "./refused-lines.ts";
import type { WorkConnection } from "./work-connection.ts";
import type { ActParts } from "./work-order.ts";

/** Transactions in flight: one core writes while another ends its batch, and the thread puts the next rows into lines. */
const lanesMax = 2;
const batchRows = 2_000;
/** Rows that are in memory as objects: few enough that they are gone before the thread's heap takes them for lasting. */
const partRows = 100;
/** Rows dealt with in one transaction, also when hardly any of them needs writing. */
const lookedAtMax = 200_000;
const inTheWayStates = new Set(["23505", "40P01", "55P03"]);

/** Somebody made the same rows meanwhile, or holds what a lane needs: the run goes on behind what is written, looking before it writes. */
export class InTheWay extends Error {}

export type UnseenWritten = { readonly is: "written" | "stopped" | "halted"; readonly counts: ImportCounts };
type Landed =
  | { readonly is: "written" | "stopped"; readonly counts: ImportCounts }
  | { readonly is: "failed"; readonly error: unknown };
/** Rows in lines, and what was said of those between them. */
type Loaded = {
  readonly lines: AheadBatch<unknown>;
  readonly created: number;
  readonly refused: readonly Refused[];
  readonly all: Mark;
  readonly nextRow: number;
};

/**
 * Writes batches of rows that are all new, each in one transaction with the number of the next row, two transactions at a time. They
 * are committed in the order of the file, each only when the one before is: what is written is always the beginning of the file.
 * Throws `InTheWay`.
 */
export async function writeUnseen(
  parts: ActParts,
  begin: () => AheadBatch<unknown>,
  begun: ImportCounts,
): Promise<UnseenWritten> {
  const gather = createGatherer(parts, partRows);
  const lanes: WorkConnection[] = [];
  const flights: Promise<Landed>[] = [];
  try {
    for (let no = 0; no < lanesMax; no += 1) lanes.push(await parts.openLane());
    return await fly(parts, { loader: createLoader(gather, begin), begun, lanes, flights });
  } catch (error) {
    throw inTheWayStates.has(sqlState(error) ?? "") ? new InTheWay(String(error), { cause: error }) : error;
  } finally {
    await Promise.all(flights);
    await Promise.all([gather.close(), ...lanes.map((lane) => lane.close().catch(() => undefined))]);
  }
}

type Loader = { readonly next: () => Promise<Loaded | undefined> };

/** Reads parts of a batch and puts each into lines while the next is read. Undefined at the end of the file. */
function createLoader(gather: Gatherer, begin: () => AheadBatch<unknown>): Loader {
  let ahead = gather.next();
  return {
    next: async () => {
      const lines = begin();
      const refused: Refused[] = [];
      let created = 0;
      let nextRow = 0;
      let all = noMark;
      while (created < batchRows && all.rows < lookedAtMax && refused.length < batchRows) {
        const part = await ahead;
        // A reader that failed is heard after what it had read before was written.
        if (part.is === "failed" && nextRow === 0) throw part.error;
        if (part.is !== "batch") break;
        ahead = gather.next();
        await lines.add(part.waiting.map(({ read }) => read));
        created += part.waiting.length;
        refused.push(...part.refused);
        all = sum(all, part.all);
        nextRow = part.nextRow;
      }
      return nextRow === 0 ? undefined : { lines, created, refused, all, nextRow };
    },
  };
}

const sum = (a: Mark, b: Mark): Mark => ({
  rows: a.rows + b.rows,
  unchanged: a.unchanged + b.unchanged,
  refused: a.refused + b.refused,
});

type Sky = {
  readonly loader: Loader;
  readonly begun: ImportCounts;
  readonly lanes: readonly WorkConnection[];
  readonly flights: Promise<Landed>[];
};

async function fly(parts: ActParts, { loader, begun, lanes, flights }: Sky): Promise<UnseenWritten> {
  const { pace } = parts;
  let last: UnseenWritten = { is: "written", counts: begun };
  /** Waits until no more than so many are in flight. @returns whether all that landed is written. */
  const landUntil = async (most: number): Promise<boolean> => {
    while (flights.length > most) {
      const landed = await (flights.shift() as Promise<Landed>);
      if (landed.is === "failed") throw landed.error;
      last = landed;
      if (landed.is === "stopped") return false;
    }
    return true;
  };
  let before: Flight = { stood: Promise.resolve(), landed: Promise.resolve({ is: "written", counts: begun }) };
  for (let no = 0; ; no += 1) {
    let load: Loaded | undefined;
    try {
      load = await loader.next();
    } catch (error) {
      await landUntil(0);
      throw error;
    }
    if (!(await landUntil(load === undefined || pace.halted ? 0 : lanesMax - 1)) || load === undefined) return last;
    if (pace.halted) return { ...last, is: "halted" };
    before = writeBatch(parts, { lane: lanes[no % lanesMax] as WorkConnection, load, before });
    flights.push(before.landed);
    if (pace.pauseMs > 0) await pause(pace.pauseMs);
  }
}

type BatchParts = { readonly lane: WorkConnection; readonly load: Loaded; readonly before: Flight };
/** `stood`: what the batch stands on is committed, and that of all batches before it. */
type Flight = { readonly stood: Promise<void>; readonly landed: Promise<Landed> };

function writeBatch(parts: ActParts, batch: BatchParts): Flight {
  const stood = batch.before.stood.then(() => stand(batch));
  const landed = stood.then(() => land(parts, batch)).catch((error: unknown): Landed => ({ is: "failed", error }));
  return { stood, landed };
}

/** What is lost of it with the machine is lost with the batch: nobody waits for the disk. */
async function stand({ lane, load }: BatchParts): Promise<void> {
  await lane.db.transaction().execute(async (tx) => {
    await sql`set local synchronous_commit = off`.execute(tx);
    await load.lines.stand(tx, lane.client);
  });
}

async function land({ run }: ActParts, { lane, load, before }: BatchParts): Promise<Landed> {
  const landed = await lane.db.transaction().execute(async (tx): Promise<Landed> => {
    await sql`set local synchronous_commit = on`.execute(tx);
    await load.lines.write(lane.client);
    await keepRefused(lane.client, run.id, load.refused);
    const earlier = await before.landed;
    if (earlier.is !== "written") throw new Error("the batch before was not written");
    const created = Array.from({ length: load.created }, () => "created" as const);
    const counts = added(earlier.counts, created, { from: noMark, to: load.all });
    const stopAsked = await moveOn(tx, run.id, { nextRow: load.nextRow, counts });
    return { is: stopAsked ? "stopped" : "written", counts };
  });
  load.lines.done();
  return landed;
}
