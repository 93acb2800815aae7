const plain = /^[\x21-\x7e\u4e00-\u9fff]*$/;
const wide = /[\uff01-\uff5e]/g;
const wideWord = /[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]/g;
const blanks = /[\s\u00a0\u3000\u200b\ufeff]+/g;
const controls = /\p{Cc}+/gu;

const narrow = (character: string): string => String.fromCharCode(character.charCodeAt(0) - 0xfee0);

/** Words for people: full-width digits and letters become plain ones, blanks of all sorts one blank; Chinese punctuation stays. */
export const tidyText = (text: string): string =>
  plain.test(text) ? text : text.replace(controls, " ").replace(wideWord, narrow).replace(blanks, " ").trim();

/** A code: everything full-width becomes plain, no blanks, no apostrophe that kept it a text, capital letters. */
export const tidyCode = (text: string): string =>
  (plain.test(text) ? text : text.replace(wide, narrow).replace(blanks, "")).replace(/^'/, "").toUpperCase();

/** A number, a date, a word of an enumeration: everything full-width becomes plain, blanks one blank. */
export const tidyWord = (text: string): string =>
  plain.test(text) ? text : text.replace(wide, narrow).replace(blanks, " ").trim();

/** What is compared of a head or of an organisation's name: no blanks, no difference of width or case, none of brackets. */
export const comparable = (text: string): string =>
  tidyWord(text)
    .toLowerCase()
    .replace(/[〔【［]/g, "(")
    .replace(/[〕】］]/g, ")")
    .replace(/\s+/g, "");
