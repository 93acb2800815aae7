import { hash } from "node:crypto";
import { sql } from "kysely";
import type { z } from "zod";
import type { Instant } from "../../../kernel/clock.ts";
import type { LiftId } from "../../../kernel/ids.ts";
import type { Principal, Scope } from "../../../kernel/principal.ts";
import type { Db } from "../../../platform/database/database.ts";
import { actorNames } from "../../identity/index.ts";
import {
  type Evidence,
  type LedgerEntry,
  ledgerKinds,
  type ledgerPage,
  lifeStages,
  type recordedStage,
} from "../contract.ts";
import { beforeFirst, type ChainEntry, type ChainHead, verifyChain } from "../model/ledger-chain.ts";
import { readableEvidence } from "./find-evidence.ts";
import { lastCheckpoint, signedEndOf } from "./read-checkpoints.ts";
import { visibleLiftCondition } from "./visible-lifts.ts";

type Row = Omit<ChainEntry, "doneAt" | "recordedAt"> & { doneAt: Instant; recordedAt: Instant };

const columns =
  sql.raw(`e.lift_id as "liftId", e.no, e.done_at as "doneAt", e.recorded_at as "recordedAt", e.room, e.kind,
  e.actor, e.body, e.previous_hash as "previousHash", e.hash`);

const chainEntry = (row: Row): ChainEntry => ({
  ...row,
  doneAt: new Date(row.doneAt).toISOString(),
  recordedAt: new Date(row.recordedAt).toISOString(),
});

type LedgerPage = z.infer<typeof ledgerPage>;
type UnnamedEntry = Omit<LedgerEntry, "actorName" | "organisationName" | "evidence"> & {
  readonly evidence: Evidence[];
};
type Unnamed = Omit<LedgerPage, "entries"> & { readonly entries: UnnamedEntry[] };

/** The ledger with the names of its actors and organisations: it holds ids only, names are looked up for who reads it. */
export async function withNames(db: Db, ledger: Unnamed, viewer: Principal): Promise<LedgerPage> {
  const names = await actorNames(
    db,
    viewer,
    ledger.entries.map(({ actor }) => actor),
  );
  const organisations = await organisationNames(db, ledger.entries);
  const hashes = ledger.entries.flatMap(({ evidence }) => evidence.map(({ hash: each }) => each));
  const readable = await readableEvidence(db, viewer, hashes);
  const entries = ledger.entries.map((entry) => ({
    ...entry,
    evidence: entry.evidence.map((each) => ({ ...each, readable: readable.has(each.hash) })),
    actorName: names.get(entry.actor) ?? null,
    organisationName: organisations.get(organisationIdOf(entry) ?? "") ?? null,
  }));
  return { ...ledger, entries };
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A body may have been tampered with: what is no id is not asked for. */
function organisationIdOf({ body }: UnnamedEntry): string | undefined {
  const { organisationId } = body;
  return typeof organisationId === "string" && uuid.test(organisationId) ? organisationId : undefined;
}

async function organisationNames(db: Db, entries: readonly UnnamedEntry[]): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(entries.map(organisationIdOf).filter((id) => id !== undefined))];
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from identity.v_organisation where id = any(${ids}::uuid[])`.execute(db);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** A lift's life holds a few thousand entries (two visits a month for decades). */
const entriesMax = 20_000;

/** The whole ledger of a lift and whether its chain fits up to its head; undefined when it is not there for this viewer. */
export async function ledgerOf(db: Db, liftId: LiftId, scopes: readonly Scope[]): Promise<Unnamed | undefined> {
  const heads = await sql<ChainHead>`
    select h.no, h.hash from lifts.ledger_head h join lifts.lift l on l.id = h.lift_id
    where h.lift_id = ${liftId} and ${visibleLiftCondition(scopes, { id: "l.id", regionCode: "l.region_code" })}`.execute(
    db,
  );
  const head = heads.rows[0];
  if (head === undefined) return undefined;
  const { rows } = await sql<Row>`
    select ${columns} from lifts.ledger_entry e where e.lift_id = ${liftId} order by e.no limit ${entriesMax}`.execute(
    db,
  );
  const covered = await coveredUpTo(db, liftId);
  return {
    entries: presented(rows),
    intact: isIntact(rows, head, covered),
    stages: stagesOf(rows),
    covered: covered === null ? null : { no: covered.no, checkpointNo: covered.checkpointNo, day: covered.day },
  };
}

/** Which stages of a lift's life entries tell of; the others are "not recorded here", which is not "none". */
export async function recordedKinds(db: Db, liftId: LiftId): Promise<z.infer<typeof recordedStage>[]> {
  const { rows } = await sql<{ no: number; kind: string; doneAt: Instant; body: string }>`
    select no, kind, done_at as "doneAt", body from lifts.ledger_entry where lift_id = ${liftId}`.execute(db);
  return stagesOf(rows);
}

type Told = { readonly no: number; readonly kind: string; readonly doneAt: Instant; readonly body: string };

/** Entries that were corrected as another lift's, or as recorded twice, tell nothing of this life. */
function stagesOf(rows: readonly Told[]): z.infer<typeof recordedStage>[] {
  const untold = new Set(
    rows
      .filter((row) => row.kind === "corrected")
      .map((row) => bodyOf(row.body))
      .filter((body) => body.why === "wrong-lift" || body.why === "recorded-twice")
      .map((body) => body.corrects),
  );
  return lifeStages.map(([stage]) => {
    const told = rows.filter((row) => ledgerKinds[row.kind]?.stage === stage && !untold.has(row.no));
    if (told.length === 0) return { stage, recorded: null };
    const lastDoneAt = told.reduce((last, row) => Math.max(last, row.doneAt), 0);
    return { stage, recorded: { entries: told.length, lastDoneAt } };
  });
}

function presented(rows: readonly Row[]): Unnamed["entries"] {
  const entries = rows.map((row) => {
    const { evidence, ...body } = bodyOf(row.body);
    return { ...row, body, evidence: (evidence ?? []) as Evidence[], correctedBy: null as number | null };
  });
  for (const { kind, body, no } of entries) {
    if (kind !== "corrected" || typeof body.corrects !== "number") continue;
    const wrong = entries[body.corrects - 1];
    if (wrong !== undefined) wrong.correctedBy = no;
  }
  return entries;
}

type Covered = { readonly no: number; readonly hash: string; readonly checkpointNo: number; readonly day: string };

/** Up to which entry the last checkpoint's signature reaches; null when it does not know the lift. */
async function coveredUpTo(db: Db, liftId: LiftId): Promise<Covered | null> {
  const last = await lastCheckpoint(db);
  const signed = last === undefined ? undefined : await signedEndOf(db, last.no, liftId);
  if (last === undefined || signed === undefined) return null;
  return { no: signed.end.no, hash: signed.end.hash, checkpointNo: last.no, day: last.day };
}

/** Entries that were written after the head was read are newer, not wrong; what was signed must be there. */
function isIntact(rows: readonly Row[], head: ChainHead, signed: Covered | null): boolean {
  const report = verifyChain(rows.map(chainEntry), (text) => hash("sha256", text, "hex"));
  if (report.fault !== undefined || rows.length < head.no) return false;
  if (signed !== null && rows[signed.no - 1]?.hash !== signed.hash) return false;
  return (head.no === 0 ? beforeFirst.hash : rows[head.no - 1]?.hash) === head.hash;
}

function bodyOf(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return { unreadable: text.slice(0, 500) }; // tampered with: shown, and `intact` says so
  }
}
