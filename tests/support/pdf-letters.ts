import { inflateSync } from "node:zlib";

/** Streams of a PDF, unpacked. */
function streams(pdf: Uint8Array): string[] {
  const found: string[] = [];
  const bytes = Buffer.from(pdf);
  for (let at = bytes.indexOf("stream\n"); at !== -1; at = bytes.indexOf("stream\n", at + 1)) {
    if (bytes.toString("latin1", at - 3, at) === "end") continue;
    try {
      found.push(inflateSync(bytes.subarray(at + 7)).toString("latin1"));
    } catch {
      // Not packed, or no stream.
    }
  }
  return found;
}

/** What a reader finds and copies: the characters that the embedded fonts say their glyphs stand for. Fonts hold used glyphs only. */
function searchable(pdf: Uint8Array): Set<string> {
  const letters = new Set<string>();
  for (const map of streams(pdf).filter((each) => each.includes("begincmap")))
    for (const [, , unicode = ""] of map.matchAll(/<([0-9a-fA-F]{2,4})>\s*<([0-9a-fA-F]{4,})>/g))
      for (const letter of Buffer.from(unicode, "hex").swap16().toString("utf16le")) letters.add(letter);
  return letters;
}

/** Pages of a document. */
export const pagesOf = (pdf: Uint8Array): number =>
  Buffer.from(pdf)
    .toString("latin1")
    .match(/\/Type\s*\/Page\b/g)?.length ?? 0;
/** Letters of a text that a reader of the document would not find. */
export const missingLetters = (pdf: Uint8Array, text: string) =>
  [...new Set(text)].filter((letter) => !searchable(pdf).has(letter));
