import { isEscalatorKind, type LiftKind } from "./kind-catalogue.ts";

type Words = { readonly zh: string; readonly en: string };

/** Main parts and safety devices that type tests name (TSG T7007), as the register calls them. Others are entered in words. */
const ofLifts: readonly Words[] = [
  { zh: "曳引机", en: "traction machine" },
  { zh: "控制柜", en: "control cabinet" },
  { zh: "限速器", en: "overspeed governor" },
  { zh: "安全钳", en: "safety gear" },
  { zh: "缓冲器", en: "buffer" },
  { zh: "门锁装置", en: "door lock" },
  { zh: "轿厢上行超速保护装置", en: "ascending car overspeed protection" },
  { zh: "轿厢意外移动保护装置", en: "unintended car movement protection" },
  { zh: "含有电子元件的安全电路", en: "safety circuit with electronic components" },
  { zh: "可编程电子安全相关系统", en: "programmable electronic safety system" },
  { zh: "限速切断阀", en: "rupture valve" },
  { zh: "液压泵站", en: "hydraulic power unit" },
  { zh: "层门", en: "landing door" },
  { zh: "绳头组合", en: "rope termination" },
];
const ofEscalators: readonly Words[] = [
  { zh: "驱动主机", en: "driving machine" },
  { zh: "控制柜", en: "control cabinet" },
  { zh: "附加制动器", en: "auxiliary brake" },
  { zh: "梯级或踏板", en: "steps or pallets" },
  { zh: "梯级链或踏板链", en: "step or pallet chain" },
  { zh: "扶手带", en: "handrail" },
  { zh: "含有电子元件的安全电路", en: "safety circuit with electronic components" },
  { zh: "可编程电子安全相关系统", en: "programmable electronic safety system" },
];

/** The parts that a lift of this kind has. */
export const partKindsOf = (kind: LiftKind): readonly Words[] => (isEscalatorKind(kind) ? ofEscalators : ofLifts);

const english = new Map([...ofLifts, ...ofEscalators].map(({ zh, en }) => [zh, en]));
/** A part's name in the reader's language, as far as it is one of those known here. */
export const partName = (kind: string, tongue: "zh" | "en"): string =>
  tongue === "en" ? (english.get(kind) ?? kind) : kind;
