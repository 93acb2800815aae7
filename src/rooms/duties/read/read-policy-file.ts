import { type FileHandle, open } from "node:fs/promises";
import { ok, type Result } from "../../../kernel/result.ts";
import { detectEncoding } from "../../../platform/files/text-encoding.ts";
import { readDocx } from "./read-docx.ts";
import { readHtml } from "./read-html.ts";
import { readPdf } from "./read-pdf.ts";
import { readLimits, refuseToRead } from "./read-refusals.ts";

/** The text of a policy document; what `extractDuties` reads and its offsets point into. */
export type PolicyFile = { readonly format: "txt" | "docx" | "pdf" | "html"; readonly text: string };

const isPdf = (head: Buffer): boolean => head.subarray(0, 1024).includes("%PDF-");
const isZip = (head: Buffer): boolean => head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4;
/** Old Office and WPS files, encrypted DOCX too, are OLE containers; RTF is text that nobody should take for text. */
const isOther = (head: Buffer): boolean =>
  head.subarray(0, 4).toString("hex") === "d0cf11e0" || head.subarray(0, 5).toString("latin1") === "{\\rtf";
const isHtml = (text: string): boolean =>
  /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body|div|p|table|meta)\b/i.test(
    text.slice(0, 4_096),
  );

/** The kind is told by what the file holds, not by its name. @throws when the file cannot be opened. */
export async function readPolicyFile(path: string): Promise<Result<PolicyFile>> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    if (size === 0) return refuseToRead("DUTIES_DOCUMENT_EMPTY");
    if (size > readLimits.fileBytes) return refuseToRead("DUTIES_DOCUMENT_TOO_LARGE");
    const head = Buffer.alloc(Math.min(size, 1_024));
    await file.read(head, 0, head.length, 0);
    const read = await readKind(path, file, head);
    if (!read.ok) return read;
    if (read.value.text.length > readLimits.letters) return refuseToRead("DUTIES_DOCUMENT_TOO_LARGE");
    return read.value.text.trim() === "" ? refuseToRead("DUTIES_DOCUMENT_EMPTY") : read;
  } finally {
    await file.close();
  }
}

async function readKind(path: string, file: FileHandle, head: Buffer): Promise<Result<PolicyFile>> {
  if (isOther(head)) return refuseToRead("DUTIES_DOCUMENT_KIND");
  if (isPdf(head)) return as("pdf", await readPdf(await wholeFile(file)));
  if (isZip(head)) return as("docx", await readDocx(path));
  const text = await readText(file);
  if (!text.ok) return text;
  return isHtml(text.value) ? as("html", ok(readHtml(text.value))) : as("txt", text);
}

const as = (format: PolicyFile["format"], read: Result<string>): Result<PolicyFile> =>
  read.ok ? ok({ format, text: read.value }) : read;

async function wholeFile(file: FileHandle): Promise<Buffer> {
  const { size } = await file.stat();
  const bytes = Buffer.alloc(size);
  await file.read(bytes, 0, size, 0);
  return bytes;
}

/** A byte order mark is no letter of the text; everything else stays as it is, so that offsets fit the file. */
async function readText(file: FileHandle): Promise<Result<string>> {
  const { encoding, offset } = await detectEncoding(file);
  if (encoding === undefined)
    return refuseToRead((await holdsZeros(file)) ? "DUTIES_DOCUMENT_KIND" : "DUTIES_DOCUMENT_ENCODING");
  const text = new TextDecoder(encoding, { ignoreBOM: true }).decode((await wholeFile(file)).subarray(offset));
  return text.includes("\0") ? refuseToRead("DUTIES_DOCUMENT_KIND") : ok(text);
}

/** Pictures and programs hold zero bytes, texts in the encodings of one byte or more do not. */
async function holdsZeros(file: FileHandle): Promise<boolean> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(4_096), 0, 4_096, 0);
  return buffer.subarray(0, bytesRead).includes(0);
}
