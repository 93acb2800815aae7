/**
 * A document in Typst. The source sees its facts as `data` (what the caller passes, as JSON would carry it) and is already
 * set in Noto Sans SC, regular and bold; it can read no file and reach no network.
 * - Show a text of `data` as `#data.title`: it is put in as it is and never read as Typst, so nobody's name can break a page.
 * - A picture: `#image(bytes(data.qr), format: "svg", width: 30mm)` with an SVG text; for codes see `qrSvg`.
 */
export type PdfTemplate = { readonly name: string; readonly source: string };

export const prelude = `
#let data = json(bytes(sys.inputs.data))
#set text(font: "Noto Sans SC", lang: "zh", region: "cn", fallback: true)
`;

/** What goes to the child and what comes back, with the memory that the child holds after it. */
export type PdfAsk = { readonly id: number; readonly source: string; readonly data: string };
export type PdfTold = { readonly id: number; readonly residentBytes: number } & (
  | { readonly pdf: Uint8Array }
  | { readonly failure: string }
);
