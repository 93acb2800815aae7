import { sql } from "kysely";
import type { LiftId } from "../../../kernel/ids.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { Db } from "../../../platform/database/database.ts";
import { type Regions, reaches, regionsOfScopes } from "../../../platform/imports/run-reach.ts";
import { actorOf, scopesOf, seesPhones } from "../../identity/index.ts";
import type { Evidence } from "../contract.ts";
import { isVisible } from "./visible-lifts.ts";

const sha256 = /^[0-9a-f]{64}$/;

/**
 * Which of these files somebody may read. What lies in the store is what imports brought: a whole register or list of contracts, with
 * other lifts in it and telephones, so that seeing one of its lifts is not enough. It takes who asked for such an import, or may import
 * wherever it reached and sees whole numbers; of a hash that no import brought, the file lies with whoever keeps it.
 */
export async function readableEvidence(
  db: Db,
  viewer: Principal,
  hashes: readonly string[],
): Promise<ReadonlySet<string>> {
  const own = regionsOfScopes(scopesOf(viewer, "lifts.import"));
  const asked = [...new Set(hashes.filter((each) => sha256.test(each)))];
  if (asked.length === 0 || own?.length === 0) return new Set();
  const { rows } = await sql<{ hash: string; regions: Regions; askedBy: string }>`
    select file_hash as hash, regions, asked_by as "askedBy" from platform.v_import_run
    where file_hash = any(${asked})`.execute(db);
  const { kind, id } = actorOf(viewer);
  const whole = seesPhones(viewer);
  const mine = rows.filter(({ regions, askedBy }) => reaches(own, regions) && (whole || askedBy === `${kind}:${id}`));
  return new Set(mine.map(({ hash }) => hash));
}

type Asked = { readonly liftId: LiftId; readonly no: number; readonly hash: string };

/** Refused: LIFTS_LIFT_NOT_FOUND, LIFTS_ENTRY_NOT_FOUND (or it has no such evidence), LIFTS_EVIDENCE_NOT_YOURS, LIFTS_EVIDENCE_ELSEWHERE. */
export async function findEvidence(db: Db, viewer: Principal, { liftId, no, hash }: Asked): Promise<Result<Evidence>> {
  if (!(await isVisible(db, liftId, scopesOf(viewer, "lifts.read")))) return refuse("LIFTS_LIFT_NOT_FOUND");
  const { rows } = await sql<{ evidence: Evidence }>`
    select e.evidence from lifts.ledger_entry l, jsonb_array_elements(l.body::jsonb -> 'evidence') as e (evidence)
    where l.lift_id = ${liftId} and l.no = ${no} and e.evidence ->> 'hash' = ${hash} limit 1`.execute(db);
  const found = rows[0]?.evidence;
  if (found === undefined) return refuse("LIFTS_ENTRY_NOT_FOUND");
  if ((await readableEvidence(db, viewer, [hash])).has(hash)) return ok(found);
  const kept = await sql`select 1 from platform.v_import_run where file_hash = ${hash} limit 1`.execute(db);
  return refuse(kept.rows.length > 0 ? "LIFTS_EVIDENCE_NOT_YOURS" : "LIFTS_EVIDENCE_ELSEWHERE");
}
