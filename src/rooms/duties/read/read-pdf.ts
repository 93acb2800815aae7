import { extractText, getDocumentProxy, getResolvedPDFJS } from "unpdf";
import { ok, type Result } from "../../../kernel/result.ts";
import { CodeTables, unknownLetter } from "./pdf-code-tables.ts";
import { readLimits, refuseToRead } from "./read-refusals.ts";

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>;

/** A page with fewer letters has no text layer worth the name: a scan often carries only a stamp or a page number. */
const lettersOfPageMin = 15;
const pageNumber = /^\s*[-—–―·]*\s*(?:第?\s*\d{1,4}\s*页?(?:\s*[/，,共]\s*\d{1,4}\s*页?)?)\s*[-—–―·]*\s*$/;

/** Tables of Chinese fonts that are not embedded come from here: nothing is fetched. */
const tables = {
  verbosity: 0,
  BinaryDataFactory: CodeTables,
  cMapUrl: "tables:/",
  cMapPacked: false,
  useWorkerFetch: false,
};

/** The text layer of a PDF, page after page. Page numbers go: they stand in the middle of sentences. */
export async function readPdf(bytes: Uint8Array): Promise<Result<string>> {
  try {
    const pdf = await getDocumentProxy(new Uint8Array(bytes), tables);
    try {
      return await readPages(pdf);
    } finally {
      await pdf.loadingTask.destroy();
    }
  } catch (error) {
    const locked = error instanceof Error && error.name === "PasswordException";
    return refuseToRead(locked ? "DUTIES_DOCUMENT_LOCKED" : "DUTIES_DOCUMENT_DAMAGED");
  }
}

async function readPages(pdf: Pdf): Promise<Result<string>> {
  if (pdf.numPages > readLimits.pages) return refuseToRead("DUTIES_DOCUMENT_TOO_LARGE");
  const { text: pages } = await extractText(pdf, { mergePages: false });
  if (isUnknown(pages.join(""))) return refuseToRead("DUTIES_DOCUMENT_FONTS");
  const empty = pages.filter((page) => lettersIn(page) < lettersOfPageMin).length;
  if (empty * 2 <= pages.length) return ok(pages.map(withoutPageNumbers).join("\n"));
  const silent = pages.findIndex((page) => lettersIn(page) === 0);
  const unreadable = silent >= 0 && (await showsText(pdf, silent + 1));
  return refuseToRead(unreadable ? "DUTIES_DOCUMENT_FONTS" : "DUTIES_DOCUMENT_SCANNED");
}

/** Now and then a sign that no table has is no harm; a font of them is. */
const unknownShareMax = 0.02;
const isUnknown = (text: string): boolean => text.split(unknownLetter).length - 1 > lettersIn(text) * unknownShareMax;

const lettersIn = (page: string): number => page.replace(/\s/gu, "").length;

/**
 * Whether a page writes text although none came out: its fonts are not embedded and name a code table that this reader does not have
 * (ETen-B5-H, 90ms-RKSJ-H). That is no scan, and the word for it is another one.
 */
async function showsText(pdf: Pdf, page: number): Promise<boolean> {
  const { OPS } = await getResolvedPDFJS();
  const operators = await (await pdf.getPage(page)).getOperatorList();
  const shows: readonly number[] = [
    OPS.showText,
    OPS.showSpacedText,
    OPS.nextLineShowText,
    OPS.nextLineSetSpacingShowText,
  ];
  return operators.fnArray.some((operator: number) => shows.includes(operator));
}

function withoutPageNumbers(page: string): string {
  const lines = page.split("\n");
  return lines.filter((line, i) => !((i < 2 || i >= lines.length - 2) && pageNumber.test(line))).join("\n");
}
