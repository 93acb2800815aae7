import { TableFault, tableLimits } from "../table-file.ts";
import { builtInFormat, formatOfCode, general, type NumberFormat, unescapeText } from "./cell-values.ts";
import { TextPool } from "./text-pool.ts";
import { attribute, readXml } from "./xml-events.ts";
import type { ZipParts } from "./zip-parts.ts";

export type SheetPart = { readonly name: string; readonly hidden: boolean; readonly part: string };

export type Workbook = {
  readonly sheets: readonly SheetPart[];
  /** Days count from 1904-01-01. */
  readonly from1904: boolean;
  /** By the index `s` of a cell. */
  readonly formats: readonly NumberFormat[];
  readonly sharedTextsPart: string | undefined;
};

type Relation = { readonly id: string; readonly type: string; readonly part: string };

/** @throws TableFault TABLE_NOT_XLSX where the package holds something else. */
export async function readWorkbook(parts: ZipParts): Promise<Workbook> {
  const main = (await readRelations(parts, "")).find((each) => each.type === "officeDocument")?.part;
  const part = main ?? "xl/workbook.xml";
  if (!parts.has(part) || !/\.xml$/i.test(part)) throw notXlsx(parts);
  const found = await readSheetList(parts, part);
  if (found === undefined) throw notXlsx(parts);
  const relations = await readRelations(parts, part);
  const sheets = found.sheets.flatMap(({ name, hidden, id }) => {
    const relation = relations.find((each) => each.id === id && each.type === "worksheet");
    return relation === undefined || !parts.has(relation.part) ? [] : [{ name, hidden, part: relation.part }];
  });
  if (sheets.length === 0) throw new TableFault("TABLE_EMPTY");
  const partOf = (type: string) => relations.find((each) => each.type === type && parts.has(each.part))?.part;
  const styles = partOf("styles");
  return {
    sheets,
    from1904: found.from1904,
    formats: styles === undefined ? [] : await readFormats(parts, styles),
    sharedTextsPart: partOf("sharedStrings"),
  };
}

function notXlsx(parts: ZipParts): TableFault {
  const kinds: readonly (readonly [string, string])[] = [
    ["word/document.xml", "Word .docx"],
    ["ppt/presentation.xml", "PowerPoint .pptx"],
    ["xl/workbook.bin", "Excel .xlsb"],
    ["content.xml", "OpenDocument .ods"],
  ];
  const found = kinds.find(([name]) => parts.has(name))?.[1] ?? "ZIP";
  return new TableFault("TABLE_NOT_XLSX", { found });
}

async function readRelations(parts: ZipParts, of: string): Promise<Relation[]> {
  const slash = of.lastIndexOf("/") + 1;
  const folder = of.slice(0, slash);
  const file = `${folder}_rels/${of.slice(slash)}.rels`;
  const relations: Relation[] = [];
  if (!parts.has(file)) return relations;
  await readXml(parts.read(file), {
    open(name, attributes) {
      const { Id: id, Type: type = "", Target: target = "" } = attributes;
      if (name !== "Relationship" || id === undefined) return;
      relations.push({ id, type: type.slice(type.lastIndexOf("/") + 1), part: resolvePart(folder, target) });
    },
  });
  return relations;
}

function resolvePart(folder: string, target: string): string {
  const steps: string[] = [];
  for (const step of (target.startsWith("/") ? target : `${folder}${target}`).split("/")) {
    if (step === "..") steps.pop();
    else if (step !== "" && step !== ".") steps.push(step);
  }
  return steps.join("/");
}

type ListedSheet = { readonly name: string; readonly hidden: boolean; readonly id: string };

/** Undefined when the part is no workbook. */
async function readSheetList(
  parts: ZipParts,
  part: string,
): Promise<{ sheets: ListedSheet[]; from1904: boolean } | undefined> {
  const sheets: ListedSheet[] = [];
  let isWorkbook = false;
  let from1904 = false;
  await readXml(parts.read(part), {
    open(name, attributes) {
      if (name === "workbook") isWorkbook = true;
      if (name === "workbookPr") from1904 = /^(1|true|on)$/.test(attributes.date1904 ?? "");
      if (name !== "sheet") return;
      const hidden = /hidden/i.test(attributes.state ?? "");
      sheets.push({ name: attributes.name ?? "", hidden, id: attribute(attributes, "id") ?? "" });
    },
  });
  return isWorkbook ? { sheets, from1904 } : undefined;
}

/** Number formats by style: custom codes stand before the `cellXfs` that name them. */
async function readFormats(parts: ZipParts, part: string): Promise<NumberFormat[]> {
  const custom = new Map<number, NumberFormat>();
  const formats: NumberFormat[] = [];
  let inCells = false;
  await readXml(parts.read(part), {
    open(name, attributes) {
      if (name === "numFmt") custom.set(Number(attributes.numFmtId), formatOfCode(attributes.formatCode ?? ""));
      if (name === "cellXfs") inCells = true;
      if (name !== "xf" || !inCells) return;
      const id = Number(attributes.numFmtId ?? 0);
      formats.push(custom.get(id) ?? builtInFormat(id));
    },
    close(name) {
      if (name === "cellXfs") inCells = false;
    },
  });
  return formats;
}

export const formatAt = (workbook: Workbook, style: string | undefined): NumberFormat =>
  style === undefined ? general : (workbook.formats[Number(style)] ?? general);

/** The shared texts: plain ones and rich ones put together; readings of Chinese or Japanese words (`rPh`) are no text of the cell. */
export async function readSharedTexts(parts: ZipParts, part: string | undefined): Promise<TextPool> {
  const pool = new TextPool();
  if (part === undefined) return pool;
  let text = "";
  let taking = false;
  let reading = 0;
  await readXml(
    parts.read(part),
    {
      open(name) {
        if (name === "si") text = "";
        if (name === "rPh") reading += 1;
        taking = name === "t" && reading === 0;
      },
      close(name) {
        if (name === "rPh") reading -= 1;
        if (name === "t") taking = false;
        if (name === "si") pool.add(unescapeText(text));
      },
      text(piece) {
        if (taking && text.length <= tableLimits.cellCharacters) text += piece;
      },
    },
    tableLimits.partBytes,
  );
  return pool;
}
