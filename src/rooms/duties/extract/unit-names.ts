import { splitOutsideBrackets, withoutLooseBracket } from "./brackets.ts";

/**
 * Lists of units as documents write them: 县市场监管局、县自然资源局和各乡镇人民政府、街道办. A name stays as it is written; a
 * separator cuts only between names that are complete, since names contain separators (工业和信息化部) and share heads (各区、县（市）政府).
 */
export type UnitList = { readonly units: readonly string[]; readonly etc: boolean };

/** What the name of a unit ends with when it is complete. */
const suffix =
  /(?:局|委|会|办|室|厅|部|院|署|处|科|所|站|队|中心|政府|街道|组|小组|专班|指挥部|联|社|公司|集团|机关|部门|单位|机构|府|厂|馆|校|团|行|平台|基地|各地|各方|地区)(?:[（([［][^（()）\]］]{1,12}[）)\]］])?$/;
/** Units that have none of those endings. */
const special = /^(?:团.{1,3}委|.{0,8}(?:妇联|残联|工商联|银保监分局.{1,8}|监管组))$/;
/** A head that several names before it may share: 市场监管、住建部门. */
const sharedHead = /(?:部门|单位|机构|政府|管委会|管理委员会|办事处|街道办|机关|主管局)(?:[（([［].{1,8}[）)\]］])?$/;
/** An area without a head: 各区, 县（市、区）, 高新区. */
const area =
  /^(?:各|全|所在|有关|相关|本|其他)?(?:级|地)?[^、，]{0,6}(?:省|自治区|直辖市|地级以上市|市|州|盟|县|区|旗|乡|镇|街道|社区|村)(?:[（(].{1,8}[）)])?$/;
/** 城关镇 is a town by name and shares no head; 各镇 and 乡镇 do. */
const namedTown = /^(?![各全本有相其]|[县区市]?(?:乡镇|镇街|街镇))[\u4e00-\u9fff]{2,4}(?:镇|乡|街道)$/;
const startsAnew = /^(?:各|有关|相关|其他)/;
const tailOfEtc =
  /^(?:(?:其他|其它)?(?:各|有关|相关|多个|[省市县区]级?|行业|行政|主管|成员|责任|职能|监管|管理|党政|直属|驻[市区县])*(?:部门|单位|机构|部委|地区|委办局|主管局|方面|地方)?)?$/;
const joiner = /以及|或者|[和与及或]/g;

export const isCompleteName = (name: string): boolean => name.length > 1 && (suffix.test(name) || special.test(name));

/** Cuts at 和, 与, 及, 或者 where a complete name ends and something that can be a name begins; 及其有关部门 goes with what it follows. */
function cutAtJoiners(part: string): string[] {
  for (const match of part.matchAll(joiner)) {
    const left = part.slice(0, match.index);
    const right = part.slice(match.index + match[0].length);
    if (left.endsWith("党委") && /^(?:人民)?政府/.test(right)) continue;
    const complete = isCompleteName(left) || (area.test(left) && startsAnew.test(left));
    if (left.endsWith("委") && /^委?员会/.test(right)) continue;
    // 有关部门和单位 is one name.
    if (
      /^(?:单位|部门|机构)$/.test(right) ||
      !complete ||
      right === "" ||
      right.startsWith("其") ||
      insideBracket(left)
    )
      continue;
    const [next = ""] = right.split(/[和与及或]/);
    if (isCompleteName(right) || isCompleteName(next) || area.test(right) || startsAnew.test(right) || /等/.test(right))
      return [left, ...cutAtJoiners(right)];
  }
  return [part];
}

const insideBracket = (left: string): boolean => {
  const opened = left.match(/[（(〔[【]/g)?.length ?? 0;
  return opened > (left.match(/[）)〕\]】]/g)?.length ?? 0);
};

/** 质监等部门 → 质监, and more that are not named. Undefined when 等 is part of something else. */
function withoutEtc(name: string): string | undefined {
  const at = name.lastIndexOf("等");
  return at > 0 && tailOfEtc.test(name.slice(at + 1)) ? name.slice(0, at) : undefined;
}

/** Names before 等 stand for themselves even when they are short forms (市场监管、教育等部门). */
function joinSharedHeads(names: readonly string[], shortForms: boolean): string[] {
  const joined: string[] = [];
  let waiting: string[] = [];
  names.forEach((name, i) => {
    if (/^(?:人民)?政府$/.test(name) && joined.at(-1)?.endsWith("党委")) {
      joined.push(`${joined.pop()}、${name}`);
      return;
    }
    const next = names[i + 1];
    if (!shortForms && next !== undefined && waitsForHead(name, next)) {
      waiting.push(name);
      return;
    }
    const shares = waiting.length > 0 && (sharedHead.test(name) || area.test(waiting[0] ?? ""));
    joined.push(...(shares ? [[...waiting, name].join("、")] : [...waiting, name]));
    waiting = [];
  });
  return joined;
}

function waitsForHead(name: string, next: string): boolean {
  if (startsAnew.test(next) || namedTown.test(name)) return false;
  if (area.test(name) && !/(?:街道|社区)$/.test(name.replace(/[（(].*$/, ""))) {
    if (/[乡镇]$/.test(name) && /^街道办/.test(next)) return false;
    return (
      area.test(next) ||
      (sharedHead.test(next) && area.test(next.replace(sharedHead, ""))) ||
      /^[市县区州旗盟]/.test(next)
    );
  }
  return !isCompleteName(name) && !area.test(name);
}

/** @param list without blanks. Empty names are left out. Names share a head only within one enumeration (、). */
export function readUnitList(list: string): UnitList {
  const trimmed = list.replace(/^(?:由|[，,、；;：:])+|[，,、；;。]+$/g, "");
  const read = splitOutsideBrackets(trimmed, "，,；;").map(readEnumeration);
  return {
    units: read
      .flatMap(({ units }) => units)
      .map((name) => withoutLooseBracket(name.split("；")[0] ?? ""))
      .filter((name) => name !== ""),
    etc: read.some(({ etc }) => etc),
  };
}

function readEnumeration(words: string): UnitList {
  const units: string[] = [];
  let etc = false;
  let group: string[] = [];
  for (const name of splitOutsideBrackets(words, "、").flatMap(cutAtJoiners)) {
    const named = withoutEtc(name);
    group.push(named ?? name);
    if (named === undefined) continue;
    etc = true;
    units.push(...joinSharedHeads(group, !isCompleteName(group.at(-1) ?? "")));
    group = [];
  }
  units.push(...joinSharedHeads(group, false));
  return { units, etc };
}
