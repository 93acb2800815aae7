import { type Result, refuse } from "../../../kernel/result.ts";
import type { RefusalTexts } from "../../../platform/http/route.ts";

/** Words for why a document cannot be read. */
export const readRefusals = {
  DUTIES_DOCUMENT_EMPTY: { status: 422, zh: "文件是空的，或者没有文字。", en: "The file is empty or holds no text." },
  DUTIES_DOCUMENT_TOO_LARGE: {
    status: 413,
    zh: "文件太大：不超过 64 MB、2000 页、300 万字。",
    en: "The file is too large: up to 64 MB, 2,000 pages and 3 million letters are read.",
  },
  DUTIES_DOCUMENT_KIND: {
    status: 415,
    zh: "只能读取 TXT、DOCX、有文字层的 PDF 和 HTML；旧版 DOC、WPS 请另存为 DOCX。",
    en: "TXT, DOCX, PDF with a text layer and HTML are read; save an old DOC or WPS file as DOCX.",
  },
  DUTIES_DOCUMENT_SCANNED: {
    status: 422,
    zh: "这份 PDF 是扫描件，没有文字层；请提供电子版，或先做文字识别（OCR）再导入。",
    en: "This PDF is scanned and has no text layer: bring the electronic version, or have its text recognised (OCR) first.",
  },
  DUTIES_DOCUMENT_FONTS: {
    status: 422,
    zh: "这份 PDF 有文字，但中文字体没有嵌入，读不出；请另存为嵌入字体的 PDF，或提供 DOCX。",
    en: "This PDF has text, but its Chinese fonts are not embedded and cannot be read: save it with fonts embedded, or bring a DOCX.",
  },
  DUTIES_DOCUMENT_LOCKED: {
    status: 422,
    zh: "文件有密码保护，请先解除。",
    en: "The file is locked by a password: unlock it first.",
  },
  DUTIES_DOCUMENT_DAMAGED: {
    status: 422,
    zh: "文件已损坏或不是它所称的格式。",
    en: "The file is damaged or not what it says it is.",
  },
  DUTIES_DOCUMENT_ENCODING: {
    status: 422,
    zh: "无法识别文字编码；请另存为 UTF-8 或 GB18030。",
    en: "The text is neither UTF-8 nor GB18030: save it as one of them.",
  },
} as const satisfies RefusalTexts;

export const refuseToRead = (code: keyof typeof readRefusals): Result<never> => refuse(code);
export const readLimits = {
  fileBytes: 64 * 2 ** 20,
  letters: 3_000_000,
  pages: 2_000,
  partBytes: 64 * 2 ** 20,
} as const;
