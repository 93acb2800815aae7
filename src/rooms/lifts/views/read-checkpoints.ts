import { hash } from "node:crypto";
import { sql } from "kysely";
import type { z } from "zod";
import type { LiftId } from "../../../kernel/ids.ts";
import type { Scope } from "../../../kernel/principal.ts";
import { assert, ok, type Result, refuse } from "../../../kernel/result.ts";
import type { Db } from "../../../platform/database/database.ts";
import type { Checkpoint, ledgerProof } from "../contract.ts";
import { auditLeaf, leavesOf, rootsWithAudit } from "../model/checkpoint.ts";
import { type ChainEnd, headsPerPart, unpackHeads } from "../model/checkpoint-heads.ts";
import { pathOf, type Sha256 } from "../model/merkle.ts";
import { visibleLiftCondition } from "./visible-lifts.ts";

const sha256: Sha256 = (data) => hash("sha256", data, "hex");

const columns = sql.raw(`no, to_char(day, 'YYYY-MM-DD') as day, at, lifts, entries, audit_no as "auditNo",
  audit_hash as "auditHash", root, previous_hash as "previousHash", key_id as "keyId", public_key as "publicKey", hash, signature`);

export async function lastCheckpoint(db: Db): Promise<Checkpoint | undefined> {
  const { rows } = await sql<Checkpoint>`
    select ${columns} from lifts.ledger_checkpoint order by no desc limit 1`.execute(db);
  return rows[0];
}

/** Newest first; `before` is the number of the last one that was shown. */
export async function listCheckpoints(
  db: Db,
  query: { readonly before?: number | undefined; readonly limit: number },
): Promise<Checkpoint[]> {
  const older = query.before === undefined ? sql`` : sql`where no < ${query.before}`;
  const { rows } = await sql<Checkpoint>`
    select ${columns} from lifts.ledger_checkpoint ${older} order by no desc limit ${query.limit}`.execute(db);
  return rows;
}

export type SignedEnd = { readonly end: ChainEnd; readonly part: number; readonly ends: readonly ChainEnd[] };

/** The end of a lift's chain that a checkpoint signed; undefined when it had no entries then. */
export async function signedEndOf(db: Db, checkpointNo: number, liftId: string): Promise<SignedEnd | undefined> {
  const { rows } = await sql<{ part: number; heads: Uint8Array }>`
    select part, heads from lifts.ledger_checkpoint_part
    where checkpoint_no = ${checkpointNo} and last_lift_id >= ${liftId} order by last_lift_id limit 1`.execute(db);
  const row = rows[0];
  if (row === undefined) return undefined;
  const ends = unpackHeads(row.heads);
  const end = ends.find((each) => each.liftId === liftId);
  return end === undefined ? undefined : { end, part: row.part, ends };
}

/**
 * That a lift's chain stood, with this end, under the last checkpoint. Refused: LIFTS_LIFT_NOT_FOUND, LIFTS_NOT_SIGNED_YET.
 */
export async function proofOf(
  db: Db,
  liftId: LiftId,
  scopes: readonly Scope[],
): Promise<Result<z.infer<typeof ledgerProof>>> {
  const seen = await sql`
    select 1 from lifts.lift l
    where l.id = ${liftId} and ${visibleLiftCondition(scopes, { id: "l.id", regionCode: "l.region_code" })}`.execute(
    db,
  );
  if (seen.rows.length === 0) return refuse("LIFTS_LIFT_NOT_FOUND");
  const checkpoint = await lastCheckpoint(db);
  const signed = checkpoint === undefined ? undefined : await signedEndOf(db, checkpoint.no, liftId);
  if (checkpoint === undefined || signed === undefined) return refuse("LIFTS_NOT_SIGNED_YET");
  const audit = auditLeaf(checkpoint, sha256);
  const parts = await partsOf(db, checkpoint.no);
  const isLast = signed.part === parts.roots.length - 1;
  const leaves = leavesOf(signed.ends, sha256);
  const inPart = signed.ends.indexOf(signed.end);
  const path = [
    ...pathOf(isLast && leaves.length < headsPerPart ? [...leaves, audit] : leaves, inPart, sha256),
    ...pathOf(rootsWithAudit(parts, audit, sha256), signed.part, sha256),
  ];
  const { no, hash: end } = signed.end;
  const index = signed.part * headsPerPart + inPart;
  return ok({ checkpoint, liftId, no, hash: end, index, leaves: checkpoint.lifts + 1, path });
}

async function partsOf(db: Db, checkpointNo: number): Promise<{ roots: string[]; lastLeaves: string[] }> {
  const { rows } = await sql<{ root: string }>`
    select root from lifts.ledger_checkpoint_part where checkpoint_no = ${checkpointNo} order by part`.execute(db);
  const last = await sql<{ heads: Uint8Array }>`
    select heads from lifts.ledger_checkpoint_part
    where checkpoint_no = ${checkpointNo} order by part desc limit 1`.execute(db);
  assert(last.rows[0], "a checkpoint with lifts has parts");
  return { roots: rows.map((row) => row.root), lastLeaves: leavesOf(unpackHeads(last.rows[0].heads), sha256) };
}
