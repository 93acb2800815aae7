import { strToU8, zipSync } from "fflate";

/** Workbooks for tests, put together part by part with another zip writer than ours. */
export type BookParts = {
  readonly sheet: string;
  readonly texts?: string;
  readonly styles?: string;
  readonly workbookPr?: string;
  readonly sheets?: string;
  readonly extra?: Readonly<Record<string, Uint8Array>>;
};

const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const packageRels = "http://schemas.openxmlformats.org/package/2006/relationships";

export function xlsxOf(book: BookParts): Uint8Array {
  const sheets = book.sheets ?? '<sheet name="一" sheetId="1" r:id="rId1"/>';
  const parts: Record<string, string> = {
    "[Content_Types].xml": "<Types/>",
    "_rels/.rels": `<Relationships xmlns="${packageRels}"><Relationship Id="a" Type="${rels}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml": `<workbook ${main} xmlns:r="${rels}">${book.workbookPr ?? ""}<sheets>${sheets}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships xmlns="${packageRels}"><Relationship Id="rId1" Type="${rels}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${rels}/sharedStrings" Target="/xl/sharedStrings.xml"/><Relationship Id="rId3" Type="${rels}/styles" Target="styles.xml"/></Relationships>`,
    "xl/worksheets/sheet1.xml": book.sheet.startsWith("<?xml")
      ? book.sheet
      : `<worksheet ${main}>${book.sheet}</worksheet>`,
    "xl/sharedStrings.xml": `<sst ${main}>${book.texts ?? ""}</sst>`,
    "xl/styles.xml": `<styleSheet ${main}>${book.styles ?? ""}</styleSheet>`,
  };
  const bytes = Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)]));
  return zipSync({ ...bytes, ...book.extra }, { level: 6 });
}

/** Rows of cells in XML: `data(["<c …/>", …], …)`. */
export const sheetData = (...rows: readonly string[]): string =>
  `<sheetData>${rows.map((cells, i) => `<row r="${i + 1}">${cells}</row>`).join("")}</sheetData>`;
