import { governmentActors } from "./government.ts";
import type { UnitList } from "./unit-names.ts";

/** Words that make a duty of a sentence: 要, 应, 应当, 必须, 负责. Not 要求, 应急, 负责人. */
const modal =
  /(?<![主重需必首只紧次摘概纪简扼])要(?!求|素|点|件|害|道|闻|么|是|约)|(?<![相对适响供反回效感呼答理照顺])应(?!急|用|力|收|变|答|届|付|邀|运|有尽有|检尽检|装尽装|保尽保|改尽改|修尽修)|必须|务必|须(?!知)|(?<!根据|按|按照|视|如|若|确|因|实际|工作|必)需(?!求)|负责(?!人|制(?![定作订])|任|解释|[^，,。；]{2,30}的部门)|牵头(?!单位|部门)/g;
/** With these a verb is enough: 市场监管部门依法查处…. */
export const bySelf =
  /依法|依规|依纪|依职责|依职权|依据职责|依照职责|按职责|按照职责|按照各自职责|按各自职责|依据各自职责/g;
/** What may stand between the actor and that word: 各地在…基础上要, 市场监管局每年应. */
const between =
  /(?:也|均|都|还|同时|切实|定期|每|具体|共同|分别|统一|原则上|依法|依据|依照|按|会同|联合|在|根据|结合|对|针对|作为|围绕|以|于|统筹|至少|因|为|及时|积极|严格|继续|应|根|主动|进一步|全面|牵头|认真|接到|收到|发现|受理|(?:实施|开展|进行|办理|作出|履行|审查)(?!的))/g;
const reach = 110;
/** 市场监管部门开展抽查的电梯使用单位应当… names another subject; what may be done is no duty. */
const someoneElse = /的[^，。的]{0,12}(?:单位|机构|企业|公司|人员|协会|电梯|设备)$|可以|有权/;

export type Act = { readonly list: string; readonly actors: UnitList; readonly verb: string; readonly verbAt: number };

/** The actor at the beginning of a clause, and the word that binds it. */
export function readAct(clause: string, words: RegExp = modal): Act | undefined {
  const head = clause.slice(0, reach);
  for (const match of head.matchAll(words)) {
    const list = actorBefore(head.slice(0, match.index));
    if (list !== undefined && someoneElse.test(head.slice(list.length, match.index))) continue;
    const actors = list === undefined ? undefined : governmentActors(list);
    if (list !== undefined && actors !== undefined) return { list, actors, verb: match[0], verbAt: match.index };
  }
  return undefined;
}

function actorBefore(before: string): string | undefined {
  if (!/会同|联合/.test(before) && governmentActors(before) !== undefined) return before;
  for (const match of before.matchAll(between)) {
    const list = before.slice(0, match.index);
    if (governmentActors(list) !== undefined) return list;
  }
  return undefined;
}

export const startsWithActor = (words: string): boolean =>
  readAct(words) !== undefined || readAct(words, bySelf) !== undefined;
