import { sql } from "kysely";
import { type Id, newId } from "../../../kernel/ids.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { json, type Tx, ts } from "../../../platform/database/database.ts";
import type { Platform } from "../../../platform/platform.ts";
import type { DutyDocument } from "../contract.ts";
import { rulesVersion } from "../extract/rules-version.ts";
import { fieldsOf } from "../model/duty-words.ts";
import type { FoundPassage } from "../model/read-again.ts";
import { type ReadDocument, readInThread } from "../read/read-in-thread.ts";
import { type Asker, nameOf, note } from "./asker.ts";
import { insertDuties } from "./insert-duty.ts";

type Needs = Pick<Platform, "database" | "files">;
type Brought = { readonly hash: string; readonly name: string };

/**
 * Keeps a document that was brought: file in the store, text, head and duties as the rules read them. The same file again is the
 * document that is there. Refused: what the file cannot be read for (`read-refusals.ts`), DUTIES_IS_CONTRACT.
 */
export async function keepDocument(
  { database, files }: Needs,
  asker: Asker,
  brought: Brought,
): Promise<Result<{ readonly id: string }>> {
  const known = await sql<{ id: string }>`select id from duties.document where file_hash = ${brought.hash}`.execute(
    database.db,
  );
  if (known.rows[0] !== undefined) return ok(known.rows[0]);
  const read = await readInThread({ path: files.pathOf(brought.hash) });
  if (!read.ok) return read;
  if (read.value.found.notes.some(({ code }) => code === "IS_CONTRACT")) return refuse("DUTIES_IS_CONTRACT");
  return database.transaction(async (tx) => {
    const id = await insertDocument(tx, asker, { ...brought, ...read.value });
    if (id === undefined) return ok({ id: await idOf(tx, brought.hash) });
    const letters = [...read.value.text];
    const found = passagesOf(read.value.found, letters).map((passage) => {
      return { documentId: id, origin: "rules", ...passage, read: passage.fields, agreed: null } as const;
    });
    await insertDuties(tx, found);
    await note(tx, asker, "duties.document-kept", { target: id, detail: { file: brought.name, hash: brought.hash } });
    return ok({ id });
  });
}

/** The duties of a reading with their places. */
export const passagesOf = (found: DutyDocument, letters: readonly string[]): readonly FoundPassage[] =>
  found.duties
    .filter(({ task }) => task[1] > task[0])
    .map((duty) => ({
      attribution: [duty.offset, duty.offset + [...duty.attribution].length],
      task: duty.task,
      fields: fieldsOf(duty, letters),
    }));

async function idOf(tx: Tx, hash: string): Promise<string> {
  const { rows } = await sql<{ id: string }>`select id from duties.document where file_hash = ${hash}`.execute(tx);
  return rows[0]?.id ?? "";
}

/** Undefined when another upload of the same file was faster. */
async function insertDocument(tx: Tx, asker: Asker, read: Brought & ReadDocument): Promise<Id<"document"> | undefined> {
  const id = newId<"document">();
  const { document: head } = read.found;
  const made = await sql`
    insert into duties.document (id, file_hash, file_name, file_format, body, title, number, issuer, jurisdiction, signed_on,
      effective_on, valid_until, implements_id, uploaded_at, uploaded_by)
    values (${id}, ${read.hash}, ${read.name}, ${read.format}, ${read.text}, ${(head.title ?? read.name).slice(0, 300)},
      ${head.number}, ${head.issuer}, ${head.jurisdiction}, ${head.date}, ${head.effective}, ${head.validUntil},
      ${await implementedBy(tx, read.found)}, ${ts(asker.at)}, ${nameOf(asker)})
    on conflict (file_hash) do nothing`.execute(tx);
  if (made.numAffectedRows === 0n) return undefined;
  await insertReading(tx, id, { found: read.found, at: asker.at });
  return id;
}

export async function insertReading(
  tx: Tx,
  documentId: string,
  { found, at }: { readonly found: DutyDocument; readonly at: number },
): Promise<void> {
  await sql`insert into duties.reading (id, document_id, rules, read_at, found)
    values (${newId()}, ${documentId}, ${rulesVersion}, ${ts(at)}, ${json(found)}::jsonb)`.execute(tx);
}

/** The document of the platform that this one says it carries out, where its number or whole title is known; else a person may name it. */
async function implementedBy(tx: Tx, { document }: DutyDocument): Promise<string | null> {
  const quoted = [...document.implements, ...document.forwards];
  const numbers = quoted.flatMap(({ number }) => number ?? []);
  const titles = quoted.map(({ title }) => title);
  const { rows } = await sql<{ id: string }>`select id from duties.document
    where number = any(${numbers}) or title = any(${titles}) order by uploaded_at limit 1`.execute(tx);
  return rows[0]?.id ?? null;
}
