import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { afterAll, describe, expect, test } from "vitest";
import { composedDocuments } from "../../../../tests/support/labelled-documents.ts";
import { PdfPrinter } from "../../../platform/files/pdf/pdf.ts";
import type { DutyDocument } from "../contract.ts";
import { extractDuties } from "../extract/extract-duties.ts";
import { readPolicyFile } from "./read-policy-file.ts";

const folder = mkdtempSync(join(tmpdir(), "sp-duties-"));
const printer = new PdfPrinter();
afterAll(() => {
  printer.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function read(name: string, bytes: Uint8Array | string): Promise<string> {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const found = await readPolicyFile(path);
  return found.ok ? `${found.value.format} ${found.value.text}` : found.refusal.code;
}

const escaped = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
const wordNames = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const docxOf = (body: string, more: Readonly<Record<string, Uint8Array>> = {}): Uint8Array =>
  zipSync({
    "[Content_Types].xml": strToU8("<Types/>"),
    "word/document.xml": strToU8(`<w:document ${wordNames}><w:body>${body}</w:body></w:document>`),
    ...more,
  });
const paragraphs = (text: string): string =>
  text
    .split("\n")
    .map((line) => `<w:p><w:r><w:t xml:space="preserve">${escaped(line)}</w:t></w:r></w:p>`)
    .join("");
/** Lines of a document one below the other, as a printed page has them: broken where the page is full. */
const pdfOf = (text: string): Promise<Uint8Array> =>
  printer.render(
    { name: "policy", source: '#set page(numbering: "— 1 —")\n#for line in data.lines [#par[#line]]' },
    { lines: text.split("\n") },
  );

const bare = (text: string): string => text.replace(/\s/gu, "");
/** Duties without places, which differ from format to format. */
const plain = ({ duties }: DutyDocument): unknown =>
  duties.map(({ kind, attribution, heading, lead, support, joint, etc, deadlines, targets, cadence }) => ({
    kind,
    attribution: bare(attribution),
    heading: heading === null ? null : bare(heading),
    lead,
    support,
    joint,
    etc,
    deadlines,
    targets,
    cadence,
  }));

const composed = composedDocuments().map(({ name, text }) => [name, text] as const);
// Columns are no words of a paragraph: documents with tables have tests of their own.
describe.each(composed.filter(([, text]) => !text.includes("\t")))("%s gives the same duties", (_, text) => {
  const wanted = plain(extractDuties(text));
  const duties = (answer: string): unknown => plain(extractDuties(answer.slice(answer.indexOf(" ") + 1)));

  test("as DOCX", async () => {
    expect(duties(await read("a.docx", docxOf(paragraphs(text))))).toEqual(wanted);
  });
  test("as HTML", async () => {
    const html = `<!doctype html><html><head><title>网站</title><script>var a = "（责任单位：市局）";</script></head><body><nav>首页</nav><div>${text
      .split("\n")
      .map((line) => `<p>&nbsp;&nbsp;${escaped(line)}</p>`)
      .join("")}</div></body></html>`;
    expect(duties(await read("a.html", html))).toEqual(wanted);
  });
  test("as PDF, where lines break in mid-word", async () => {
    expect(duties(await read("a.pdf", await pdfOf(text)))).toEqual(wanted);
  });
  test("as UTF-8 with a mark, which is no letter of it", async () => {
    expect(await read("a.txt", `\uFEFF${text}`)).toBe(`txt ${text}`);
  });
});

test("GB18030 is known by itself", async () => {
  expect(await read("gb.txt", Buffer.from("b5e7ccddd2aaa1a3", "hex"))).toBe("txt 电梯要。");
});

describe("DOCX", () => {
  test("macros are never opened, tracked deletions and field codes are not read, tables and breaks are", async () => {
    const body =
      "<w:p><w:r><w:t>县住建局要</w:t></w:r><w:del><w:r><w:delText>不</w:delText><w:t>不</w:t></w:r></w:del><w:r><w:instrText>PAGE</w:instrText><w:t>检查。</w:t><w:br/><w:t>完</w:t></w:r></w:p>" +
      "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>任务</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>单位</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    const more = {
      "word/vbaProject.bin": strToU8('Sub AutoOpen() Shell "x" End Sub'),
      "word/vbaData.xml": strToU8("<!DOCTYPE x><x>&e;</x>"),
    };
    expect(await read("macro.docm", docxOf(body, more))).toBe("docx 县住建局要检查。\n完\n任务\t单位\n");
  });

  test("a table of tasks keeps its columns, also where cells are merged or a table frames text", async () => {
    const cell = (text: string, properties = ""): string =>
      `<w:tc>${properties === "" ? "" : `<w:tcPr>${properties}</w:tcPr>`}${paragraphs(text)}</w:tc>`;
    const row = (...cells: readonly string[]): string => `<w:tr>${cells.join("")}</w:tr>`;
    const body = `<w:tbl>${row(cell("序号"), cell("工作任务", '<w:gridSpan w:val="2"/>'), cell("责任单位"), cell("完成时限"))}${row(
      cell("1"),
      cell("应急", '<w:vMerge w:val="restart"/>'),
      cell("每年组织\n一次演练。"),
      cell("市应急局\n市消防救援支队"),
      cell("2025年6月底前"),
    )}${row(cell("2"), cell("", "<w:vMerge/>"), cell("接入平台。"), cell("市数据局"), cell("长期"))}</w:tbl>`;
    const frame = `<w:tbl>${row(cell("一、任务\n各区政府要加强检查。"))}</w:tbl>`;
    const text = await read("table.docx", docxOf(body + frame));
    expect(text).toBe(
      "docx 序号\t\t工作任务\t责任单位\t完成时限\n1\t应急\t每年组织 一次演练。\t市应急局 市消防救援支队\t2025年6月底前\n2\t\t接入平台。\t市数据局\t长期\n一、任务\n各区政府要加强检查。\n",
    );
  });

  test("numbers that Word only draws are written out", async () => {
    const level = (format: string, text: string): string =>
      `<w:start w:val="1"/><w:numFmt w:val="${format}"/><w:lvlText w:val="${text}"/>`;
    const numbering = `<w:numbering ${wordNames}><w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0">${level("chineseCountingThousand", "%1、")}</w:lvl><w:lvl w:ilvl="1">${level("decimal", "%2.")}</w:lvl></w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num></w:numbering>`;
    const styles = `<w:styles ${wordNames}><w:style w:styleId="H"><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style></w:styles>`;
    const at = (depth: number, text: string): string =>
      `<w:p><w:pPr><w:numPr><w:ilvl w:val="${depth}"/><w:numId w:val="3"/></w:numPr></w:pPr><w:r><w:t>${text}</w:t></w:r></w:p>`;
    const body = `<w:p><w:pPr><w:pStyle w:val="H"/></w:pPr><w:r><w:t>总体要求</w:t></w:r></w:p>${at(0, "任务")}${at(1, "检查")}${at(1, "抽查")}${at(0, "保障")}${at(1, "领导")}`;
    const file = docxOf(body, { "word/numbering.xml": strToU8(numbering), "word/styles.xml": strToU8(styles) });
    expect(await read("numbers.docx", file)).toBe("docx 一、总体要求\n二、任务\n1.检查\n2.抽查\n三、保障\n1.领导\n");
  });
});

describe("HTML", () => {
  test("a table of tasks keeps its columns, also where cells reach over several rows or columns", async () => {
    const html = `<html><body><p>一、任务</p><table><tr><th colspan="2">任务</th><th>责任单位</th></tr>
      <tr><td rowspan="2">应急</td><td><p>每年</p><p>演练。</p></td><td>市应急局<br>市数据局</td></tr><tr><td>接入平台。</td><td>市数据局</td></tr></table>
      <table><tr><td><table><tr><td>甲</td></tr></table></td></tr></table></body></html>`;
    expect(await read("table.html", html)).toBe(
      "html 一、任务\n任务\t\t责任单位\n应急\t每年演练。\t市应急局 市数据局\n\t接入平台。\t市数据局\n甲",
    );
  });
});

describe("PDF with Chinese fonts that are not embedded", () => {
  const words = "各地市场监管部门要加强检查，覆盖率达75%。";
  const inUnicode = Buffer.from(words, "utf16le").swap16().toString("hex");
  // The same words in GBK.
  const inGbk = "b8f7b5d8cad0b3a1bce0b9dcb2bfc3c5d2aabcd3c7bfbcecb2e9a3acb8b2b8c7c2cab4ef373525a1a3";
  test.each([
    ["UniGB-UCS2-H", inUnicode],
    ["UniGB-UTF16-H", inUnicode],
    ["GBK-EUC-H", inGbk],
    ["GBKp-EUC-H", inGbk],
    ["GBK2K-H", inGbk],
  ])("written in %s", async (encoding, hex) => {
    expect(bare((await read("fonts.pdf", pdfWithFonts(`<${hex}> Tj`, encoding))).slice(4))).toBe(words);
  });
});

describe("what cannot be read is refused with a clear word", () => {
  const padding = "0".repeat(40);
  test.each([
    ["an empty file", "", "DUTIES_DOCUMENT_EMPTY"],
    ["blanks only", " \n　\n", "DUTIES_DOCUMENT_EMPTY"],
    ["a page without words", "<html><body><script>x</script></body></html>", "DUTIES_DOCUMENT_EMPTY"],
    ["a DOCX without words", docxOf("<w:p/>"), "DUTIES_DOCUMENT_EMPTY"],
    ["an old DOC", Buffer.from(`d0cf11e0a1b11ae1${padding}`, "hex"), "DUTIES_DOCUMENT_KIND"],
    ["RTF", "{\\rtf1 x}", "DUTIES_DOCUMENT_KIND"],
    ["a workbook", zipSync({ "xl/workbook.xml": strToU8("<x/>") }), "DUTIES_DOCUMENT_KIND"],
    ["a picture", Buffer.from(`89504e470d0a1a0a0000${padding}`, "hex"), "DUTIES_DOCUMENT_KIND"],
    ["a zip that is cut off", docxOf(paragraphs("一、任务")).subarray(0, 90), "DUTIES_DOCUMENT_DAMAGED"],
    [
      "a DOCX with entities of its own",
      zipSync({ "word/document.xml": strToU8('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>') }),
      "DUTIES_DOCUMENT_DAMAGED",
    ],
    [
      "a bomb",
      docxOf(`<w:p><w:r><w:t>${"电".repeat(12)}</w:t></w:r></w:p>`.repeat(900_000)),
      "DUTIES_DOCUMENT_TOO_LARGE",
    ],
    ["a PDF that is cut off", "%PDF-1.7\n1 0 obj", "DUTIES_DOCUMENT_DAMAGED"],
    ["more letters than a policy has", "电梯。".repeat(1_100_000), "DUTIES_DOCUMENT_TOO_LARGE"],
  ])("%s", async (_, bytes, code) => {
    expect(await read("bad", bytes)).toBe(code);
  });

  test("a scanned PDF: pictures and page numbers, no text layer", async () => {
    const scan =
      '#set page(numbering: "1")\n#for i in range(6) [#rect(width: 10cm, height: 20cm, fill: gray) #pagebreak(weak: true)]';
    expect(await read("scan.pdf", await printer.render({ name: "scan", source: scan }, {}))).toBe(
      "DUTIES_DOCUMENT_SCANNED",
    );
  });

  test("a PDF whose fonts count glyphs as Adobe does, without the letters, is not called a scan", async () => {
    const shown = `<${"12341abc0567".repeat(12)}> Tj`;
    expect(await read("fonts.pdf", pdfWithFonts(shown, "Identity-H"))).toBe("DUTIES_DOCUMENT_FONTS");
    expect(await read("fonts.pdf", pdfWithFonts(shown, "ETen-B5-H"))).toBe("DUTIES_DOCUMENT_FONTS");
  });

  test("a locked PDF", async () => {
    expect(await read("locked.pdf", lockedPdf)).toBe("DUTIES_DOCUMENT_LOCKED");
  });

  test("a PDF of 500 pages is read, page numbers left out", async () => {
    const lines = Array.from(
      { length: 500 },
      (_, i) => `第${i}项工作，由各地市场监管部门按照职责分工抓好落实，确保安全。`,
    );
    const source = '#set page(numbering: "— 1 —")\n#for line in data.lines [#line #pagebreak(weak: true)]';
    const text = await read("long.pdf", await printer.render({ name: "long", source }, { lines }));
    expect(text.slice(0, 4)).toBe("pdf ");
    expect(bare(text.slice(4))).toBe(bare(lines.join("")));
  }, 60_000);
});

/** A page in a font that the file names and does not hold. */
function pdfWithFonts(shown: string, encoding: string): string {
  const content = `BT /F 12 Tf 50 700 Td ${shown} ET`;
  const glyphs =
    "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor 7 0 R>>";
  const parts = [
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
    `<</Length ${content.length}>>stream\n${content}\nendstream`,
    `<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/${encoding}/DescendantFonts[6 0 R]>>`,
    glyphs,
    "<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>",
  ];
  return `%PDF-1.4\n${parts.map((part, i) => `${i + 1} 0 obj${part}\nendobj`).join("\n")}\ntrailer<</Size 8/Root 1 0 R>>\n%%EOF`;
}

/** A document whose dictionary asks for a password that is not empty (standard security handler, revision 3). */
const lockedPdf = [
  "%PDF-1.4",
  "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj",
  "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj",
  "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj",
  `4 0 obj<</Filter/Standard/V 2/R 3/Length 128/P -4/O<${"ab".repeat(32)}>/U<${"cd".repeat(32)}>>>endobj`,
  "trailer<</Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]/Size 5>>",
  "%%EOF",
].join("\n");
