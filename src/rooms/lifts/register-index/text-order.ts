const firstHan = 0x4e00;
const lastHan = 0x9fff;
let ranks: Uint16Array | undefined;

/** Place of each Chinese character among all of them by its pinyin, made once: a collator at each comparison costs a hundred times more. */
function hanRanks(): Uint16Array {
  if (ranks !== undefined) return ranks;
  const { compare } = new Intl.Collator("zh-u-co-pinyin");
  const characters = Array.from({ length: lastHan - firstHan + 1 }, (_, i) => String.fromCharCode(firstHan + i));
  const made = new Uint16Array(characters.length);
  for (const [rank, character] of characters.sort(compare).entries()) made[character.charCodeAt(0) - firstHan] = rank;
  ranks = made;
  return made;
}

/**
 * A text whose plain comparison sorts names as people expect them: Chinese by pinyin, numbers by their size (2幢 before
 * 10幢). Different texts never get the same key.
 */
export function orderKey(text: string): string {
  const rankOf = hanRanks();
  let key = "";
  let ambiguous = false;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (isDigit(unit)) {
      let end = i + 1;
      while (end < text.length && isDigit(text.charCodeAt(end))) end++;
      const digits = text.slice(i, end).replace(/^0+(?=\d)/, "");
      ambiguous ||= digits.length !== end - i;
      // The number of digits goes in front: longer numbers are larger ones.
      key += String.fromCharCode(0x30 + digits.length) + digits;
      i = end - 1;
    } else {
      key +=
        unit >= firstHan && unit <= lastHan
          ? String.fromCharCode(firstHan + (rankOf[unit - firstHan] as number))
          : text.charAt(i);
    }
  }
  return ambiguous ? `${key}\0${text}` : key;
}

const isDigit = (unit: number): boolean => unit >= 0x30 && unit <= 0x39;

/** Texts as they are searched: small letters, half width, no blanks. */
export const fold = (text: string): string => {
  const half = wide.test(text) ? text.normalize("NFKC") : text;
  return half.replace(/\s+/g, "").toLowerCase();
};
const wide = /[\u3000\uff00-\uffef]/;
