import { sql } from "kysely";
import type { z } from "zod";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { type Tx, ts } from "../../../platform/database/database.ts";
import type { Platform } from "../../../platform/platform.ts";
import { ringWork } from "../../../platform/work/work.ts";
import type { headBody } from "../contract/review.ts";
import { type Asker, decides, note } from "./asker.ts";
import { lockDocument, type StoredDocument } from "./store.ts";

type Needs = Pick<Platform, "database">;
type Ask = Asker & { readonly id: string };

/** Every duty of the document is looked at right after the commit. */
async function lookAtAll(tx: Tx, documentId: string, now: number): Promise<void> {
  await sql`update duties.duty set look_at = ${ts(now)} where document_id = ${documentId} and state = 'confirmed'`.execute(
    tx,
  );
  await ringWork(tx);
}

const change = (
  { database }: Needs,
  ask: Ask,
  work: (tx: Tx, document: StoredDocument) => Promise<Result<null>>,
): Promise<Result<null>> =>
  database.transaction(async (tx) => {
    const document = await lockDocument(tx, ask.id);
    if (document === undefined) return refuse("NOT_FOUND");
    const may = decides(ask, document.regionCode);
    if (!may.ok) return may;
    const done = await work(tx, document);
    if (done.ok) await lookAtAll(tx, document.id, ask.at);
    return done;
  });

/** Puts right what the rules read of its head. Refused: NOT_FOUND, DUTIES_OUT_OF_SCOPE, DUTIES_WRONG_UPPER. */
export const mendHead = (
  needs: Needs,
  ask: Ask & { readonly head: z.output<typeof headBody> },
): Promise<Result<null>> =>
  change(needs, ask, async (tx, { id }) => {
    const { head } = ask;
    if (head.implementsId !== null && !(await mayBeUpper(tx, id, head.implementsId)))
      return refuse("DUTIES_WRONG_UPPER");
    if (head.effectiveOn !== null && head.validUntil !== null && head.validUntil < head.effectiveOn)
      return refuse("DUTIES_WRONG_DATES");
    await sql`update duties.document set title = ${head.title}, number = ${head.number}, issuer = ${head.issuer},
      signed_on = ${head.signedOn}, effective_on = ${head.effectiveOn}, valid_until = ${head.validUntil},
      implements_id = ${head.implementsId} where id = ${id}`.execute(tx);
    await note(tx, ask, "duties.head-mended", { target: id });
    return ok(null);
  });

/** No document carries out itself, however many stand between. */
async function mayBeUpper(tx: Tx, id: string, upperId: string): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    with recursive up as (
      select id, implements_id, 1 as depth from duties.document where id = ${upperId}
      union all select d.id, d.implements_id, up.depth + 1 from duties.document d join up on d.id = up.implements_id where up.depth < 20
    ) select id from up`.execute(tx);
  return rows.length > 0 && rows.every((each) => each.id !== id);
}

/**
 * From now on its duties bind units of this region and below. Matches outside of it go. Refused: NOT_FOUND, DUTIES_OUT_OF_SCOPE,
 * DUTIES_REGION_UNKNOWN.
 */
export const bindDocument = (needs: Needs, ask: Ask & { readonly regionCode: string }): Promise<Result<null>> =>
  change(needs, ask, async (tx, { id }) => {
    const region = await sql`select 1 from identity.v_region where code = ${ask.regionCode}`.execute(tx);
    if (region.rows.length === 0) return refuse("DUTIES_REGION_UNKNOWN");
    const may = decides(ask, ask.regionCode);
    if (!may.ok) return may;
    await sql`update duties.document set region_code = ${ask.regionCode}, bound_at = ${ts(ask.at)},
      withdrawn_on = null, withdrawn_reason = null where id = ${id}`.execute(tx);
    await dropForeignMatches(tx, id);
    await note(tx, ask, "duties.document-bound", { target: id, detail: { region: ask.regionCode } });
    return ok(null);
  });

async function dropForeignMatches(tx: Tx, documentId: string): Promise<void> {
  await sql`delete from duties.unit_match m using duties.document d
    where m.document_id = ${documentId} and d.id = m.document_id and not exists (
      with recursive up as (
        select r.code, r.parent from identity.v_organisation o join identity.v_region r on r.code = o.region_code
        where o.id = m.organisation_id
        union all select r.code, r.parent from identity.v_region r join up on r.code = up.parent
      ) select 1 from up where up.code = d.region_code)`.execute(tx);
}

/** It binds until this day and no longer: annulled, replaced, or bound by mistake. */
export const withdrawDocument = (
  needs: Needs,
  ask: Ask & { readonly on: string; readonly reason: string },
): Promise<Result<null>> =>
  change(needs, ask, async (tx, { id }) => {
    await sql`update duties.document set withdrawn_on = ${ask.on}::date, withdrawn_reason = ${ask.reason} where id = ${id}`.execute(
      tx,
    );
    await note(tx, ask, "duties.document-withdrawn", { target: id, detail: { on: ask.on, reason: ask.reason } });
    return ok(null);
  });
