import { sql } from "kysely";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { json, type Tx } from "../../../platform/database/database.ts";
import type { Platform } from "../../../platform/platform.ts";
import { type FoundPassage, readAgain } from "../model/read-again.ts";
import { readInThread } from "../read/read-in-thread.ts";
import { type Asker, decides, note } from "./asker.ts";
import { insertDuties } from "./insert-duty.ts";
import { insertReading, passagesOf } from "./keep-document.ts";
import { dutiesOfDocument, lettersOf, lockDocument, type StoredDuty, saidBy } from "./store.ts";

export type ReadAgainReport = { readonly read: number; readonly added: number; readonly lost: number };

/** Runs today's rules over a document once more. What people decided stays; what changed is shown. Refused: NOT_FOUND, DUTIES_OUT_OF_SCOPE. */
export async function readDocumentAgain(
  { database }: Pick<Platform, "database">,
  asker: Asker,
  id: string,
): Promise<Result<ReadAgainReport>> {
  const letters = await lettersOf(database.db, id);
  if (letters.length === 0) return refuse("NOT_FOUND");
  const read = await readInThread({ text: letters.join("") });
  if (!read.ok) return read;
  return database.transaction(async (tx) => {
    const document = await lockDocument(tx, id);
    if (document === undefined) return refuse("NOT_FOUND");
    const may = decides(asker, document.regionCode);
    if (!may.ok) return may;
    await insertReading(tx, id, { found: read.value.found, at: asker.at });
    const report = await applyReading(tx, id, passagesOf(read.value.found, letters));
    await note(tx, asker, "duties.document-read-again", { target: id, detail: report });
    return ok(report);
  });
}

/** Writes what a reading found beside what is known. */
export async function applyReading(
  tx: Tx,
  documentId: string,
  found: readonly FoundPassage[],
): Promise<ReadAgainReport> {
  const known = await dutiesOfDocument(tx, documentId);
  const next = readAgain(known, found);
  const before = new Map(known.map((duty) => [duty.id, duty]));
  for (const { id, found: passage, state } of next.read) await writeReading(tx, before.get(id), { passage, state });
  for (const { id, state } of next.lost)
    await sql`update duties.duty set lost = true, state = ${state}, version = version + 1 where id = ${id}`.execute(tx);
  const added = next.added.map((passage) => {
    return { documentId, origin: "rules", ...passage, read: passage.fields, agreed: null, newInReading: true } as const;
  });
  await insertDuties(tx, added);
  return { read: next.read.length, added: next.added.length, lost: next.lost.length };
}

/** The place of what a person has decided about stays as he saw it. */
async function writeReading(
  tx: Tx,
  duty: StoredDuty | undefined,
  { passage, state }: { readonly passage: FoundPassage; readonly state: string },
): Promise<void> {
  if (duty === undefined) return;
  const moves = duty.agreed === null && duty.state !== "replaced" && duty.state !== "dropped";
  const [from, to] = moves ? passage.attribution : (duty.attribution ?? [null, null]);
  const task = moves ? passage.task : duty.task;
  // What a person added, and rules find now, was his word already: the first reading is no difference.
  const seen =
    duty.origin === "person" && duty.read === null && duty.agreedRead === null ? saidBy(duty) : duty.agreedRead;
  await sql`update duties.duty set read = ${json(passage.fields)}::jsonb, state = ${state}, attribution_from = ${from},
      attribution_to = ${to}, task_from = ${task[0]}, task_to = ${task[1]}, new_in_reading = false, lost = false,
      agreed_read = ${seen === null ? null : json(seen)}::jsonb where id = ${duty.id}`.execute(tx);
}
