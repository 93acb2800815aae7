import { sql } from "kysely";
import { newId, type OrganisationId } from "../../../kernel/ids.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { type Tx, ts } from "../../../platform/database/database.ts";
import type { Platform } from "../../../platform/platform.ts";
import { type Asker, mayDecide, nameOf, note, reports } from "./asker.ts";

type Needs = Pick<Platform, "database">;
type Ask = Asker & { readonly id: string };
export type LockedItem = {
  readonly id: string;
  readonly documentId: string;
  readonly organisationId: OrganisationId;
  readonly regionCode: string;
  readonly documentRegion: string | null;
  readonly outcome: string | null;
  readonly evidence: number;
};

export async function lockItem(tx: Tx, id: string): Promise<LockedItem | undefined> {
  const { rows } =
    await sql<LockedItem>`select i.id, y.document_id as "documentId", i.organisation_id as "organisationId",
      o.region_code as "regionCode", d.region_code as "documentRegion", i.outcome,
      (select count(*) from duties.evidence e where e.due_item_id = i.id) as evidence
    from duties.due_item i join duties.duty y on y.id = i.duty_id join duties.document d on d.id = y.document_id
    join identity.v_organisation o on o.id = i.organisation_id
    where i.id = ${id} for update of i`.execute(tx);
  return rows[0];
}

/** For who reports for its unit. Refused: NOT_FOUND, DUTIES_OUT_OF_SCOPE, DUTIES_ITEM_CLOSED. */
const report = (
  { database }: Needs,
  ask: Ask,
  work: (tx: Tx, item: LockedItem) => Promise<Result<null>>,
): Promise<Result<null>> =>
  database.transaction(async (tx) => {
    const item = await lockItem(tx, ask.id);
    if (item === undefined) return refuse("NOT_FOUND");
    if (!reports(ask, item)) return refuse("DUTIES_OUT_OF_SCOPE");
    if (item.outcome !== null) return refuse("DUTIES_ITEM_CLOSED");
    return work(tx, item);
  });

export const addFileEvidence = (
  needs: Needs,
  ask: Ask & { readonly hash: string; readonly name: string },
): Promise<Result<null>> =>
  report(needs, ask, async (tx, item) => {
    await sql`insert into duties.evidence (id, due_item_id, kind, file_hash, file_name, at, by_name)
      values (${newId()}, ${item.id}, 'file', ${ask.hash}, ${ask.name}, ${ts(ask.at)}, ${nameOf(ask)})
      on conflict (due_item_id, file_hash) where kind = 'file' do nothing`.execute(tx);
    await note(tx, ask, "duties.evidence-added", { target: item.id, detail: { file: ask.name, hash: ask.hash } });
    return ok(null);
  });

export const addNoteEvidence = (needs: Needs, ask: Ask & { readonly text: string }): Promise<Result<null>> =>
  report(needs, ask, async (tx, item) => {
    await sql`insert into duties.evidence (id, due_item_id, kind, text, at, by_name)
      values (${newId()}, ${item.id}, 'note', ${ask.text}, ${ts(ask.at)}, ${nameOf(ask)})`.execute(tx);
    await note(tx, ask, "duties.evidence-added", { target: item.id });
    return ok(null);
  });

/** Done counts only with evidence. Refused also: DUTIES_NO_EVIDENCE. */
export const finishItem = (needs: Needs, ask: Ask & { readonly note: string }): Promise<Result<null>> =>
  report(needs, ask, async (tx, item) => {
    if (item.evidence === 0) return refuse("DUTIES_NO_EVIDENCE");
    await close(tx, item, { outcome: "done", at: ask.at, by: nameOf(ask), note: ask.note });
    await note(tx, ask, "duties.item-done", { target: item.id });
    return ok(null);
  });

/** Need not be done this time; who decides about the document says why. Refused: NOT_FOUND, DUTIES_OUT_OF_SCOPE, DUTIES_ITEM_CLOSED. */
export const waiveItem = ({ database }: Needs, ask: Ask & { readonly reason: string }): Promise<Result<null>> =>
  database.transaction(async (tx) => {
    const item = await lockItem(tx, ask.id);
    if (item === undefined) return refuse("NOT_FOUND");
    if (!mayDecide(ask, item.documentRegion)) return refuse("DUTIES_OUT_OF_SCOPE");
    if (item.outcome !== null) return refuse("DUTIES_ITEM_CLOSED");
    await close(tx, item, { outcome: "waived", at: ask.at, by: nameOf(ask), note: ask.reason });
    await note(tx, ask, "duties.item-waived", { target: item.id, detail: { reason: ask.reason } });
    return ok(null);
  });

type Closing = { readonly outcome: "done" | "waived"; readonly at: number; readonly by: string; readonly note: string };

const close = (tx: Tx, { id }: LockedItem, { outcome, at, by, note: words }: Closing) =>
  sql`update duties.due_item set outcome = ${outcome}, closed_at = ${ts(at)}, closed_by = ${by}, note = ${words}
    where id = ${id}`.execute(tx);
