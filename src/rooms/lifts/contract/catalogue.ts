/** Words and codes of the register: states, sectors, parameters; kinds stand in `kind-catalogue.ts`. Data only; browsers load it. */

import { isEscalatorKind, type LiftKind } from "./kind-catalogue.ts";

export { catalogueKind, formerKindIn, isEscalatorKind, kindNames, type LiftKind, liftKinds } from "./kind-catalogue.ts";

/** Where a lift stands in its life (TSG 08, lifecycle). */
export const registrations = [
  "installing",
  "not-handed-over",
  "unregistered",
  "in-use",
  "stopped",
  "moved",
  "scrapped",
  "cancelled",
] as const;
export type Registration = (typeof registrations)[number];
/** none · stop-use 责令停用 · sealed 查封 */
export const ordersInForce = ["none", "stop-use", "sealed"] as const;
export type OrderInForce = (typeof ordersInForce)[number];
/** What an order may become: sealing (查封) and 责令停用 follow each other either way, both are lifted by a paper of their own. */
export const orderSteps: Readonly<Record<OrderInForce, readonly OrderInForce[]>> = {
  none: ["stop-use", "sealed"],
  "stop-use": ["none", "sealed"],
  sealed: ["none", "stop-use"],
};
export const services = ["running", "out-of-service", "maintenance"] as const;
export type Service = (typeof services)[number];
/** What a site is used for (适用场所); the departments of a sector answer for safety in it. */
export const liftSectors = [
  "housing",
  "office",
  "mall",
  "hotel",
  "school",
  "hospital",
  "elderly-care",
  "station",
  "metro",
  "airport",
  "footbridge",
  "culture-sport",
  "government",
  "factory",
  "parking",
  "mixed",
  "other",
  "unknown",
] as const;
export type LiftSector = (typeof liftSectors)[number];
export const sectorNames: Readonly<Record<LiftSector, { readonly zh: string; readonly en: string }>> = {
  housing: { zh: "住宅", en: "housing" },
  office: { zh: "办公", en: "offices" },
  mall: { zh: "商场", en: "shopping" },
  hotel: { zh: "宾馆", en: "hotels" },
  school: { zh: "学校", en: "schools" },
  hospital: { zh: "医院", en: "hospitals" },
  "elderly-care": { zh: "养老机构", en: "homes for the elderly" },
  station: { zh: "车站码头", en: "stations and piers" },
  metro: { zh: "轨道交通", en: "metro" },
  airport: { zh: "机场", en: "airports" },
  footbridge: { zh: "人行天桥", en: "footbridges" },
  "culture-sport": { zh: "文体场馆", en: "culture and sport" },
  government: { zh: "机关", en: "government" },
  factory: { zh: "工厂仓储", en: "factories and stores" },
  parking: { zh: "停车场", en: "car parks" },
  mixed: { zh: "商住", en: "shops and housing" },
  other: { zh: "其他", en: "other" },
  unknown: { zh: "未登记", en: "not recorded" },
};
/** What the register lacks of a lift. */
export const gapKinds = [
  "no-use-unit",
  "no-safety-officer",
  "no-maintenance-unit",
  "two-alike",
  "no-position",
  "no-rescue-code",
  "sign-not-posted",
] as const;
export type GapKind = (typeof gapKinds)[number];

/** Whether the sign with the rescue code hangs in the car: not given, given, put up, seen by a scan. */
export const signs = ["none", "assigned", "posted", "confirmed"] as const;
export type Sign = (typeof signs)[number];
/** What a file can say of a sign. Only a scan in the car confirms one. */
export const toldSigns = ["assigned", "posted"] as const satisfies readonly Sign[];
export type ToldSign = (typeof toldSigns)[number];

type Parameter = { readonly zh: string; readonly en: string; readonly unit: string | null };
/** Parameters of the use-registration form; which technical ones a kind has, `parametersOf` says. */
export const liftParameters = {
  productName: { zh: "产品名称", en: "product", unit: null },
  model: { zh: "型号规格", en: "model", unit: null },
  ratedLoad: { zh: "额定载重量", en: "rated load", unit: "kg" },
  ratedSpeed: { zh: "额定速度", en: "rated speed", unit: "m/s" },
  travelHeight: { zh: "提升高度", en: "travel", unit: "m" },
  storeys: { zh: "层数", en: "storeys", unit: null },
  stops: { zh: "站数", en: "stops", unit: null },
  doors: { zh: "门数", en: "doors", unit: null },
  control: { zh: "控制方式", en: "control", unit: null },
  drive: { zh: "驱动方式", en: "drive", unit: null },
  nominalWidth: { zh: "名义宽度", en: "nominal width", unit: "mm" },
  inclination: { zh: "倾斜角", en: "inclination", unit: "°" },
  useSectionLength: { zh: "使用区段长度", en: "length", unit: "m" },
  unitNumber: { zh: "单位内编号", en: "own number of the unit", unit: null },
  governor: { zh: "限速器型式", en: "governor", unit: null },
  safetyGear: { zh: "安全钳型式", en: "safety gear", unit: null },
  buffer: { zh: "缓冲器型式", en: "buffer", unit: null },
  machine: { zh: "曳引机型式", en: "machine", unit: null },
  registeredKind: { zh: "登记时品种代码", en: "kind code when registered", unit: null },
  designer: { zh: "设计单位", en: "designer", unit: null },
  typeTestBody: { zh: "型式试验机构", en: "type test body", unit: null },
  supervisionBody: { zh: "监督检验机构", en: "supervision inspection body", unit: null },
  modifier: { zh: "改造单位", en: "modified by", unit: null },
  modifiedOn: { zh: "改造日期", en: "modified on", unit: null },
  inspectionBody: { zh: "检验机构", en: "last inspection by", unit: null },
  inspectionKind: { zh: "检验类别", en: "kind of last inspection", unit: null },
  inspectionReport: { zh: "检验报告编号", en: "no. of its report", unit: null },
  inspectedOn: { zh: "检验日期", en: "date of last inspection", unit: null },
  inspectionConclusion: { zh: "检验结论", en: "its conclusion", unit: null },
} as const satisfies Readonly<Record<string, Parameter>>;
export type LiftParameter = keyof typeof liftParameters;
/**
 * What the use-registration form tells of design, inspection and modification, kept as the register told it: an inspection's own
 * record is not here.
 */
export const toldParameters = [
  "designer",
  "typeTestBody",
  "supervisionBody",
  "modifier",
  "modifiedOn",
  "inspectionBody",
  "inspectionKind",
  "inspectionReport",
  "inspectedOn",
  "inspectionConclusion",
] as const satisfies readonly LiftParameter[];
export const dayParameters = ["modifiedOn", "inspectedOn"] as const satisfies readonly LiftParameter[];
export const isDayParameter = (name: LiftParameter): boolean => (dayParameters as readonly string[]).includes(name);
/** Parameters that are figures: those with a unit, and counts. */
export const isNumericParameter = (name: LiftParameter): boolean => figureWords(name) !== undefined;
/** The words of a parameter that is a figure; undefined for one that is a word. */
export const figureWords = (name: LiftParameter): Words | undefined =>
  liftParameters[name].unit !== null || ["storeys", "stops", "doors"].includes(name) ? liftParameters[name] : undefined;
const ofEscalators: readonly LiftParameter[] = ["nominalWidth", "inclination", "useSectionLength"];
const ofLifts: readonly LiftParameter[] = [
  "ratedLoad",
  "travelHeight",
  "storeys",
  "stops",
  "doors",
  "control",
  "governor",
  "safetyGear",
  "buffer",
];
/** The technical parameters that a kind of lift has; under which code of an older catalogue it was registered is told with its kind. */
export const parametersOf = (kind: LiftKind): LiftParameter[] =>
  (Object.keys(liftParameters) as LiftParameter[]).filter((name) => {
    if (name === "registeredKind" || (toldParameters as readonly string[]).includes(name)) return false;
    return isEscalatorKind(kind) ? !ofLifts.includes(name) || name === "travelHeight" : !ofEscalators.includes(name);
  });

type Words = { readonly zh: string; readonly en: string };
export const registrationNames: Readonly<Record<Registration, Words>> = {
  installing: { zh: "安装中", en: "being installed" },
  "not-handed-over": { zh: "未移交", en: "not handed over" },
  unregistered: { zh: "未登记", en: "unregistered" },
  "in-use": { zh: "在用", en: "in use" },
  stopped: { zh: "停用（已备案）", en: "stopped (filed)" },
  moved: { zh: "移装", en: "moved" },
  scrapped: { zh: "报废", en: "scrapped" },
  cancelled: { zh: "已注销", en: "cancelled" },
};
export const orderNames: Readonly<Record<OrderInForce, Words>> = {
  none: { zh: "无", en: "none" },
  "stop-use": { zh: "责令停用", en: "ordered to stop" },
  sealed: { zh: "查封", en: "sealed" },
};
export const serviceNames: Readonly<Record<Service, Words>> = {
  running: { zh: "运行", en: "running" },
  "out-of-service": { zh: "停梯", en: "out of service" },
  maintenance: { zh: "维保中", en: "under maintenance" },
};
export const signNames: Readonly<Record<Sign, Words>> = {
  none: { zh: "未赋码", en: "no code" },
  assigned: { zh: "已赋码，未张贴", en: "code given, sign not up" },
  posted: { zh: "已张贴", en: "sign up" },
  confirmed: { zh: "已扫码确认", en: "confirmed by a scan" },
};
