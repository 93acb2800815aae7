import {
  catalogueKind,
  type LiftKind,
  type LiftSector,
  type Registration,
  registrations,
  sectorNames,
  type ToldSign,
} from "../contract.ts";

/** Words of registers for a kind, the most telling first. Words that do not tell the drive take the commonest kind of their class. */
const kindWords: readonly (readonly [RegExp, LiftKind])[] = [
  [/防爆|explosion/, "3410"],
  [/消防|firefighter|fireman/, "3420"],
  [/杂物|餐梯|食梯|dumbwaiter|service lift/, "3430"],
  [/自动人行道|人行道|moving ?walk|travolator/, "3320"],
  [/扶梯|escalator/, "3310"],
  [/液压.*(载货|货梯|货)|hydraulic.*(goods|freight)/, "3220"],
  [/液压|hydraulic/, "3210"],
  [/强制驱动|强制式|positive.?drive/, "3130"],
  [/载货|货梯|汽车电梯|goods|freight/, "3120"],
  [
    /曳引|乘客|客梯|住宅梯|住宅电梯|观光电?梯$|医用|病床|无机房|passenger|traction|public elevator|private elevator/,
    "3110",
  ],
];

/** `old`: a code of a catalogue before today's, which lasted `until` that day; `word`: by a word that may not tell the drive. */
type ReadKind =
  | { readonly kind: LiftKind; readonly by: "code" | "word" }
  | { readonly kind: LiftKind; readonly by: "old"; readonly code: string; readonly until: string };

/** A register has few kinds and writes them a million times. */
const read = new Map<string, ReadKind | undefined>();
const rememberedMax = 1_000;

export function readKind(cell: string): ReadKind | undefined {
  const known = read.get(cell);
  if (known !== undefined || read.has(cell)) return known;
  const found = understand(cell.toLowerCase());
  if (read.size < rememberedMax) read.set(Buffer.from(cell).toString(), found); // the cell is a slice of a block of the file
  return found;
}

function understand(text: string): ReadKind | undefined {
  const code = /^(3\d{3})(?:\D|$)/.exec(text)?.[1];
  if (code === undefined) {
    const word = kindWords.find(([shape]) => shape.test(text));
    return word === undefined ? undefined : { kind: word[1], by: "word" };
  }
  const row = catalogueKind(code);
  if (row === undefined) return undefined;
  return row.until === null
    ? { kind: row.keptAs, by: "code" }
    : { kind: row.keptAs, by: "old", code, until: row.until };
}

const sectorWords: readonly (readonly [RegExp, LiftSector])[] = [
  [/商住/, "mixed"],
  [/住宅|小区|居民|公寓|residential|housing/, "housing"],
  [/写字楼|办公|office/, "office"],
  [/商场|超市|商业|购物|百货|mall|retail/, "mall"],
  [/宾馆|酒店|饭店|旅馆|hotel/, "hotel"],
  [/学校|幼儿园|教育|大学|中学|小学|school/, "school"],
  [/医院|卫生|医疗|hospital/, "hospital"],
  [/养老|福利院|敬老/, "elderly-care"],
  [/地铁|轨道|metro|subway/, "metro"],
  [/机场|airport/, "airport"],
  [/车站|码头|客运|火车|station|pier/, "station"],
  [/天桥|footbridge/, "footbridge"],
  [/文体|体育|文化|博物|图书|展览|影院|景区|culture|sport/, "culture-sport"],
  [/机关|政府|government/, "government"],
  [/工厂|厂房|仓|工业|企业|factory|warehouse/, "factory"],
  [/停车|车库|parking/, "parking"],
  [/其他|其它|other/, "other"],
];
const sectorKeys: ReadonlySet<string> = new Set(Object.keys(sectorNames));

export function readSector(cell: string): LiftSector | undefined {
  const text = cell.toLowerCase();
  if (sectorKeys.has(text)) return text as LiftSector;
  return sectorWords.find(([shape]) => shape.test(text))?.[1];
}

/** What hangs or was looked at hangs; that it was scanned, a scan of ours must say. What is not up is asked first: 未张贴 has 张贴 in it. */
const signWords: readonly (readonly [RegExp, ToldSign | null])[] = [
  [/未赋码|无码|no code/, null],
  [/未张贴|待张贴|未贴|未安装|未上墙|已赋码|assigned|not up|^(否|no|n|0)$/, "assigned"],
  [/张贴|已贴|已安装|已上墙|已扫码|已核对|已确认|posted|confirmed|sign up|^(是|yes|y|1|√)$/, "posted"],
];

/** Null: the word says that there is no sign; undefined: it is not known. */
export const readSign = (cell: string): ToldSign | null | undefined =>
  signWords.find(([shape]) => shape.test(cell.toLowerCase()))?.[1];

const registrationWords: readonly (readonly [RegExp, Registration])[] = [
  [/安装中|在建|施工/, "installing"],
  [/未移交|待移交/, "not-handed-over"],
  [/未登记|未注册|unregistered/, "unregistered"],
  [/报废|scrapped/, "scrapped"],
  [/注销|cancelled/, "cancelled"],
  [/移装|迁出|迁移|moved/, "moved"],
  [/停用|stopped|inactive/, "stopped"],
  [/在用|正常|使用中|启用|已登记|已注册|in.use|active/, "in-use"],
];
const registrationKeys: ReadonlySet<string> = new Set(registrations);

export function readRegistration(cell: string): Registration | undefined {
  const text = cell.toLowerCase();
  if (registrationKeys.has(text)) return text as Registration;
  return registrationWords.find(([shape]) => shape.test(text))?.[1];
}
