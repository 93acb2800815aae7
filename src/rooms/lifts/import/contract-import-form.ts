import type { ImportForm } from "../../../platform/imports/import-form.ts";
import { type PartyRole, partyRoles } from "../contract.ts";
import { liftWords } from "./lift-form-words.ts";

/** Words for the roles of a party, the platform's own first. */
export const roleWords: Readonly<Record<PartyRole, { readonly zh: string; readonly en: string }>> = {
  owner: { zh: "产权人", en: "owner" },
  "use-unit": { zh: "使用单位", en: "use unit" },
  maintenance: { zh: "维保单位", en: "maintenance unit" },
  maker: { zh: "制造单位", en: "maker" },
  installer: { zh: "安装单位", en: "installer" },
};

/** Contracts: who serves which lift, or all lifts of a compound, from when to when and on what paper. */
export const contractImportForm: ImportForm = {
  name: "contracts",
  zh: "合同与责任单位",
  en: "contracts and parties",
  keyFields: ["lift_code", "compound"],
  work: new URL("./contract-import-work.ts", import.meta.url).href,
  fields: [
    {
      name: "lift_code",
      zh: "电梯代码",
      en: "lift code",
      aliases: [
        "注册代码",
        "设备代码",
        "设备注册代码",
        "救援识别码",
        "96333识别码",
        "识别码",
        "电梯编号",
        "设备编号",
        "出厂编号",
        "registration code",
        "device code",
        "register_code",
        "rescue code",
      ],
      looks: "code",
      shape: /^3\d{19}$/,
    },
    {
      name: "compound",
      zh: "小区或单位名称",
      en: "compound",
      aliases: ["小区名称", "小区", "项目名称", "项目", "场所名称", "使用地点名称", "site"],
      looks: "text",
    },
    {
      name: "region",
      zh: "行政区划",
      en: "region",
      aliases: ["区划", "区划代码", "所在区", "所在区县", "区县", "所属区县", "district"],
      looks: "region",
    },
    {
      name: "role",
      zh: "责任类别",
      en: "role",
      aliases: ["角色", "单位类别", "单位角色", "合同类别", "合同类型", "责任类型", "party"],
      required: true,
      looks: "choice",
      choices: partyRoles.map((value) => ({ value, ...roleWords[value] })),
    },
    {
      name: "organisation",
      zh: "单位名称",
      en: "organisation",
      aliases: ["单位", "责任单位", "合同单位", "承接单位", "维保单位", "维保单位名称", "乙方", "company"],
      looks: "text",
    },
    {
      name: "organisation_code",
      zh: "单位代码",
      en: "organisation's code",
      aliases: ["统一社会信用代码", "单位统一社会信用代码", "信用代码", "维保单位代码", "credit code"],
      looks: "code",
    },
    {
      name: "from",
      zh: "起始日期",
      en: "from",
      aliases: [
        "合同开始日期",
        "合同起始日期",
        "合同起",
        "开始日期",
        "生效日期",
        "起",
        "维保合同起",
        "start",
        "start date",
      ],
      required: true,
      looks: "date",
    },
    {
      name: "to",
      zh: "终止日期",
      en: "until",
      aliases: [
        "合同结束日期",
        "合同终止日期",
        "合同到期日期",
        "合同止",
        "结束日期",
        "到期日期",
        "止",
        "end",
        "end date",
        "to",
      ],
      looks: "date",
    },
    {
      name: "paper",
      zh: "合同编号",
      en: "paper",
      aliases: ["合同", "合同号", "依据", "文件", "文号", "contract", "contract no"],
      looks: "text",
    },
    {
      name: "duty_phone",
      zh: "值班电话",
      en: "duty telephone",
      aliases: ["联系电话", "维保电话", "单位电话", "应急电话", "phone"],
      looks: "phone",
    },
    {
      name: "safety_officer",
      zh: "安全员",
      en: "safety officer",
      aliases: ["安全管理员", "安全管理人员", "安全员姓名", "电梯安全员"],
      looks: "text",
    },
    {
      name: "safety_officer_phone",
      zh: "安全员电话",
      en: "safety officer's telephone",
      aliases: ["安全管理员电话", "安全管理人员电话", "安全员手机", "安全员联系电话"],
      looks: "phone",
    },
  ],
  words: {
    FROM_TOO_FAR: {
      zh: "「{cell}」远在将来，疑为笔误，请核对年份",
      en: "“{cell}” lies too far ahead, most likely a slip: look at the year",
    },
    ...liftWords,
    LIFT_NOT_NAMED: {
      zh: "电梯代码与小区名称至少填一项",
      en: "a lift's code or the name of a compound is needed",
    },
    LIFT_UNKNOWN: { zh: "没有代码为「{cell}」的电梯", en: "there is no lift with the code “{cell}”" },
    COMPOUND_UNKNOWN: { zh: "没有名为「{cell}」的小区或单位", en: "there is no compound “{cell}”" },
    COMPOUND_AMBIGUOUS: {
      zh: "名为「{cell}」的小区有 {count} 个，请填行政区划",
      en: "{count} compounds are called “{cell}”; name the region",
    },
    COMPOUND_TOO_LARGE: {
      zh: "该小区电梯超过 {max} 台，请按电梯代码分行",
      en: "the compound has more than {max} lifts; list them by their codes",
    },
    ROLE_UNKNOWN: {
      zh: "不认识责任类别「{cell}」；请在值对照表中说明",
      en: "the role “{cell}” is not known; explain it in the value table",
    },
    ORGANISATION_UNKNOWN: {
      zh: "没有单位「{cell}」，或同名的不止一个；请先导入单位，或填单位代码",
      en: "there is no organisation “{cell}”, or several have this name; import it first, or give its code",
    },
    PARTY_OVERLAPS: {
      zh: "与已登记的后一份合同（{from} 起）重叠",
      en: "it overlaps a later contract that begins on {from}",
    },
  },
};
