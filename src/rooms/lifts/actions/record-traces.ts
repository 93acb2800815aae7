import { hash } from "node:crypto";
import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { LiftId } from "../../../kernel/ids.ts";
import { assert } from "../../../kernel/result.ts";
import { json, type Tx } from "../../../platform/database/database.ts";
import type { Actor } from "../../../platform/streams/streams.ts";
import type { Evidence } from "../contract.ts";
import { type ChainEntry, type ChainHead, hashedText, isWellFormed } from "../model/ledger-chain.ts";

/** One thing that happened to a lift, for its lifecycle ledger. */
export type Trace = {
  readonly liftId: LiftId;
  /** The room that writes. */
  readonly room: string;
  /** Past tense in kebab-case: `registered-here`, `rescue-closed`. */
  readonly kind: string;
  /** When it was done, which may be long before it is recorded. */
  readonly doneAt: Instant;
  readonly recordedAt: Instant;
  readonly actor: Actor;
  /** Ids, codes and hashes; never personal data, because nothing here can be removed. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Files that prove it, by their SHA-256; kept as `evidence` of the body. Names are those of papers, not of people. */
  readonly evidence?: readonly Evidence[];
};

export const recordTrace = (tx: Tx, trace: Trace): Promise<void> => recordTraces(tx, [trace]);

const tracesMax = 1_000;

/** Appends to the lifts' chains, in the order given for each lift. @throws when a lift is not there. */
export async function recordTraces(tx: Tx, traces: readonly Trace[]): Promise<void> {
  if (traces.length === 0) return;
  assert(traces.length <= tracesMax, `at most ${tracesMax} traces in one transaction`);
  const heads = await lockChains(tx, [...new Set(traces.map((trace) => trace.liftId))]);
  const entries = traces.map((trace) => {
    const head = heads.get(trace.liftId);
    assert(head, `lift ${trace.liftId} has a ledger`);
    const entry = entryAfter(head, trace);
    heads.set(trace.liftId, { no: entry.no, hash: entry.hash });
    return entry;
  });
  await insertEntries(tx, entries);
  await moveHeads(tx, heads);
}

/** Chains are locked in the order of ids everywhere, so that two writers of the same lifts never wait for each other in a ring. */
export async function lockChains(tx: Tx, liftIds: readonly LiftId[]): Promise<Map<string, ChainHead>> {
  const { rows } = await sql<ChainHead & { liftId: string }>`
    select lift_id as "liftId", no, hash from lifts.ledger_head
    where lift_id = any(${liftIds}::uuid[]) order by lift_id for update`.execute(tx);
  return new Map(rows.map(({ liftId, no, hash: last }) => [liftId, { no, hash: last }]));
}

function entryAfter(head: ChainHead, trace: Trace): ChainEntry {
  const entry = {
    liftId: trace.liftId,
    no: head.no + 1,
    doneAt: new Date(trace.doneAt).toISOString(),
    recordedAt: new Date(trace.recordedAt).toISOString(),
    room: trace.room,
    kind: trace.kind,
    actor: `${trace.actor.kind}:${trace.actor.id}`,
    body: bodyText(trace),
    previousHash: head.hash,
  };
  assert(isWellFormed(entry), `a trace of ${trace.room}/${trace.kind} has no line breaks in its fields`);
  return { ...entry, hash: hash("sha256", hashedText(entry), "hex") };
}

/** The exact text that is hashed and kept. */
const bodyText = ({ body, evidence }: Trace): string =>
  JSON.stringify(evidence === undefined || evidence.length === 0 ? body : { ...body, evidence });

async function insertEntries(tx: Tx, entries: readonly ChainEntry[]): Promise<void> {
  await sql`
    insert into lifts.ledger_entry (lift_id, no, done_at, recorded_at, room, kind, actor, body, previous_hash, hash)
    select "liftId", no, "doneAt", "recordedAt", room, kind, actor, body, "previousHash", hash
    from jsonb_to_recordset(${json(entries)}::jsonb) as e("liftId" uuid, no integer, "doneAt" timestamptz,
      "recordedAt" timestamptz, room text, kind text, actor text, body text, "previousHash" text, hash text)`.execute(
    tx,
  );
}

async function moveHeads(tx: Tx, heads: ReadonlyMap<string, ChainHead>): Promise<void> {
  const rows = [...heads].map(([liftId, head]) => ({ liftId, ...head }));
  await sql`
    update lifts.ledger_head h set no = n.no, hash = n.hash
    from jsonb_to_recordset(${json(rows)}::jsonb) as n("liftId" uuid, no integer, hash text)
    where h.lift_id = n."liftId"`.execute(tx);
}
