import { extractText, getDocumentProxy } from "unpdf";
import { ok, type Result } from "../../../kernel/result.ts";
import { readLimits, refuseToRead } from "./read-refusals.ts";

/** A page with fewer letters has no text layer worth the name: a scan often carries only a stamp or a page number. */
const lettersOfPageMin = 15;
const pageNumber = /^\s*[-—–―·]*\s*(?:第?\s*\d{1,4}\s*页?(?:\s*[/，,共]\s*\d{1,4}\s*页?)?)\s*[-—–―·]*\s*$/;

/** The text layer of a PDF, page after page. Page numbers go: they stand in the middle of sentences. */
export async function readPdf(bytes: Uint8Array): Promise<Result<string>> {
  try {
    const pdf = await getDocumentProxy(new Uint8Array(bytes));
    try {
      if (pdf.numPages > readLimits.pages) return refuseToRead("DUTIES_DOCUMENT_TOO_LARGE");
      const { text: pages } = await extractText(pdf, { mergePages: false });
      const empty = pages.filter((page) => page.replace(/\s/gu, "").length < lettersOfPageMin).length;
      if (empty * 2 > pages.length) return refuseToRead("DUTIES_DOCUMENT_SCANNED");
      return ok(pages.map(withoutPageNumbers).join("\n"));
    } finally {
      await pdf.loadingTask.destroy();
    }
  } catch (error) {
    const locked = error instanceof Error && error.name === "PasswordException";
    return refuseToRead(locked ? "DUTIES_DOCUMENT_LOCKED" : "DUTIES_DOCUMENT_DAMAGED");
  }
}

function withoutPageNumbers(page: string): string {
  const lines = page.split("\n");
  return lines.filter((line, i) => !((i < 2 || i >= lines.length - 2) && pageNumber.test(line))).join("\n");
}
