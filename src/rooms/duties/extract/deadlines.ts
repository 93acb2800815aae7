import type { Deadline } from "../contract.ts";
import { isoDay, lastDayOfMonth, later, numberWords, readLength, readNumber } from "./chinese-dates.ts";

/**
 * Days by which something is due: 2022年年底前, 2022年12月10日前, 到2025年底, 自印发之日起30日内. Not the day from which something
 * holds, not 每年12月底前 (a rhythm), not 限期, not the age of a lift (2010年前安装的).
 */
export type DeadlineContext = { readonly signed: string | null };

type Reader = {
  readonly pattern: RegExp;
  readonly read: (groups: readonly string[], year: number) => string | null | undefined;
};

const year = "((?:19|20)\\d{2}年?|今年|本年|本年度|当年|明年)";
const month = "(\\d{1,2}|[一二三四五六七八九十]{1,2})月";
const by = "(?:之前|以前|前)";
const labelled = "(?<=(?:时限|时间|期限|节点)(?:要求)?[：:](?:[^，。；：]{0,14}[，、；])?)";
const quarters: Readonly<Record<string, number>> = { 一: 3, 二: 6, 三: 9, 四: 12, "1": 3, "2": 6, "3": 9, "4": 12 };
const planEnds: Readonly<Record<string, number>> = { 十三五: 2020, 十四五: 2025, 十五五: 2030, 十六五: 2035 };

const yearOf = (words: string, signedYear: number): number => {
  if (words.startsWith("明年")) return signedYear + 1;
  return /^\d/.test(words) ? Number(words.slice(0, 4)) : signedYear;
};
const endOfMonth = (inYear: number, words: string): string | undefined => lastDayOfMonth(inYear, readNumber(words));
const dayBeforeMonth = (inYear: number, words: string): string | undefined =>
  readNumber(words) === 1 ? isoDay(inYear - 1, 12, 31) : lastDayOfMonth(inYear, readNumber(words) - 1);

/** In order of precision: what the first finds is not looked at again. */
const readers: readonly Reader[] = [
  {
    pattern: new RegExp(`${year}${month}(\\d{1,2}|[一二三四五六七八九十]{1,3})日${by}`, "g"),
    read: ([y = "", m = "", d = ""], signed) => isoDay(yearOf(y, signed), readNumber(m), readNumber(d)),
  },
  {
    pattern: new RegExp(`${year}${month}(?:底|末|底末)(?:${by})?`, "g"),
    read: ([y = "", m = ""], signed) => endOfMonth(yearOf(y, signed), m),
  },
  {
    pattern: new RegExp(`${year}${month}(?:上旬|中旬|下旬)${by}?`, "g"),
    read: ([y = "", m = ""], signed) => endOfMonth(yearOf(y, signed), m),
  },
  {
    pattern: new RegExp(`${year}${month}份?${by}`, "g"),
    read: ([y = "", m = ""], signed) => dayBeforeMonth(yearOf(y, signed), m),
  },
  {
    pattern: new RegExp(`${year}第?([一二三四1234])季度(?:底|末)?(?:${by}|(?<=[底末]))`, "g"),
    read: ([y = "", q = ""], signed) => endOfMonth(yearOf(y, signed), String(quarters[q] ?? 0)),
  },
  {
    pattern: new RegExp(`${year}(?:上半年)(?:${by}|末|底|内)?`, "g"),
    read: ([y = ""], signed) => isoDay(yearOf(y, signed), 6, 30),
  },
  {
    pattern: new RegExp(`(?:到|至)?${year}(?:年?底|年?末|年终)(?:${by})?`, "g"),
    read: ([y = ""], signed) => isoDay(yearOf(y, signed), 12, 31),
  },
  // 完成时限：2024年11月30日 needs no 前: the label says that it is the last day.
  {
    pattern: new RegExp(`${labelled}${year}${month}(\\d{1,2}|[一二三四五六七八九十]{1,3})日(?!起)`, "g"),
    read: ([y = "", m = "", d = ""], signed) => isoDay(yearOf(y, signed), readNumber(m), readNumber(d)),
  },
  {
    pattern: new RegExp(`${labelled}${year}${month}份?(?![\\d至起—-])`, "g"),
    read: ([y = "", m = ""], signed) => endOfMonth(yearOf(y, signed), m),
  },
  {
    pattern: new RegExp(`${labelled}${year}(?:内|度)?(?![\\d月上下第一二三四至起—-])`, "g"),
    read: ([y = ""], signed) => isoDay(yearOf(y, signed), 12, 31),
  },
  { pattern: /到(20\d{2})年(?![底末前年\d])/g, read: ([y = ""]) => isoDay(Number(y), 12, 31) },
  {
    pattern: /(?:今年|本年|本年度|年)内(?=[^，。]{0,12}(?:完成|建成|实现|出台|达到|全部))/g,
    read: (_, signed) => isoDay(signed, 12, 31),
  },
  {
    pattern: new RegExp(`(?<!年)第?([一二三四])季度(?:末|底)?${by}`, "g"),
    read: ([q = ""], signed) => endOfMonth(signed, String(quarters[q] ?? 0)),
  },
  { pattern: new RegExp(`年底(?:${by})`, "g"), read: (_, signed) => isoDay(signed, 12, 31) },
  {
    pattern: /“?(十[三四五六]五)”?(?:规划)?(?:时期|期)?末/g,
    read: ([plan = ""]) => isoDay(planEnds[plan] ?? 0, 12, 31),
  },
  {
    pattern: new RegExp(`(?<![年\\d])${month}(\\d{1,2})日${by}`, "g"),
    read: ([m = "", d = ""], signed) => isoDay(signed, readNumber(m), readNumber(d)),
  },
  {
    pattern: new RegExp(`(?<![年\\d])${month}(?:底|末)${by}?`, "g"),
    read: ([m = ""], signed) => endOfMonth(signed, m),
  },
];

const sinceIssue = new RegExp(
  `(?:自)?(?:本[^，。；]{1,6})?(?:印发|发布|下发|公布|发文)(?:之日|后|之日后)(?:起)?(?:的)?(${numberWords})(个?工作日|个?[月周]|[日天年])(?:之内|以内|内)`,
  "g",
);
const laterThanIssue = /(?:起施行|起实施|起执行|施行)/;

/** What stands around says that this is no due date. */
function isNone(passage: string, start: number, end: number): boolean {
  const before = passage.slice(Math.max(0, start - 6), start);
  const after = passage.slice(end, end + 22);
  if (/(?:每年|每|自|从|以后|每年的)$/.test(before)) return true;
  if (/^(?:起|以来|至)/.test(after)) return true;
  return /^[^，。；,;、]{0,4}(?:建成|安装|投入使用|投用|投运|登记|竣工|出厂|制造|注册|交付|建设|取得|使用|生产)[^，。；,;]{0,10}的/.test(
    after,
  );
}

/** @param passage in flat letters; texts are given as they stand there. */
export function findDeadlines(passage: string, { signed }: DeadlineContext): readonly Deadline[] {
  const found: (Deadline & { readonly at: number; readonly end: number })[] = [];
  const signedYear = signed === null ? Number.NaN : Number(signed.slice(0, 4));
  const free = (start: number, end: number): boolean => found.every((one) => end <= one.at || start >= one.end);
  for (const { pattern, read } of readers)
    for (const match of passage.matchAll(pattern)) {
      const end = match.index + match[0].length;
      if (!free(match.index, end) || isNone(passage, match.index, end)) continue;
      const date = read(match.slice(1), signedYear) ?? undefined;
      if (date === undefined || (signed !== null && date < signed)) continue;
      found.push({ at: match.index, end, text: match[0], date });
    }
  for (const match of passage.matchAll(sinceIssue)) {
    const end = match.index + match[0].length;
    if (laterThanIssue.test(passage.slice(end, end + 4)) || !free(match.index, end)) continue;
    found.push({ at: match.index, end, text: match[0], date: afterIssue(signed, match[1] ?? "", match[2] ?? "") });
  }
  return found.toSorted((a, b) => a.at - b.at).map(({ text, date }) => ({ text, date }));
}

/** Working days are not counted: which days those are no document tells. */
function afterIssue(signed: string | null, count: string, unit: string): string | null {
  const length = unit.includes("工作日") ? undefined : readLength(count, unit);
  return signed === null || length === undefined ? null : (later(signed, length) ?? null);
}
