import { actWords, governmentEndings, notSubjectStarts, privateEndings, privateKinds } from "./government-table.ts";
import { isCompleteName, readUnitList, type UnitList } from "./unit-names.ts";

const anyOf = (words: readonly string[]): string => `(?:${words.join("|")})`;
const government = new RegExp(`${anyOf(governmentEndings)}$`);
const privateUnit = new RegExp(`${anyOf(privateKinds)}(?:单位|机构)$`);
/** Duties fall on government; enterprises, associations, committees of owners and media are told what to do by it. */
const notGovernment = new RegExp(`${anyOf(privateEndings)}$`);
const notSubject = new RegExp(`^${anyOf(notSubjectStarts)}`);
const tellsAct = new RegExp(anyOf(actWords));
const plainArea = /^(?:各|其他|相关|有关|本市|全市)[^、，]{0,8}(?:省|市|州|县|区|旗|乡|镇|街道|街镇|镇街|社区|村)$/;
const townshipOrStreet =
  /^(?:各?(?:乡镇|镇|乡|县区|区县|县市区|市县|乡镇街道|镇街|街镇)|[省市县区乡镇街道、]{2,8}[两三四]级|[^、，各的]{2,4}(?<!小)(?:镇|乡|街道))$/;
/** Too short to say whose: 政府主导, 部门监管 are principles, no duties. */
const nobody = /^(?:政府|部门|单位|机构|机关|中心|地区|总局|有关单位|相关单位)$/;
/** 实施行政许可的市场监管部门, 违法行为发生地的区政府: who among them is meant stays part of the name. */
const qualified =
  /^(?:(?:组织|实施|承担|办理|受理|作出|接到|列入|参加|参与)[^，。、；的]{2,20}|[^，。、；的]{2,10}(?:发生地|所在地|登记地))的([^，。、；的]{3,24})$/;
const officeInside = /(?:局|厅|委|机关)(?:.{1,8}(?:处|科|股|室)|各.{0,4})$/;
const withoutRemark = (name: string): string => name.replace(/[（([［][^（）()\]］]{1,12}[）)\]］]/g, "");

/** 市场监管部门, 各区政府, 负责特种设备安全监督管理的部门; not 使用单位. */
function isGovernment(name: string): boolean {
  const bare = withoutRemark(name);
  if (bare.length < 2 || bare.length > 40 || /^[（(〔[【\d]/.test(bare) || /[“”"《》：:。！？]/.test(bare))
    return false;
  if (
    nobody.test(bare.split(/(?<!党委)、/).at(-1) ?? "") ||
    tellsAct.test(bare) ||
    notGovernment.test(bare) ||
    privateUnit.test(bare)
  )
    return false;
  if (/^负(?:责|有).{2,30}的部门$/.test(bare)) return true;
  const told = qualified.exec(bare)?.[1];
  if (told !== undefined) return isGovernment(told);
  if (/的/.test(bare) && !/的(?:地区|部门)$/.test(bare)) return false;
  return government.test(bare) || plainArea.test(bare) || townshipOrStreet.test(bare);
}

/** The units of a list that acts as subject; undefined when it is anything else. */
export function governmentActors(list: string): UnitList | undefined {
  const starts = (name: string): boolean => notSubject.test(name) && !qualified.test(name);
  if (list.length < 2 || list.length > 120 || starts(list)) return undefined;
  const read = readUnitList(list);
  if (read.units.length === 0 || read.units.some(starts)) return undefined;
  // Short forms such as 公安、民政等部门 are named by the 部门 behind them.
  const named = read.etc && /等[^、，]{0,8}(?:部门|单位|局|委办局)$/.test(list);
  // 市局办公室、特设处、信用监管处: the first name says whose offices they are.
  const house = officeInside.test(read.units[0] ?? "");
  const fits = (name: string): boolean =>
    isGovernment(name) ||
    (named && name.length <= 12 && !/[“”《》的]/.test(name)) ||
    (house && /^[\u4e00-\u9fff]{2,8}(?:处|科|股|室)$/.test(name));
  return read.units.every(fits) ? read : undefined;
}

const namedPlace = /^(?:[省市县区州]|国家|国网|中国|全国)/;

/** In brackets a listed institution answers too when its name tells whose it is: 市特检院, 国网青屿供电公司; never 使用单位. */
export const canAnswer = (name: string): boolean =>
  isGovernment(name) ||
  (isCompleteName(name) && namedPlace.test(name) && !privateUnit.test(name) && !tellsAct.test(name));

/** The head of a column says that these answer: a firm that is named does too (鹭汀地铁集团), 使用单位 and 有关企业 do not. */
export const canAnswerInColumn = (name: string): boolean =>
  canAnswer(name) || /^(?!各|有关|相关)[\u4e00-\u9fff]{2,}(?:集团|公司)$/.test(name);

/** Whether a list in brackets can be an attribution although no word says so: only names of units that can answer. */
export const isPlainUnitList = (list: string): boolean => {
  const { units } = readUnitList(list);
  return units.length > 0 && units.every((name) => canAnswer(name) && name.length > 2);
};
