/** The words of the lifecycle ledger: stages of a lift's life, kinds of entries, reasons of corrections. */

/** Stages of a life, in order ([code, Chinese, English]); what no entry tells of is "not recorded here", never "none". */
export const lifeStages = [
  ["manufacture", "制造", "manufacture"],
  ["installation-notice", "安装告知", "notice of installation"],
  ["supervision-inspection", "监督检验", "supervision inspection"],
  ["registration", "使用登记", "use registration"],
  ["maintenance", "维护保养", "maintenance"],
  ["inspection", "定期检验", "periodic inspection"],
  ["testing", "自行检测", "testing"],
  ["fault", "故障", "faults"],
  ["rescue", "应急救援", "rescues"],
  ["repair", "修理", "repairs"],
  ["modification", "改造", "modification"],
  ["assessment", "安全评估", "safety assessment"],
  ["stop", "停用", "stops"],
  ["scrapping", "报废注销", "scrapping"],
] as const;
export type LifeStage = (typeof lifeStages)[number][0];

type Kind = { readonly room: string; readonly stage: LifeStage | null; readonly zh: string; readonly en: string };
const kind = (room: string, stage: LifeStage | null, zh: string, en: string): Kind => ({ room, stage, zh, en });
/** Every kind of entry, past tense: the room that writes it, the stage of life it tells of, its words. A new kind is a line here. */
export const ledgerKinds: Readonly<Record<string, Kind>> = {
  manufactured: kind("lifts", "manufacture", "制造出厂", "manufactured"),
  "installation-notified": kind("lifts", "installation-notice", "安装告知", "installation notified"),
  "installation-began": kind("lifts", null, "开始安装", "installation began"),
  "installation-ended": kind("lifts", null, "安装结束", "installation ended"),
  "supervision-inspected": kind("inspection", "supervision-inspection", "监督检验", "inspected under supervision"),
  "use-registered": kind("lifts", "registration", "办理使用登记", "use registered"),
  "put-into-use": kind("lifts", "registration", "投入使用", "put into use"),
  "registered-here": kind("lifts", null, "登记入册", "registered here"),
  "register-changed": kind("lifts", null, "登记信息变更", "register changed"),
  "withdrawn-here": kind("lifts", null, "撤销导入", "import withdrawn"),
  "part-fitted": kind("lifts", null, "安装部件", "part fitted"),
  "part-removed": kind("lifts", null, "拆除部件", "part removed"),
  "party-began": kind("lifts", null, "责任单位登记", "party registered"),
  "party-changed": kind("lifts", null, "责任单位变更", "party changed"),
  "party-ended": kind("lifts", null, "责任单位结束", "party ended"),
  "rescue-code-given": kind("lifts", null, "赋予救援识别码", "rescue code given"),
  "sign-posted": kind("lifts", null, "识别标志张贴", "sign posted"),
  "sign-confirmed": kind("lifts", null, "识别标志核实", "sign confirmed"),
  "device-enrolled": kind("devices", null, "设备接入", "device enrolled"),
  "device-secret-changed": kind("devices", null, "设备密钥更换", "device secret changed"),
  maintained: kind("maintenance", "maintenance", "维护保养", "maintained"),
  "fault-found": kind("maintenance", "fault", "发现故障", "fault found"),
  repaired: kind("maintenance", "repair", "修理", "repaired"),
  "major-repaired": kind("maintenance", "repair", "重大修理", "major repair done"),
  modified: kind("retrofit", "modification", "改造", "modified"),
  inspected: kind("inspection", "inspection", "定期检验", "inspected"),
  tested: kind("inspection", "testing", "自行检测", "tested"),
  assessed: kind("hazards", "assessment", "安全评估", "assessed"),
  "rescue-opened": kind("rescue", "rescue", "困人报警", "entrapment alarm"),
  "rescue-crew-arrived": kind("rescue", "rescue", "救援组到达", "crew arrived"),
  "rescue-people-freed": kind("rescue", "rescue", "人员解救", "people freed"),
  "rescue-lift-secured": kind("rescue", "rescue", "电梯处置", "lift secured"),
  "rescue-closed": kind("rescue", "rescue", "救援结案", "rescue closed"),
  "use-stopped": kind("lifts", "stop", "报停", "stop of use filed"),
  "stop-ordered": kind("lifts", "stop", "责令停用", "ordered out of use"),
  sealed: kind("lifts", "stop", "查封", "sealed"),
  "order-lifted": kind("lifts", null, "解除停用或查封", "order lifted"),
  "service-stopped": kind("lifts", null, "停梯", "taken out of service"),
  "service-work-began": kind("lifts", null, "停梯维保", "stopped for work"),
  "service-resumed": kind("lifts", null, "恢复运行", "running again"),
  "moved-away": kind("lifts", null, "移装迁出", "moved away"),
  scrapped: kind("lifts", "scrapping", "报废", "scrapped"),
  "registration-cancelled": kind("lifts", "scrapping", "注销登记", "registration cancelled"),
  "registration-withdrawn": kind("lifts", null, "撤销登记", "registration withdrawn"),
  corrected: kind("lifts", null, "更正", "correction"),
};
/** Why an entry is corrected: codes only, because nothing in a ledger can be removed. */
export const correctionReasons = [
  ["wrong-time", "时间有误", "wrong time"],
  ["wrong-lift", "不是这台电梯", "of another lift"],
  ["wrong-party", "单位有误", "wrong party"],
  ["wrong-contents", "内容有误", "wrong contents"],
  ["recorded-twice", "重复记录", "recorded twice"],
] as const;
