import type { ExtractNote } from "../contract.ts";
import { labelPattern } from "./attribution-roles.ts";
import type { Brackets } from "./brackets.ts";
import { type PolicyText, placeOf } from "./policy-text.ts";

const attributes = new RegExp(`^(?:${labelPattern})[：:]|^[^，。]{2,30}(?:牵头|负责)`);
const notesMax = 20;

/** Words for people beside the list; offsets are places in the original. */
export function notesOf(text: PolicyText, brackets: Brackets, duties: number): readonly ExtractNote[] {
  if (text.flat === "")
    return [{ code: "EMPTY_TEXT", offset: null, zh: "文件没有文字。", en: "The document holds no text." }];
  if (isContract(text.flat))
    return [
      {
        code: "IS_CONTRACT",
        offset: null,
        zh: "这是合同或协议，不是政策文件，未提取责任。",
        en: "This is a contract, not a policy document: no duties were read.",
      },
    ];
  const unclosed = brackets.unclosed
    .filter((at) => attributes.test(text.flat.slice(at + 1, at + 60)))
    .slice(0, notesMax)
    .map(
      (at): ExtractNote => ({
        code: "UNCLOSED_BRACKET",
        offset: placeOf(text, at),
        zh: `括号没有闭合，未作为责任：${text.flat.slice(at, at + 20)}…`,
        en: "This bracket is not closed and was not read as an attribution.",
      }),
    );
  if (duties > 0) return unclosed;
  return [
    ...unclosed,
    {
      code: "NO_ATTRIBUTION",
      offset: null,
      zh: "没有找到指明责任单位的段落。",
      en: "No passage names a unit that answers for it.",
    },
  ];
}

/** Contracts have two parties; a policy may mention 甲方 once, but does not set both against each other. */
function isContract(flat: string): boolean {
  const count = (words: RegExp): number => flat.match(words)?.length ?? 0;
  return count(/甲方/g) >= 2 && count(/乙方/g) >= 2;
}
