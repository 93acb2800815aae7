import { pinyin } from "pinyin-pro";

/** First letters of a character's readings, the commonest first. A whole text costs 100 µs, so each character is asked for once. */
const known = new Map<string, string>();

function readingsOf(character: string): string {
  const found = known.get(character);
  if (found !== undefined) return found;
  const letters = pinyin(character, { multiple: true, pattern: "first", toneType: "none", type: "array" });
  const made = [...new Set(letters.map((letter) => letter.toLowerCase()))].join("");
  known.set(character, made);
  return made;
}

/** `绿地花园` → `ldhy`; where a character has two readings (`长安`) both: `ca`, `za`. */
export function initialsOf(text: string): readonly string[] {
  let first = "";
  let second = "";
  for (const character of text.toLowerCase()) {
    const readings = han.test(character) ? readingsOf(character) : latin.test(character) ? character : "";
    first += readings.charAt(0);
    second += readings.charAt(1) || readings.charAt(0);
  }
  return first === second ? [first] : [first, second];
}

const han = /^[\u3400-\u9fff]$/;
const latin = /^[a-z0-9]$/;
