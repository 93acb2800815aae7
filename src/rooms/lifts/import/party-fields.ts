import type { ImportField } from "../../../platform/imports/import-form.ts";
import { capacityNames, useUnitCapacities } from "../contract/use-unit-capacity.ts";

/** Who answers for a lift, in the same row. */
const text = "text" as const;
const code = "code" as const;
const date = "date" as const;

export const partyFields: readonly ImportField[] = [
  {
    name: "use_unit",
    zh: "使用单位",
    en: "use unit",
    looks: text,
    aliases: ["使用单位名称", "使用管理单位", "使用管理人", "物业单位", "物业公司", "物业单位名称", "管理单位"],
  },
  {
    name: "use_unit_code",
    zh: "使用单位代码",
    en: "use unit's credit code",
    looks: code,
    aliases: ["使用单位统一社会信用代码", "使用单位信用代码", "使用单位组织机构代码"],
  },
  {
    name: "use_unit_phone",
    zh: "使用单位电话",
    en: "use unit's telephone",
    looks: "phone",
    aliases: ["使用单位联系电话", "物业电话", "使用单位值班电话"],
  },
  {
    name: "use_unit_capacity",
    zh: "使用单位身份",
    en: "capacity of the use unit",
    looks: "choice",
    choices: useUnitCapacities.map((value) => ({ value, ...capacityNames[value] })),
    aliases: [
      "使用单位性质",
      "使用主体性质",
      "使用单位以何身份",
      "使用管理关系",
      "是否受托",
      "受托情况",
      "委托管理情况",
    ],
  },
  {
    name: "safety_officer",
    zh: "安全员",
    en: "safety officer",
    looks: text,
    aliases: ["安全管理员", "安全管理人员", "电梯安全员", "安全管理人员姓名", "安全员姓名", "安全管理负责人"],
  },
  {
    name: "safety_officer_phone",
    zh: "安全员电话",
    en: "safety officer's telephone",
    looks: "phone",
    aliases: [
      "安全管理员电话",
      "安全管理人员电话",
      "安全管理员手机",
      "安全员手机",
      "安全管理人员联系电话",
      "安全员联系电话",
    ],
  },
  {
    name: "maintenance_unit",
    zh: "维保单位",
    en: "maintenance unit",
    looks: text,
    aliases: ["维保单位名称", "维护保养单位", "维护保养单位名称", "维保公司", "日常维护保养单位"],
  },
  {
    name: "maintenance_unit_code",
    zh: "维保单位代码",
    en: "maintenance unit's credit code",
    looks: code,
    aliases: ["维保单位统一社会信用代码", "维保单位信用代码", "维保单位组织机构代码"],
  },
  {
    name: "maintenance_phone",
    zh: "维保单位电话",
    en: "maintenance unit's telephone",
    looks: "phone",
    aliases: ["维保电话", "维保值班电话", "维保单位联系电话", "维保责任人电话"],
  },
  {
    name: "maintenance_from",
    zh: "维保合同起",
    en: "maintenance from",
    looks: date,
    aliases: ["维保开始日期", "维保合同开始日期", "维保起始日期", "合同开始日期", "维保合同起始日期"],
  },
  {
    name: "maintenance_to",
    zh: "维保合同止",
    en: "maintenance until",
    looks: date,
    aliases: ["维保结束日期", "维保合同到期日期", "维保到期日期", "维保终止日期", "合同到期日期", "维保合同截止日期"],
  },
  { name: "owner", zh: "产权单位", en: "owner", looks: text, aliases: ["产权人", "产权单位名称", "所有权人"] },
  {
    name: "owner_code",
    zh: "产权单位代码",
    en: "owner's credit code",
    looks: code,
    aliases: ["产权单位统一社会信用代码", "产权单位信用代码"],
  },
  {
    name: "installer",
    zh: "安装单位",
    en: "installer",
    looks: text,
    aliases: ["施工单位", "安装单位名称", "施工单位名称", "安装施工单位", "installer"],
  },
  {
    name: "installer_code",
    zh: "安装单位代码",
    en: "installer's credit code",
    looks: code,
    aliases: ["施工单位统一社会信用代码", "安装单位统一社会信用代码", "施工单位信用代码"],
  },
  {
    name: "maker",
    zh: "制造单位",
    en: "maker",
    looks: text,
    aliases: ["制造单位名称", "制造厂家", "生产厂家", "制造商", "生产单位", "manufacturer"],
  },
];
