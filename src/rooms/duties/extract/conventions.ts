/**
 * Sentences by which a document says once what all its attributions mean: 列第一位者为牵头单位，下同. They are kept verbatim;
 * those about the first-named unit turn it into the lead everywhere (rule 6 of the labels).
 */
const place =
  "(?:列|排|位列|位居|居|名列|排列|排名|排序|序列|列在|排在|位于|处于|署名)?(?:在|为)?(?:最前|首位|首个|第一|第1|首)(?:位|名|个)?";
const firstIsLead = new RegExp(
  `(?:(?:责任|上述|以上|文中|各项|本|每项|任务)[^，,。；;（）()]{0,12})?${place}(?:的|者)?[^，,。；;（）()]{0,8}(?:为|是|系|负责)(?:本项[^，,。]{0,4})?(?:牵头|主办|主责)[^，,。；;（）()\\]】〕]{0,6}(?:[，,](?:其[他余][^，,。；;（）()]{0,16})?(?:下同|以下同|后同))?`,
  "g",
);
const words = "(?:[^，,。；;（）()]|[（(][^（）()]{1,10}[）)])";
const othersToo = new RegExp(`以下${words}{0,20}均${words}{2,30}[，,]不再(?:一一|逐一|分别)?(?:列出|列举|重复)`, "g");

type Convention = { readonly start: number; readonly end: number; readonly firstLeads: boolean };

export function findConventions(flat: string): readonly Convention[] {
  const of = (pattern: RegExp, firstLeads: boolean): Convention[] =>
    [...flat.matchAll(pattern)].map(({ 0: words, index }) => ({ start: index, end: index + words.length, firstLeads }));
  return [...of(firstIsLead, true), ...of(othersToo, false)].toSorted((a, b) => a.start - b.start);
}

/** A body without the conventions that it states and the brackets or marks around them. */
export const withoutConvention = (body: string): string =>
  body
    .replace(firstIsLead, "；")
    .replace(othersToo, "；")
    .replace(/[（(〔[【]；*[）)〕\]】]/g, "；")
    .replace(/[，,。；;、]+$/, "");
