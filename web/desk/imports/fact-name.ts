import { type LiftParameter, liftParameters } from "../../../src/rooms/lifts/contract.ts";
import { language } from "../../ui/texts/language.ts";

const names: Readonly<Record<string, readonly [string, string]>> = {
  registrationCode: ["注册代码", "registration code"],
  deviceCode: ["设备代码", "device code"],
  makerCode: ["制造单位代码", "maker's code"],
  serialNumber: ["出厂编号", "serial number"],
  localCode: ["原登记编号", "own number"],
  rescueCode: ["救援识别码", "rescue code"],
  sign: ["标识", "sign"],
  useRegistrationNo: ["使用登记证编号", "use-registration number"],
  kind: ["品种", "kind"],
  compound: ["小区或单位", "compound"],
  building: ["楼栋", "building"],
  unit: ["单元", "unit"],
  liftNo: ["梯号", "lift number"],
  address: ["地址", "address"],
  regionCode: ["行政区划", "region"],
  sector: ["适用场所", "sector"],
  community: ["社区", "community"],
  powerSupplyPoint: ["供电点", "power supply point"],
  accessNote: ["入口说明", "how to get in"],
  machineRoom: ["机房", "machine room"],
  keyPlace: ["钥匙存放处", "where the key is"],
  lat: ["纬度", "latitude"],
  lon: ["经度", "longitude"],
  floors: ["楼层显示", "floor names"],
  madeOn: ["制造日期", "made on"],
  inUseSince: ["投入使用日期", "in use since"],
  designLifeYears: ["设计使用年限", "design life"],
  warrantyUntil: ["质保期至", "warranty until"],
  orderInForce: ["监察指令", "order in force"],
  service: ["运行状态", "service"],
  registration: ["登记状态", "registration"],
  nextInspectionDue: ["下次检验日期", "next inspection"],
  use_unit: ["使用单位", "use unit"],
  maintenance_unit: ["维保单位", "maintenance unit"],
  owner: ["产权单位", "owner"],
  installer: ["安装单位", "installer"],
  maker: ["制造单位", "maker"],
  nextTestingDue: ["下次检测日期", "next testing"],
};

/** The word for a fact of a lift, or for a parameter. */
export function factName(field: string, tongue: string = language()): string {
  const found = names[field];
  if (found !== undefined) return tongue === "en" ? found[1] : found[0];
  const parameter = liftParameters[field as LiftParameter];
  return parameter === undefined ? field : tongue === "en" ? parameter.en : parameter.zh;
}
