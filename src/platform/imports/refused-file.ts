import type { Readable } from "node:stream";
import type { Db } from "../database/database.ts";
import { csvStream } from "../files/csv-writer.ts";
import type { TableColumn } from "../files/written-table.ts";
import { xlsxStream } from "../files/xlsx/xlsx-writer.ts";
import type { Bytes } from "../http/route.ts";
import { isBookkeeping, refusedColumns } from "./file-covers.ts";
import type { ImportField, Words } from "./import-form.ts";
import { type RunRow, refusedRows } from "./import-store.ts";
import { inWords } from "./import-words.ts";
import { openRowSource } from "./row-source.ts";

type Asked = {
  readonly format: "csv" | "xlsx";
  readonly fields: readonly ImportField[];
  readonly words: Words;
  /** The uploaded file, for its heads; undefined when it is gone. */
  readonly path: string | undefined;
};

const pageRows = 1_000;
const types = {
  csv: "text/csv; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

/**
 * Refused rows that nobody has mended, under the heads of their own file, so that it can be mended and brought again. Row, reasons and
 * the import stand behind: by them the file is known as one of mended rows.
 */
export async function refusedFile(db: Db, run: RunRow, asked: Asked): Promise<Bytes> {
  const all = await headsOf(run, asked);
  // A file of mended rows has such columns already.
  const own = all.flatMap((head, i) => (isBookkeeping(head) ? [] : [i]));
  const heads = own.map((i) => all[i] ?? "");
  const columns = [...heads, ...Object.values(refusedColumns)].map((header): TableColumn => ({ header, kind: "text" }));
  const rows = refusedCells(db, run, { own, words: asked.words, fields: asked.fields });
  const bytes = asked.format === "csv" ? csvStream({ columns, rows }) : xlsxStream({ sheet: "refused", columns, rows });
  const name = run.fileName.replace(/\.[^.]*$/, "");
  return { bytes: bytes as Readable, type: types[asked.format], fileName: `${name}-refused.${asked.format}` };
}

export async function headsOf(run: RunRow, { path, fields }: Pick<Asked, "path" | "fields">): Promise<string[]> {
  const reported = run.report?.columns.map(({ head }) => head);
  if (reported !== undefined && reported.length > 0) return reported;
  if (path === undefined || run.mapping === null) return [];
  const opened = await openRowSource(path, run.mapping, fields);
  if (!opened.ok) return [];
  await opened.value.close();
  return [...opened.value.head.heads];
}

async function* refusedCells(
  db: Db,
  run: RunRow,
  {
    own,
    words,
    fields,
  }: { readonly own: readonly number[]; readonly words: Words; readonly fields: readonly ImportField[] },
): AsyncGenerator<string[]> {
  const names = new Map(fields.map(({ name, zh }) => [name, zh]));
  let after = 0;
  for (let pages = 0; pages < 10_000; pages += 1) {
    const rows = await refusedRows(db, run.id, { after, limit: pageRows });
    for (const { row, cells, reasons } of rows) {
      const said = reasons.map((reason) => {
        const { zh, en } = inWords(reason, words);
        const field = reason.field === null ? "" : `${names.get(reason.field) ?? reason.field}：`;
        return `${field}${zh} (${en})`;
      });
      yield [...own.map((i) => cells[i] ?? ""), String(row), said.join("；"), run.id];
      after = row;
    }
    if (rows.length < pageRows) return;
  }
}
