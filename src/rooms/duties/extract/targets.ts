import type { DutyTarget } from "../contract.ts";

/**
 * Numbers that a duty has to reach: 75%以上, 不低于90%, 达到100%, 120台以上. Not ceilings (不超过), not thresholds that only say whom
 * it concerns (使用15年以上的电梯), not permissions and grants (补助50%).
 */
const number = "(\\d+(?:\\.\\d+)?)";
const percent = "(%|％|个百分点)";
const counted = "(万台|台套|台|部|次|批次|家|场次|场|个|名|人次|处|户|小时|学时|件|项|期|篇|条)";
const atLeast =
  "(?:不得?低于(?:[^，。；\\d]{1,12}的)?|不得?少于(?:[^，。；\\d]{1,12}的)?|不小于|达到|达|至少[^，。；\\d]{0,6}|超过|高于|大于|实现|≥|>=|力争达?到?|提[高升]到|提[高升]至)";
const orMore = "(?:及以上|以上|（含）以上)";

const shapes = [
  { pattern: new RegExp(`${atLeast}?${number}${percent}${orMore}?`, "g"), counts: false },
  {
    pattern: new RegExp(`(?:${atLeast}${number}${counted}(?:${orMore})?|${number}${counted}${orMore})`, "g"),
    counts: true,
  },
  // A plain number counts only behind a verb of getting it done: 更新改造老旧电梯300台.
  {
    pattern: new RegExp(
      `(?<=(?:更新改造|改造|更新|加装|新增|完成|建成|新建|培训|抽查|覆盖)[^，。；\\d]{0,14})${number}${counted}(?!以|之|及|内|左右|次)`,
      "g",
    ),
    counts: true,
  },
] as const;

const isCeiling =
  /(?:不(?:得)?(?:超过|高于|大于|多于)|低于|少于|小于|控制在|降(?:低|至|到)|下降|减少|以内|压缩|压减|最高|上限)[^，。；]{0,8}$/;
const isCeilingWord = /^(?:以下|以内|之内|内)/;
const isMoney = /(?:补助|补贴|资助|奖励|给予|罚款|出资|承担|费用|票决|表决|同意|减免|优惠|资金)/;
/** 不少于200台电梯的评估 is a target, 3次以上的投诉 a selection. */
const leastFirst = /^(?:不|至少)/;
const selects = /(?:使用|超过|年限|运行|故障|投诉|满|服役|发生)[^，。；、]{0,6}$/;
const enough =
  /(?:覆盖|完成|达|率|不低于|不少于|至少|比例|超过|建设|更新|改造|新增|安装|实现|抽查|检查|组织|开展|确保|占比|培训|提升|提高|力争)/;

/** @param passage in flat letters. */
export function findTargets(passage: string): readonly DutyTarget[] {
  const found: (DutyTarget & { readonly at: number })[] = [];
  for (const { pattern, counts } of shapes)
    for (const match of passage.matchAll(pattern)) {
      const target = readTarget(passage, match, counts);
      if (
        target !== undefined &&
        found.every(({ at, text }) => match.index >= at + text.length || match.index + match[0].length <= at)
      )
        found.push({ ...target, at: match.index + match[0].indexOf(target.text) });
    }
  return found.toSorted((a, b) => a.at - b.at).map(({ text, value, unit, op }) => ({ text, value, unit, op }));
}

function readTarget(passage: string, match: RegExpMatchArray, counts: boolean): DutyTarget | undefined {
  const [whole] = match;
  const groups = match.slice(1).filter((group) => group !== undefined);
  const value = Number(groups[0]);
  const unit = (groups[1] ?? "").replace("％", "%");
  const at = match.index ?? 0;
  const clause =
    passage
      .slice(0, at)
      .split(/[，。；,;]/)
      .at(-1) ?? "";
  const after = passage.slice(at + whole.length, at + whole.length + 12);
  if (
    /\d$/.test(clause) ||
    isCeiling.test(clause + (whole.match(/^\D*/)?.[0] ?? "").replace(/不得?低于|不得?少于|不小于|超过/, ""))
  )
    return undefined;
  if (isCeilingWord.test(after) || /不(?:得)?$/.test(clause)) return undefined;
  if (isMoney.test(clause) || isMoney.test(after.slice(0, 4))) return undefined;
  const bound = whole.length > groups.join("").length;
  if (
    counts &&
    (selects.test(clause) ||
      (!leastFirst.test(whole) && /^[^，。；]{0,4}的/.test(after)) ||
      !enough.test(clause + whole))
  )
    return undefined;
  if (!counts && !bound && value !== 100 && !enough.test(clause)) return undefined;
  if (!counts && !enough.test(clause + whole)) return undefined;
  return { text: whole, value, unit, op: operatorOf(whole, value, unit) };
}

/** 100 % can only be reached, never be passed. */
function operatorOf(words: string, value: number, unit: string): DutyTarget["op"] {
  if (/^(?:超过|高于|大于)/.test(words)) return ">";
  if (/^(?:\d)/.test(words) && !/以上$/.test(words)) return unit === "%" && value === 100 ? "=" : ">=";
  return ">=";
}
