/**
 * Code tables for PDF whose Chinese fonts are not embedded: the text is then written in Unicode (UniGB-UCS2-H) or in GBK (GBK-EUC-H), and the
 * reader asks for the table of that name, and for one from glyph numbers back to letters (Adobe-GB1-UCS2). The real tables are megabytes; since
 * nobody draws these fonts here, the numbers need not be Adobe's. Ours begin above the last of Adobe's (30,571): a font that is numbered
 * by Adobe itself finds the sign of the unknown in our table, and is refused, rather than turned into other words.
 */
const firstNumber = 30_600;
export const unknownLetter = "\uFFFD";
const unicodeNames = /^UniGB-(?:UCS2|UTF16)-([HV])$/;
const gbkNames = /^(?:GBK|GBKp|GB|GBpc|GBK2K)(?:-EUC)?-([HV])$/;
const lettersName = "Adobe-GB1-UCS2";

type Letter = { readonly gbk: number; readonly unicode: number };

/** ASCII and every letter that GBK writes with two bytes, in the order of their numbers. */
function lettersOfGbk(): readonly Letter[] {
  const decoder = new TextDecoder("gbk");
  const letters: Letter[] = Array.from({ length: 0x5f }, (_, i) => ({ gbk: 0x20 + i, unicode: 0x20 + i }));
  for (let high = 0x81; high <= 0xfe; high += 1)
    for (let low = 0x40; low <= 0xfe; low += 1) {
      const text = decoder.decode(Uint8Array.of(high, low));
      const unicode = text.length === 1 ? text.charCodeAt(0) : 0xfffd;
      // What has no letter, or one of private use, is left out.
      if (unicode !== 0xfffd && !(unicode >= 0xe000 && unicode < 0xf900))
        letters.push({ gbk: high * 256 + low, unicode });
    }
  return letters;
}

let cached: readonly Letter[] | undefined;
const letters = (): readonly Letter[] => {
  cached ??= lettersOfGbk();
  return cached;
};

const hex = (value: number, bytes: 1 | 2): string => `<${value.toString(16).padStart(bytes * 2, "0")}>`;
const table = (name: string, mode: string, lines: readonly string[]): string =>
  `/CMapName /${name} def\n/WMode ${mode === "V" ? 1 : 0} def\n${lines.join("\n")}\nendcmap\n`;
const block = (kind: string, lines: readonly string[]): string =>
  `${lines.length} begin${kind}\n${lines.join("\n")}\nend${kind}`;

/** The text of a table as the PostScript language writes it; undefined for a name that is not known here. */
function codeTable(name: string): string | undefined {
  const unicode = unicodeNames.exec(name)?.[1];
  if (unicode !== undefined)
    return table(name, unicode, [
      block("codespacerange", ["<0000> <ffff>"]),
      block(
        "cidchar",
        letters().map((letter, i) => `${hex(letter.unicode, 2)} ${firstNumber + i}`),
      ),
    ]);
  const gbk = gbkNames.exec(name)?.[1];
  if (gbk !== undefined)
    return table(name, gbk, [
      block("codespacerange", ["<00> <80>", "<8140> <fefe>"]),
      block(
        "cidchar",
        letters().map((letter, i) => `${hex(letter.gbk, letter.gbk < 0x100 ? 1 : 2)} ${firstNumber + i}`),
      ),
    ]);
  if (name !== lettersName) return undefined;
  return table(name, "H", [
    block("codespacerange", ["<0000> <ffff>"]),
    block("bfchar", [
      ...Array.from({ length: firstNumber }, (_, i) => `${hex(i, 2)} ${hex(unknownLetter.charCodeAt(0), 2)}`),
      ...letters().map((letter, i) => `${hex(firstNumber + i, 2)} ${hex(letter.unicode, 2)}`),
    ]),
  ]);
}

/** What the reader of PDF asks for tables; fonts and programs it gets none. */
export class CodeTables {
  fetch({ kind, filename }: { readonly kind: string; readonly filename: string }): Promise<Uint8Array> {
    const text = kind === "cMapUrl" ? codeTable(filename) : undefined;
    return text === undefined
      ? Promise.reject(new Error(`no table ${filename}`))
      : Promise.resolve(new TextEncoder().encode(text));
  }
}
