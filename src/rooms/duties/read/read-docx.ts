import { ok, type Result } from "../../../kernel/result.ts";
import { TableFault } from "../../../platform/files/table-file.ts";
import { attribute, readXml } from "../../../platform/files/xlsx/xml-events.ts";
import { openZipParts, type ZipParts } from "../../../platform/files/xlsx/zip-parts.ts";
import { type Numbering, ParagraphNumbers, readNumbering } from "./docx-numbers.ts";
import { DocxRows } from "./docx-rows.ts";
import { readLimits, refuseToRead } from "./read-refusals.ts";

const main = "word/document.xml";

/**
 * The text of a DOCX, a line for each paragraph and each row of a table, with the numbers that Word only draws. Read part by part from the package, bounded
 * as register files are: macros, pictures and links are other parts, which nobody opens.
 */
export async function readDocx(path: string): Promise<Result<string>> {
  let parts: ZipParts | undefined;
  try {
    parts = await openZipParts(path);
    if (!parts.has(main)) return refuseToRead("DUTIES_DOCUMENT_KIND");
    return ok(await readBody(parts, await readNumbering(parts)));
  } catch (error) {
    if (!(error instanceof TableFault)) throw error;
    const { code } = error.refusal;
    if (code === "TABLE_ZIP_BOMB" || code === "TABLE_TOO_MANY_TEXTS") return refuseToRead("DUTIES_DOCUMENT_TOO_LARGE");
    return refuseToRead(code === "TABLE_OLD_XLS" ? "DUTIES_DOCUMENT_LOCKED" : "DUTIES_DOCUMENT_DAMAGED");
  } finally {
    await parts?.close();
  }
}

/** Text that is struck out (a tracked deletion), a field's instruction, or the copy for old programs is not what people read. */
const unread = new Set(["del", "moveFrom", "instrText", "delText", "Fallback"]);

async function readBody(parts: ZipParts, numbering: Numbering): Promise<string> {
  const numbers = new ParagraphNumbers(numbering);
  const rows = new DocxRows();
  const out: string[] = [];
  const write = (text: string): void => {
    if (rows.inRow) rows.write(text);
    else out.push(text);
  };
  let hidden = 0;
  let inText = false;
  let properties = 0;
  await readXml(
    parts.read(main),
    {
      open: (name, attributes) => {
        if (unread.has(name)) hidden += 1;
        else if (name === "t") inText = true;
        else if (name === "pPr") properties += 1;
        else if (name === "p") numbers.begin();
        else if (name === "tbl") rows.openTable();
        else if (name === "tc") rows.openCell();
        else if (name === "gridSpan") rows.span(Number(attribute(attributes, "val")) || 1);
        else if (name === "tab" && properties === 0) write("\t");
        else if (name === "br" || name === "cr") write("\n");
        else if (name === "pStyle") numbers.style(attribute(attributes, "val") ?? "");
        else if (name === "ilvl") numbers.level(attribute(attributes, "val") ?? "");
        else if (name === "numId" && properties > 0) numbers.list(attribute(attributes, "val") ?? "");
      },
      close: (name) => {
        if (unread.has(name)) hidden -= 1;
        else if (name === "t") inText = false;
        else if (name === "pPr") {
          properties -= 1;
          write(numbers.text());
        } else if (name === "p") {
          if (rows.inRow) rows.endParagraph();
          else out.push("\n");
        } else if (name === "tr") out.push(rows.endRow());
        else if (name === "tbl") rows.closeTable();
      },
      text: (text) => {
        if (inText && hidden === 0) write(text);
      },
    },
    readLimits.partBytes,
  );
  return out.join("");
}
