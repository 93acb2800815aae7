import type { Rhythm } from "../contract.ts";
import { numberWords, readNumber } from "./chinese-dates.ts";

/**
 * How often something is to be done: 每半年, 每年, 季度, 定期 (which a person has to make definite). Not the terms 定期检验 and 定期检测,
 * not 年度 that names a plan, not 第一季度 or 上半年, which are times of one year.
 */
type Shape = { readonly pattern: RegExp; readonly period: (match: RegExpMatchArray) => string | null | undefined };

const letters: Readonly<Record<string, string>> = { 年: "Y", 月: "M", 周: "W", 星期: "W", 日: "D", 天: "D" };
const every = (count: string, unit: string): string | undefined => {
  const value = readNumber(count);
  if (!Number.isInteger(value) || value < 1) return undefined;
  if (unit.includes("季")) return `P${value * 3}M`;
  return `P${value}${letters[unit] ?? "D"}`;
};
const single: Readonly<Record<string, string>> = {
  半年: "P6M",
  年度: "P1Y",
  年: "P1Y",
  季度: "P3M",
  季: "P3M",
  半月: "P15D",
  半个月: "P15D",
  月度: "P1M",
  月: "P1M",
  周: "P1W",
  星期: "P1W",
  日: "P1D",
  天: "P1D",
};

const shapes: readonly Shape[] = [
  {
    pattern: new RegExp(`每(${numberWords})个?(年|月|季度|周|星期|日|天)(?![号])`, "g"),
    period: ([, count = "", unit = ""]) => every(count, unit),
  },
  {
    pattern:
      /(?:每个?|逐|按)(半年|年度|年|季度|季|半个月|半月|月度|月|周|星期|日|天)(?!增长|递增|递减|均|常|间|用|期|检)/g,
    period: ([, unit = ""]) => single[unit],
  },
  {
    pattern: new RegExp(
      `(?<![每第\\d])(${numberWords})(年|个月|季度|周|月)(?=(?:至少|不少于)?(?:[一1两二三2345四五])次)`,
      "g",
    ),
    period: ([, count = "", unit = ""]) => every(count, unit.replace("个", "")),
  },
  {
    pattern: /(?<![每上下第后前一二三四1234])(?:半年(?!度?[内以来前])|季度(?![末初内]))/g,
    period: ([words = ""]) => single[words],
  },
  { pattern: /(?<=(?:季度|半年|月度|每月)[、和及])年度/g, period: () => "P1Y" },
  { pattern: /(?<![年])月度(?=[^，。；]{0,6}(?:检查|通报|调度|报告|评估|分析|例会|排查))/g, period: () => "P1M" },
  {
    pattern: /(?<!不)定期(?![、和与]?(?:自行|监督)?(?:检验|检测|检定|校验|审验|报检)|存款|的?维护保养|维保)/g,
    period: () => null,
  },
];

/** @param passage in flat letters. */
export function findRhythms(passage: string): readonly Rhythm[] {
  const found: (Rhythm & { readonly at: number })[] = [];
  for (const { pattern, period } of shapes)
    for (const match of passage.matchAll(pattern)) {
      const value = period(match);
      const end = match.index + match[0].length;
      if (value === undefined || found.some((one) => match.index < one.at + one.text.length && end > one.at)) continue;
      found.push({ at: match.index, text: match[0], period: value });
    }
  return found.toSorted((a, b) => a.at - b.at).map(({ text, period }) => ({ text, period }));
}
