import { tidyWord } from "../../../platform/imports/tidy-text.ts";

/** 层数, 站数, 门数 out of one cell. */
export type Storeys = { readonly storeys?: number; readonly stops?: number; readonly doors?: number };
type Name = keyof Storeys;

const order = ["storeys", "stops", "doors"] as const;
const nameOfWord: Readonly<Record<string, Name>> = {
  层: "storeys",
  楼: "storeys",
  f: "storeys",
  F: "storeys",
  站: "stops",
  门: "doors",
};
/** A figure, maybe with its word, and what stands between it and the next. Sticky: nothing may be left over. */
const part =
  /(?:([0-9]{1,3})|([零〇一二两三四五六七八九十百]{1,6}))\s*(?:个)?\s*([层楼站门fF])?\s*[/\\|、,，;；:：*xX×\s]*/y;

/**
 * `18/18`, `18层18站`, `18/18/18`, `十八层`: in the order storeys, stops, doors, or by their words; a single figure without a word is
 * that of its column. Undefined when it says anything else.
 */
export function readStoreys(cell: string, column: Name): Storeys | undefined {
  const text = tidyWord(cell);
  const found: { -readonly [Key in Name]?: number } = {};
  let count = 0;
  part.lastIndex = 0;
  while (part.lastIndex < text.length) {
    const read = part.exec(text);
    if (read === null || count === order.length) return undefined;
    const value = read[1] === undefined ? chineseNumber(read[2] ?? "") : Number(read[1]);
    const alone = count === 0 && part.lastIndex >= text.length;
    const name = nameOfWord[read[3] ?? ""] ?? (alone ? column : order[count]);
    if (value === undefined || value === 0 || name === undefined || found[name] !== undefined) return undefined;
    found[name] = value;
    count += 1;
  }
  return count === 0 ? undefined : found;
}

const digits = "零一二三四五六七八九";

/** Up to 999: 十八, 二十, 一百零二, 一二 (read digit by digit). */
function chineseNumber(text: string): number | undefined {
  let whole = 0;
  let last: number | undefined;
  for (const sign of text.replaceAll("〇", "零").replaceAll("两", "二")) {
    const unit = sign === "百" ? 100 : sign === "十" ? 10 : 0;
    if (unit > 0) {
      if (unit === 100 && whole > 0) return undefined;
      whole += (last === undefined || last === 0 ? 1 : last) * unit;
      last = undefined;
    } else if (sign === "零" && last === undefined) last = 0;
    else last = last === undefined || last === 0 ? digits.indexOf(sign) : last * 10 + digits.indexOf(sign);
  }
  return whole + (last ?? 0);
}
