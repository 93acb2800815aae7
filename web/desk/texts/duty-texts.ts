import { textTable } from "../../ui/texts/text-table.ts";
import { dutyWordsEn } from "./duty-words-en-table.ts";
import { dutyWordsZh } from "./duty-words-zh-table.ts";

/** Words of the duty pages: board, documents and their review, list, letters, measures. */
export const say = textTable<keyof typeof dutyWordsZh>(dutyWordsZh, dutyWordsEn);
