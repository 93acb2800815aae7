import { splitOutsideBrackets } from "./brackets.ts";
import { canAnswer, isPlainUnitList } from "./government.ts";
import { readUnitList } from "./unit-names.ts";

/** Who leads, who supports, who answers jointly. */
export type Roles = {
  readonly lead: readonly string[];
  readonly support: readonly string[];
  readonly joint: readonly string[];
  readonly etc: boolean;
};
export type RoleName = "lead" | "support" | "joint";
type Share = { readonly role: RoleName; readonly list: string };

/** 牵头单位：… ；配合单位：… ；完成时限：… */
const labels: readonly { readonly role: RoleName | "other"; readonly words: string }[] = [
  { role: "lead", words: "(?:牵头|主办|主责|主要责任)(?:责任|负责)?(?:单位|部门|处室|科室)?(?:和责任单位)?" },
  { role: "support", words: "(?:配合|协办|协助|参与|参加|协同|支持|协作)(?:责任)?(?:单位|部门|处室|科室)?" },
  {
    role: "joint",
    words: "(?:主要)?(?:责任|实施|落实|承办|负责|工作|执行|主管|指导|监管|督办|监督|联系)(?:单位|部门|主体|处室|科室)",
  },
  {
    role: "other",
    words: "(?:完成|办结|落实|整改)?(?:时限|时间|期限)(?:要求)?|完成时间|时间(?:安排|节点)|责任领导|责任人|联系人",
  },
];
export const labelPattern = labels.map(({ words }) => `(?:${words})`).join("|");
/** 责任单位：… and 责任单位为市住建局. */
export const labelMark = "(?:[：:]|为(?=[省市县区州各]))";
const labelled = new RegExp(`(${labelPattern})${labelMark}`, "g");
const roles = labels.map(({ role, words }) => ({ role, whole: new RegExp(`^(?:${words})$`) }));

/** What a label says, such as 配合单位; undefined when it is none. */
export const roleOfLabel = (words: string): RoleName | "other" | undefined =>
  roles.find(({ whole }) => whole.test(words))?.role;

const byDuty =
  "(?:按照?|依照?|依据|根据)?(?:各自)?(?:部门|工作)?(?:职责|职能|权限)(?:范围|和?分工|内)?(?:分别|分工|依法)?";
/** Words that say what the units before them do. Those of `goesOn` only follow another one: 组织 also stands in 组织部. */
const opens = `${byDuty}|按照?属地(?:管理)?(?:原则|责任)?|分工|牵头|主办|配合|协办|协助|协同|参与|参加|负责|分别|共同|具体|统筹|承担|落实|实施|指导|督促|抓好|做好`;
const goesOn = `${opens}|组织|推进|指导|督导|督促|监督|协调|开展|工作|办理|、`;
const cue = new RegExp(`(?:${opens})(?:${goesOn})*`, "g");

/** Rule 5 of the labels: the word decides; who is named after a lead without 牵头 supports it. */
function roleOfCue(words: string, hasLead: boolean): RoleName {
  if (/牵头|主办/.test(words)) return "lead";
  if (/配合|协办|协助|协同|参与|参加/.test(words)) return "support";
  return hasLead ? "support" : "joint";
}

function byLabels(body: string): readonly Share[] | undefined {
  const found = [...body.matchAll(labelled)];
  const [first] = found;
  if (first === undefined || first.index > 0) return undefined;
  return found.flatMap((match, i) => {
    const list = body.slice(match.index + match[0].length, found[i + 1]?.index ?? body.length);
    const role = roleOfLabel(match[1] ?? "") ?? "other";
    return role === "other" ? [] : (byVerbs(list.replace(/[。；;，,、]+$/, "")) ?? [{ role, list }]);
  });
}

/** X牵头，Y、Z配合. Undefined when something else stands there: 由…负责解释 is no attribution. */
function byVerbs(body: string): readonly Share[] | undefined {
  const shares: Share[] = [];
  let from = 0;
  for (const match of body.matchAll(cue)) {
    const list = body.slice(from, match.index).replace(/^[，,；;、。]+|[，,；;、。]+$/g, "");
    from = match.index + match[0].length;
    if (list === "" || /^(?:并|同时)$/.test(list)) continue;
    shares.push({
      role: roleOfCue(
        match[0],
        shares.some(({ role }) => role === "lead"),
      ),
      list,
    });
  }
  const rest = body.slice(from).replace(/^[，,；;、。]+|[，,；;、。]+$/g, "");
  // Units after the last word stand behind the lead without a word of their own: X牵头，Y、Z.
  const supports = rest !== "" && shares.some(({ role }) => role === "lead") && isPlainUnitList(rest);
  if (supports) shares.push({ role: "support", list: rest });
  return shares.length > 0 && (rest === "" || supports) ? shares : undefined;
}

/** 会同有关部门 names nobody. */
const withoutNobody = (list: string): string =>
  list
    .replace(/(?:会同|联合|商)(?:市|县|区|省)?(?:级)?(?:有关|相关)(?:部门|单位|方面)$/, "")
    .replace(/(?<=.{2})会同(?=.{2})/g, "、")
    .replace(/^(?:会同|联合)(?=.{2})/, "");

/** 市住建局（牵头）, 市财政局（配合）: the remark says the role and is no part of the name. */
function marked(name: string): { readonly name: string; readonly by: RoleName | undefined } {
  const [, bare, word] = /^(.{2,})[（(](牵头|配合|协办|协助|协同|参与)(?:单位|部门)?[）)]$/.exec(name) ?? [];
  if (bare === undefined) return { name, by: undefined };
  return { name: bare, by: word === "牵头" ? "lead" : "support" };
}

/** 责任单位：/, 责任单位：无, 责任单位：见附件 name nobody. */
const fillsGap =
  /^(?:[^\u4e00-\u9fff]*|[^\u4e00-\u9fff]*[\u4e00-\u9fff][^\u4e00-\u9fff]*|(?:见|详见)附[件表].*|同上|待定|暂无|待明确)$/u;

/** The roles of a list that no word divides. */
export const jointUnits = (list: string): Roles => collect([{ role: "joint", list }]);

const collect = (shares: readonly Share[]): Roles => {
  const roles: Record<RoleName, string[]> = { lead: [], support: [], joint: [] };
  let etc = false;
  for (const { role, list } of shares) {
    const read = readUnitList(withoutNobody(list));
    const named = read.units.filter((name) => !fillsGap.test(name)).map(marked);
    // Who stands beside a marked lead supports it.
    const others = role === "joint" && named.some(({ by }) => by === "lead") ? "support" : role;
    for (const { name, by } of named) {
      const taken = by ?? others;
      if (!roles[taken].includes(name)) roles[taken].push(name);
    }
    etc ||= read.etc;
  }
  return { ...roles, etc };
};

const dateClause = /^(?:.{0,12}(?:\d{4}年|\d{1,2}月|年底|月底|长期|持续|立即|按季度|每年).{0,14})$/;

const dateAtEnd =
  /[，,](?:于|在)?(?:\d{4}年|\d{1,2}月|年底|年内|月底|长期|持续|立即|每|按季度|即知即改)[^，,、；;]{0,12}$/;

/** Clauses that only tell a date or repeat a convention take no part in the roles. */
const withoutDates = (body: string): string =>
  splitOutsideBrackets(body, "；;。")
    .map((clause) => clause.replace(dateAtEnd, ""))
    .filter((clause) => clause !== "" && !dateClause.test(clause))
    .join("；");

/**
 * @param body what stands inside the brackets, without blanks.
 * @param plain whether the place allows a bare list of units, with no word that says what they do.
 */
export function readRoles(body: string, plain: boolean): Roles | undefined {
  const labelledShares = byLabels(body);
  if (labelledShares !== undefined) return labelledShares.length === 0 ? undefined : nonEmpty(collect(labelledShares));
  const rest = withoutDates(body);
  const shares = byVerbs(rest);
  if (shares === undefined)
    return plain && isPlainUnitList(rest) ? collect([{ role: "joint", list: rest }]) : undefined;
  const roles = collect(shares);
  return allUnits(roles).every(canBeUnit) && allUnits(roles).some((name) => canAnswer(name) || roles.etc)
    ? roles
    : undefined;
}

export const allUnits = ({ lead, support, joint }: Roles): readonly string[] => [...lead, ...support, ...joint];
const nonEmpty = (roles: Roles): Roles | undefined => (allUnits(roles).length === 0 ? undefined : roles);
const canBeUnit = (name: string): boolean => name.length >= 2 && name.length <= 40 && !/[“”《》。！？：:]/.test(name);
