import { Readable } from "node:stream";
import { type PartToWrite, zipChunks } from "../xlsx/zip-writer.ts";

/** A table with its head on every page. */
export type WordTable = {
  /** `width` is a share of the page. */
  readonly columns: readonly { readonly header: string; readonly width: number; readonly align?: "right" }[];
  readonly rows: readonly (readonly string[])[];
};
export type WordSection = {
  readonly heading?: string;
  readonly note?: string;
  readonly table: WordTable;
};
/** A paper that offices go on editing: title, a line below it, sections of a table each, page numbers at the foot. */
export type WordPaper = {
  readonly title: string;
  readonly subtitle: string;
  /** A4 across by itself. */
  readonly upright?: boolean;
  readonly sections: readonly WordSection[];
};

/** A4 in twentieths of a point, with its margin on all sides. */
const [long, short, margin] = [16_838, 11_906, 1_134];

/**
 * The DOCX of a paper (WordprocessingML, ECMA-376), of few parts: no styles of its own beyond fonts and lines, so that Word, WPS and
 * LibreOffice show the same. Texts are texts: nothing in them is a field or a link; the only fields are the page numbers.
 */
export const docxStream = (paper: WordPaper): Readable =>
  Readable.from(zipChunks(partsOf(paper)), { objectMode: false });

const partsOf = (paper: WordPaper): readonly PartToWrite[] => [
  part("[Content_Types].xml", contentTypes),
  part("_rels/.rels", relations),
  part("word/styles.xml", styles),
  part("word/_rels/document.xml.rels", documentRelations),
  part("word/footer.xml", footer),
  part("word/document.xml", documentXml(paper)),
];

const part = (name: string, xml: string): PartToWrite => ({ name, data: [Buffer.from(xml)] });
const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const types = "application/vnd.openxmlformats-officedocument.wordprocessingml";

const contentTypes = `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="${types}.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="${types}.styles+xml"/><Override PartName="/word/footer.xml" ContentType="${types}.footer+xml"/></Types>`;
const relationsTo = (...targets: readonly (readonly [type: string, target: string])[]): string =>
  `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${targets
    .map(([type, target], i) => `<Relationship Id="rId${i + 1}" Type="${office}/${type}" Target="${target}"/>`)
    .join("")}</Relationships>`;
const relations = relationsTo(["officeDocument", "word/document.xml"]);
const documentRelations = relationsTo(["styles", "styles.xml"], ["footer", "footer.xml"]);
const styles = `${head}<w:styles xmlns:w="${main}"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="仿宋"/><w:sz w:val="20"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults></w:styles>`;

const footRun = (inner: string): string => `<w:r><w:rPr><w:sz w:val="17"/></w:rPr>${inner}</w:r>`;
const footText = (text: string): string => footRun(`<w:t xml:space="preserve">${text}</w:t>`);
const field = (name: string): string => `<w:fldSimple w:instr=" ${name} ">${footRun("<w:t>1</w:t>")}</w:fldSimple>`;
const footer = `${head}<w:ftr xmlns:w="${main}"><w:p><w:pPr><w:jc w:val="right"/></w:pPr>${footText("第 ")}${field("PAGE")}${footText(" 页 / 共 ")}${field("NUMPAGES")}${footText(" 页")}</w:p></w:ftr>`;

function documentXml({ title, subtitle, upright = false, sections }: WordPaper): string {
  const [width, height] = upright ? [short, long] : [long, short];
  const body = [
    paragraph(title, '<w:jc w:val="center"/><w:spacing w:after="120"/>', '<w:b/><w:sz w:val="36"/>'),
    paragraph(subtitle, '<w:jc w:val="center"/><w:spacing w:after="160"/>', ""),
    ...sections.map((section) => sectionXml(section, width - 2 * margin)),
    `<w:sectPr><w:footerReference w:type="default" r:id="rId2"/><w:pgSz w:w="${width}" w:h="${height}"${upright ? "" : ' w:orient="landscape"'}/><w:pgMar w:top="${margin}" w:right="${margin}" w:bottom="${margin}" w:left="${margin}" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>`,
  ];
  return `${head}<w:document xmlns:w="${main}" xmlns:r="${office}"><w:body>${body.join("")}</w:body></w:document>`;
}

/** Two tables in a row would grow into one: a paragraph stands behind each. */
function sectionXml({ heading, note, table: { columns, rows } }: WordSection, pageWidth: number): string {
  const shares = columns.reduce((sum, { width }) => sum + width, 0);
  const widths = columns.map(({ width }) => Math.round((width / shares) * pageWidth));
  const grid = widths.map((width) => `<w:gridCol w:w="${width}"/>`).join("");
  const names = columns.map(({ header }) => header);
  return [
    heading === undefined
      ? ""
      : paragraph(heading, '<w:keepNext/><w:spacing w:before="160" w:after="80"/>', '<w:b/><w:sz w:val="24"/>'),
    note === undefined ? "" : paragraph(note, "<w:keepNext/>", '<w:color w:val="606060"/><w:sz w:val="17"/>'),
    `<w:tbl><w:tblPr><w:tblW w:w="${pageWidth}" w:type="dxa"/><w:tblBorders>${borders}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>${grid}</w:tblGrid>`,
    rowXml(cellsOf(columns, widths, names), true),
    ...rows.map((row) => rowXml(cellsOf(columns, widths, row), false)),
    "</w:tbl>",
    paragraph("", "", ""),
  ].join("");
}

const borders = ["top", "left", "bottom", "right", "insideH", "insideV"]
  .map((side) => `<w:${side} w:val="single" w:sz="4" w:space="0" w:color="808080"/>`)
  .join("");

type Cell = { readonly text: string; readonly width: number; readonly right: boolean };

const cellsOf = (columns: WordTable["columns"], widths: readonly number[], texts: readonly string[]): Cell[] =>
  columns.map(({ align }, i) => ({ text: texts[i] ?? "", width: widths[i] ?? 0, right: align === "right" }));

function rowXml(cells: readonly Cell[], isHead: boolean): string {
  const properties = `<w:trPr><w:cantSplit/>${isHead ? "<w:tblHeader/>" : ""}</w:trPr>`;
  const shade = isHead ? '<w:shd w:val="clear" w:color="auto" w:fill="E7EBEF"/>' : "";
  const each = cells.map(({ text, width, right }) => {
    const side = right ? '<w:jc w:val="right"/>' : "";
    const lines = text.split("\n").map((line) => paragraph(line, side, isHead ? "<w:b/>" : ""));
    return `<w:tc><w:tcPr><w:tcW w:w="${width}" w:type="dxa"/>${shade}</w:tcPr>${lines.join("")}</w:tc>`;
  });
  return `<w:tr>${properties}${each.join("")}</w:tr>`;
}

const paragraph = (text: string, properties: string, run: string): string =>
  `<w:p>${properties === "" ? "" : `<w:pPr>${properties}</w:pPr>`}<w:r>${run === "" ? "" : `<w:rPr>${run}</w:rPr>`}<w:t xml:space="preserve">${escaped(text)}</w:t></w:r></w:p>`;

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no place for them.
const forbidden = /[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]/g;
const escaped = (text: string): string =>
  text.toWellFormed().replace(forbidden, "").replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
