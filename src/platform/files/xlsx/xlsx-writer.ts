import { Readable } from "node:stream";
import { tableLimits } from "../table-file.ts";
import type { TableColumn, WrittenCell, WrittenTable } from "../written-table.ts";
import { columnName } from "./cell-values.ts";
import {
  contentTypes,
  packageRelations,
  sheetName,
  styleOf,
  styles,
  workbookRelations,
  workbookXml,
} from "./package-parts.ts";
import { type PartToWrite, zipChunks } from "./zip-writer.ts";

const chunkCharacters = 1 << 17;
const textMax = tableLimits.cellCharacters;

/**
 * A table as an XLSX file with one sheet: head fixed and with a filter, every text a text cell, so that what begins with = is
 * no formula and a long code keeps its digits. One chunk is in memory at a time. Texts longer than a cell may hold are cut and
 * end with an ellipsis.
 * The stream fails with a RangeError behind 1,048,576 rows, head included: whoever exports more asks for CSV.
 */
export function xlsxStream(table: WrittenTable): Readable {
  return Readable.from(zipChunks(partsOf(table)), { objectMode: false });
}

async function* partsOf(table: WrittenTable): AsyncGenerator<PartToWrite> {
  const part = (name: string, xml: string): PartToWrite => ({ name, data: [Buffer.from(xml)] });
  yield part("[Content_Types].xml", contentTypes);
  yield part("_rels/.rels", packageRelations);
  const count = { rows: 1 };
  yield { name: "xl/worksheets/sheet1.xml", data: sheetChunks(table, count) };
  const range = `$A$1:$${columnName(Math.max(table.columns.length, 1) - 1)}$${count.rows}`;
  yield part("xl/workbook.xml", workbookXml(sheetName(table.sheet), range));
  yield part("xl/_rels/workbook.xml.rels", workbookRelations);
  yield part("xl/styles.xml", styles);
}

async function* sheetChunks({ columns, rows }: WrittenTable, count: { rows: number }): AsyncGenerator<Buffer> {
  const names = columns.map((_, i) => columnName(i));
  let xml = sheetHead(columns) + headRow(columns, names);
  for await (const row of rows) {
    count.rows += 1;
    if (count.rows > tableLimits.xlsxRows) throw new RangeError("more rows than a sheet of XLSX can hold");
    xml += `<row r="${count.rows}">`;
    for (let i = 0; i < columns.length; i += 1) {
      const cell = row[i];
      if (cell !== null && cell !== undefined && cell !== "")
        xml += cellXml(`${names[i]}${count.rows}`, cell, columns[i]?.kind ?? "text");
    }
    xml += "</row>";
    if (xml.length < chunkCharacters) continue;
    yield Buffer.from(xml);
    xml = "";
  }
  const last = names.at(-1) ?? "A";
  yield Buffer.from(`${xml}</sheetData><autoFilter ref="A1:${last}${count.rows}"/></worksheet>`);
}

function sheetHead(columns: readonly TableColumn[]): string {
  const widths = columns.map(({ width, kind }, i) => {
    const at = i + 1;
    return `<col min="${at}" max="${at}" width="${width ?? 14}" customWidth="1" style="${styleOf[kind]}"/>`;
  });
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView tabSelected="1" workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>${widths.length > 0 ? `<cols>${widths.join("")}</cols>` : ""}<sheetData>`;
}

function headRow(columns: readonly TableColumn[], names: readonly string[]): string {
  const cells = columns.map(({ header }, i) => textCell(`${names[i]}1`, header, styleOf.head));
  return `<row r="1">${cells.join("")}</row>`;
}

function cellXml(reference: string, cell: Exclude<WrittenCell, null>, kind: TableColumn["kind"]): string {
  if (typeof cell === "boolean") return `<c r="${reference}" t="b"><v>${cell ? 1 : 0}</v></c>`;
  if (kind === "number" && typeof cell === "number" && Number.isFinite(cell))
    return `<c r="${reference}" s="${styleOf.number}"><v>${cell}</v></c>`;
  const text = String(cell);
  const serial = kind === "date" ? serialOf(text) : undefined;
  if (serial === undefined) return textCell(reference, text, styleOf.text);
  return `<c r="${reference}" s="${text.length > 10 ? styleOf.moment : styleOf.date}"><v>${serial}</v></c>`;
}

function textCell(reference: string, text: string, style: number): string {
  const kept = text.length > textMax ? `${text.slice(0, textMax - 1)}…` : text;
  const space = /^\s|\s$|\n/.test(kept) ? ' xml:space="preserve"' : "";
  return `<c r="${reference}" s="${style}" t="inlineStr"><is><t${space}>${escapeText(kept)}</t></is></c>`;
}

const marked = /[&<>\r]|_x[0-9A-Fa-f]{4}_/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no place for them.
const forbidden = /[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]/;

/** XML, and the escape of ECMA-376 (22.9.2.19) for characters that XML cannot hold. */
function escapeText(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  if (!marked.test(whole) && !forbidden.test(whole)) return whole;
  return whole
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_")
    .replace(new RegExp(`${forbidden.source}|\\r`, "g"), (c) => `_x${hex(c)}_`)
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;");
}

const hex = (character: string): string => character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");

/** Days since 1899-12-30; from 1900-03-01 on, before which Excel counts a day that never was. Undefined when the text is no such date. */
function serialOf(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d)?$/.test(text) || text < "1900-03-01") return undefined;
  const ms = Date.parse(text.length > 10 ? `${text}Z` : `${text}T00:00:00Z`);
  if (Number.isNaN(ms) || !new Date(ms).toISOString().startsWith(text)) return undefined;
  return ms / 86_400_000 + 25_569;
}
