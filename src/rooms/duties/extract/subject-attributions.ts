import type { Roles } from "./attribution-roles.ts";
import type { FoundDuty } from "./found-duty.ts";
import { governmentActors } from "./government.ts";
import { type Act, bySelf, readAct } from "./modal-verbs.ts";
import type { FlatSpan, PolicyText } from "./policy-text.ts";
import { clausesOf, type Sentence, sentencesOf } from "./sentences.ts";
import { readUnitList } from "./unit-names.ts";

/**
 * Duties that a sentence gives to its subject: 各地市场监管部门要…. Sentences without a subject of their own go on with the last
 * actor until the paragraph ends.
 * @param stretches parts of the text that no bracket and no colon governs.
 */
export function subjectAttributions(text: PolicyText, stretches: readonly FlatSpan[]): readonly FoundDuty[] {
  return stretches.flatMap((stretch) => {
    const found: FoundDuty[] = [];
    let open: FoundDuty | undefined;
    for (const sentence of sentencesOf(text, stretch)) {
      const own = dutiesOf(text, sentence);
      if (own.length > 0) {
        if (open !== undefined) found.push(open);
        found.push(...own.slice(0, -1));
        open = own.at(-1);
      } else if (open !== undefined && !sentence.fresh && continues(text.flat.slice(sentence.start, sentence.end))) {
        open = { ...open, task: { start: open.task.start, end: sentence.end } };
      } else {
        if (open !== undefined) found.push(open);
        open = undefined;
      }
    }
    return open === undefined ? found : [...found, open];
  });
}

/** 各部门按照“三管三必须”要求，分工如下：1.… the list below it says who has to do what. */
const announces = /(?:职责|任务|工作)?分工如下[：:](?:\d{1,2}[.．、])?$/;

type Found = { readonly attribution: FlatSpan; readonly roles: Roles; readonly clause: number };

/** Each actor of a sentence takes its clauses up to the next actor; what stands before the first belongs to the first. */
function dutiesOf(text: PolicyText, sentence: Sentence): readonly FoundDuty[] {
  if (announces.test(text.flat.slice(sentence.start, sentence.end))) return [];
  const clauses = clausesOf(text, sentence);
  const acts = actsOf(text, clauses);
  return acts.map(({ attribution, roles, clause }, i) => {
    const start = i === 0 ? sentence.start : (clauses[clause]?.start ?? sentence.start);
    const next = acts[i + 1];
    const end = next === undefined ? sentence.end : (clauses[next.clause]?.start ?? sentence.end);
    return { kind: "subject", attribution, task: { start, end }, roles };
  });
}

function actsOf(text: PolicyText, clauses: readonly FlatSpan[]): readonly Found[] {
  const acts: Found[] = [];
  for (let i = 0; i < clauses.length; i += 1) {
    const found = actAt(text, clauses, i);
    if (found === undefined) continue;
    const supporters =
      found.roles.lead.length > 0 ? supportersAfter(text, clauses, i + 1) : { units: [], etc: false, clauses: 0 };
    acts.push({
      ...found,
      roles: { ...found.roles, support: supporters.units, etc: found.roles.etc || supporters.etc },
    });
    i += supporters.clauses;
  }
  return acts;
}

const connective =
  /^(?:同时|此外|另外|其中|并|一是|二是|三是|四是|五是|[—-]{1,3}|首先|其次|今后|下一步|原则上|(?:到|在|于)?\d{4}年[^，,]{0,8}?(?:前|底|末|起)|[“"])/;

function actAt(text: PolicyText, clauses: readonly FlatSpan[], i: number): Found | undefined {
  const clause = clauses[i];
  if (clause === undefined) return undefined;
  const whole = text.flat.slice(clause.start, clause.end);
  const lead = connective.exec(whole)?.[0].length ?? 0;
  const by = whole.indexOf("由", lead);
  const given = by === lead || (by > lead && by <= lead + 24 && assigned(whole.slice(by + 1)) !== undefined);
  const start = clause.start + (given ? by + 1 : lead);
  const words = text.flat.slice(start, clause.end);
  const act = given
    ? assigned(words)
    : (readAct(words) ?? acrossComma(text, clauses, i, start) ?? unbidden(text, clauses, i, words));
  if (act === undefined) return undefined;
  return { attribution: { start, end: start + act.list.length }, roles: rolesOf(act, words), clause: i };
}

/** 由市市场监管局负责牵头组织实施; 由…责令, 由…处罚 say what happens to somebody else. */
const assigned = (words: string): Act | undefined => {
  const act = readAct(words, /负责(?!人|制(?![定作订])|任|解释)|牵头/g);
  const between = act === undefined ? "" : words.slice(act.list.length, act.verbAt);
  return /^(?:(?:会同|联合)[^，。]{2,30}|具体|统一|统筹)?$/.test(between) ? act : undefined;
};

/** 各区政府结合实际，应当…, and lists of units with commas inside. */
function acrossComma(text: PolicyText, clauses: readonly FlatSpan[], i: number, start: number): Act | undefined {
  const next = clauses[i + 1];
  const clause = clauses[i];
  if (next === undefined || clause === undefined || next.end - start > 200) return undefined;
  const first = text.flat.slice(start, clause.end);
  const second = text.flat.slice(next.start, next.end);
  // 市市场监管部门是…的主管部门，负责…
  const named =
    /^(.{3,40}?)(?:是|为|作为)[^，。；]{2,40}(?:部门|机构|单位)$/.exec(first)?.[1] ??
    /^(.{3,40}?)(?:按照?|依照|根据)[^，。；]{0,12}(?:职责|职责分工|权限|规定)$/.exec(first)?.[1];
  if (named !== undefined && /^负责(?!人|制(?![定作订])|任)/.test(second)) return readAct(`${named}负责`);
  if (governmentActors(first) !== undefined) {
    const act = readAct(second);
    if (act === undefined) return undefined;
    const list = text.flat.slice(start, next.start + act.list.length);
    return { ...act, list, actors: readUnitList(list), verbAt: act.verbAt + next.start - start };
  }
  const beginsBound = /^(?:要(?!求)|应当|应(?!急)|必须|须)/.test(second);
  return beginsBound ? readAct(`${first}要`) : undefined;
}

/** 依法 and 依职责 bind the subject that opens a sentence, or stands behind a condition (…的，). */
function unbidden(text: PolicyText, clauses: readonly FlatSpan[], i: number, words: string): Act | undefined {
  const before = clauses[i - 1];
  const opens = before === undefined || text.flat[before.end - 1] === "的";
  return opens ? readAct(words, bySelf) : undefined;
}

/** Rule 5: joint, but 牵头 makes a lead. */
function rolesOf({ actors, verb, verbAt }: Act, words: string): Roles {
  const leads = verb === "牵头" || /^(?:要|应|应当|负责)?牵头/.test(words.slice(verbAt, verbAt + 5));
  const none = { lead: [], support: [], joint: [], etc: actors.etc };
  return leads ? { ...none, lead: actors.units } : { ...none, joint: actors.units };
}

/** X牵头，Y、Z配合，…: clauses that only name who supports. */
function supportersAfter(text: PolicyText, clauses: readonly FlatSpan[], from: number) {
  const units: string[] = [];
  let etc = false;
  let count = 0;
  for (const clause of clauses.slice(from)) {
    const words = text.flat.slice(clause.start, clause.end).replace(/[。；;]$/, "");
    const match = /^(.{2,80}?)(?:要|应|应当)?(?:积极|密切)?(?:配合|协助|协同|参与|参加)(?:实施|落实|推进)?$/.exec(
      words,
    );
    const named = match === null ? undefined : governmentActors(match[1] ?? "");
    if (named === undefined) break;
    units.push(...named.units);
    etc ||= named.etc;
    count += 1;
  }
  return { units, etc, clauses: count };
}

const ownSubject =
  /^(?:如遇|如有|本(?:通知|意见|办法|方案|实施意见|规定|细则|条例|计划|行动|市|省|区|县|措施|制度)|此前|近年来|目前|截至|我[省市区县国]|全[省市区县国]|现将|现就|经.{2,20}(?:同意|批准)|特此|附件|联系|由|电梯|第[一二三四五六七八九十百]+条|[—-]{2}|其中)/;
const privateSubject =
  /^[^，,要应]{0,24}(?:单位|企业|机构|公司|检验院|检测院|特检院|研究院|协会|媒体|业主|业主委员会|人员|者|委员会|各方)(?:及其.{1,12})?(?:也|均|都|还)?(?:要(?!求)|应(?!急)|必须|须|可以|负责|不得)/;
const unitWithVerb =
  /^((?:[省市县区州]|各)[^，,。]{0,20}?(?:局|委|厅|办|政府|部门|办公室|单位|财政|街道|社区|[乡镇区县市地]))(?:于|将|在|把|会同|联合|每|定期|组织|牵头|对|给予|根据|按照|制定|建立|印发|汇总)/;

/** Whether a sentence has no subject of its own and so goes on with the last actor (rule 4). */
function continues(sentence: string): boolean {
  const words = sentence.replace(connective, "");
  if (ownSubject.test(words) || privateSubject.test(words)) return false;
  const named = unitWithVerb.exec(words)?.[1];
  return named === undefined || governmentActors(named) === undefined;
}
