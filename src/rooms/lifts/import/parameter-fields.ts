import type { ImportField } from "../../../platform/imports/import-form.ts";
import { isDayParameter, liftParameters } from "../contract.ts";

/** Technical parameters by the names of `liftParameters`, with the units in which they may come. */
const text = "text" as const;
const number = "number" as const;
const lengths = ["m", "mm", "cm", "ft"];
const loads = ["kg", "t", "lb"];
const speeds = ["m/s", "m/min", "ft/min"];

const parameterAliases: Readonly<Partial<Record<keyof typeof liftParameters, readonly string[]>>> = {
  productName: ["设备名称", "电梯名称"],
  model: ["规格型号", "型号", "设备型号", "产品型号"],
  ratedLoad: ["额定载荷", "载重量", "额定载重", "capacity_lbs", "capacity", "rated load"],
  ratedSpeed: ["运行速度", "速度", "名义速度", "speed_fpm", "speed"],
  travelHeight: ["提升高度/扬程", "行程", "travel_distance", "travel distance"],
  storeys: ["楼层数"],
  stops: ["停站数"],
  doors: [],
  control: ["控制方式", "mode_operation"],
  drive: ["驱动型式", "拖动方式"],
  governor: ["governor_type", "限速器型号"],
  safetyGear: ["safety_type", "安全钳型号"],
  buffer: ["car_buffer_type", "缓冲器型号"],
  machine: ["machine_type", "曳引机型号", "驱动主机型号"],
  unitNumber: ["内部编号", "单位编号", "使用单位编号", "自编号", "单位自编号", "设备编号", "电梯编号"],
  designer: ["设计单位名称", "设计机构"],
  typeTestBody: ["型式试验单位", "型式试验机构名称"],
  supervisionBody: ["监督检验单位", "监检机构", "监检单位", "监督检验机构名称", "安装监督检验机构"],
  modifier: ["改造单位名称", "改造施工单位"],
  modifiedOn: ["改造时间", "改造完成日期"],
  inspectionBody: ["检验单位", "检验机构名称", "检验单位名称", "定检机构", "定期检验机构"],
  inspectionKind: ["检验类型", "检验种类"],
  inspectionReport: ["检验报告号", "报告编号", "检验报告书编号", "定检报告编号", "定期检验报告编号"],
  inspectedOn: [
    "上次检验日期",
    "最近检验日期",
    "本次检验日期",
    "定检日期",
    "检验时间",
    "最近一次检验日期",
    "定期检验日期",
  ],
  inspectionConclusion: ["检验结果", "定检结论", "检验结论代码", "定期检验结论"],
  registeredKind: ["原品种代码", "旧品种代码", "旧目录代码", "原设备品种代码"],
};
const parameterUnits: Readonly<Record<string, readonly string[]>> = {
  ratedLoad: loads,
  ratedSpeed: speeds,
  travelHeight: lengths,
  nominalWidth: ["mm", "m", "cm", "ft"],
  useSectionLength: lengths,
};
const numeric = new Set([
  "ratedLoad",
  "ratedSpeed",
  "travelHeight",
  "storeys",
  "stops",
  "doors",
  "nominalWidth",
  "inclination",
  "useSectionLength",
]);

export const parameterNames = Object.keys(liftParameters) as (keyof typeof liftParameters)[];
export const numericParameters: ReadonlySet<string> = numeric;

export const parameterFields: readonly ImportField[] = parameterNames.map((name) => ({
  name,
  zh: liftParameters[name].zh,
  en: liftParameters[name].en,
  looks: isDayParameter(name) ? ("date" as const) : numeric.has(name) ? number : text,
  aliases: parameterAliases[name] ?? [],
  ...(parameterUnits[name] === undefined ? {} : { units: parameterUnits[name] }),
}));

/** 层数, 站数 and 门数 as one column has them together. */
export const storeysField: ImportField = {
  name: "storeys_stops_doors",
  zh: "层/站/门",
  en: "storeys/stops/doors",
  looks: text,
  aliases: ["层站", "层站数", "层门", "站层", "层数站数", "层数站数门数", "层站门数", "层站门", "层门站", "层站/门"],
};
/** The parameters that a column tells. */
export const parametersOfField = (field: string): readonly string[] =>
  field === storeysField.name ? [field, "storeys", "stops", "doors"] : [field];
