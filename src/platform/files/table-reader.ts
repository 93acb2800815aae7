import { open } from "node:fs/promises";
import { type Result, refuse } from "../../kernel/result.ts";
import { openCsvTable } from "./csv-table.ts";
import type { OpenTableOptions, TableFile } from "./table-file.ts";
import { openXlsxTable } from "./xlsx/xlsx-table.ts";

/** First bytes by which a file shows what it is; its name is not looked at. */
const magic: readonly (readonly [string, string])[] = [
  ["25504446", "PDF"],
  ["89504e47", "PNG"],
  ["ffd8ff", "JPEG"],
  ["47494638", "GIF"],
  ["1f8b", "gzip"],
  ["377abcaf", "7z"],
  ["52617221", "RAR"],
  ["7f454c46", "ELF"],
  ["4d5a9000", "EXE"],
];

const looked = 4_096;

/**
 * Opens a file that somebody brought as a table: XLSX, or CSV with its encoding and separator found. Nothing of the file
 * is held in memory but the block that is being read (XLSX: and the shared texts, up to 256 MiB).
 * Refuses with the codes of `tableRefusals`: empty, of another kind, old .xls or encrypted, a zip without a workbook, a bomb …
 */
export async function openTable(path: string, options: OpenTableOptions = {}): Promise<Result<TableFile>> {
  const head = await headOf(path);
  if (head.length === 0) return refuse("TABLE_EMPTY");
  const first = head.toString("hex", 0, 8);
  if (first.startsWith("504b0304") || first.startsWith("504b0506")) return openXlsxTable(path);
  if (first === "d0cf11e0a1b11ae1") return refuse("TABLE_OLD_XLS");
  const found = magic.find(([start]) => first.startsWith(start))?.[1] ?? markupName(head) ?? binaryName(head, options);
  return found === undefined ? openCsvTable(path, options) : refuse("TABLE_KIND_UNKNOWN", { found });
}

async function headOf(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(looked), 0, looked, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Many systems export an HTML page, or XML of Excel 2003, under a name that ends with .xls. */
function markupName(head: Buffer): string | undefined {
  const text = head
    .toString("utf8")
    .replace(/^\uFEFF/, "")
    .trimStart();
  if (/^<(!doctype html|html|table|head|meta|body|div)\b/i.test(text)) return "HTML";
  if (/^<\?xml\b/i.test(text)) return "XML";
  return undefined;
}

/** A text has no zero bytes, unless it is UTF-16, which says so by its mark or is named by the caller. */
function binaryName(head: Buffer, options: OpenTableOptions): string | undefined {
  const wide = /^(fffe|feff)/.test(head.toString("hex", 0, 2)) || options.encoding?.startsWith("utf-16");
  return !wide && head.includes(0) ? "binary" : undefined;
}
