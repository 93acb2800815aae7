import { language } from "./texts/language.ts";

/** Words in a row as the language writes them: 甲、乙 or "a, b". */
export const joinWords = (words: readonly string[]): string => words.join(language() === "en" ? ", " : "、");
