import type { ImportForm } from "../../../platform/imports/import-form.ts";
import { type CertificateKind, certificateKindNames, certificateKinds } from "../contract.ts";
import { cellWords, wordReader } from "./form-cells.ts";

/** Other words for papers; `T`, `A` are items of 特种设备作业人员资格认定分类与项目 (2019). */
const otherKinds: Readonly<Record<string, CertificateKind>> = {
  电梯修理: "T",
  电梯修理T: "T",
  电梯维修: "T",
  T1: "T",
  T2: "T",
  特种设备安全管理: "A",
  特种设备安全管理A: "A",
  安全管理: "A",
  电梯安全管理: "A",
  A4: "A",
  安全总监: "safety-director",
  电梯安全总监: "safety-director",
  安全员: "safety-officer",
  电梯安全员: "safety-officer",
  检验员: "inspector",
  检验师: "inspector",
  电梯检验员: "inspector",
  检测员: "tester",
  电梯检测员: "tester",
  救援培训: "rescue-training",
};
export const readCertificateKind = wordReader(certificateKindNames, otherKinds);

/** People with a certificate each row; who has several stands in several rows. */
export const peopleForm: ImportForm = {
  name: "people",
  zh: "人员与证书",
  en: "people with certificates",
  keyFields: ["name"],
  work: new URL("./people-import-work.ts", import.meta.url).href,
  fields: [
    {
      name: "name",
      zh: "姓名",
      en: "name",
      aliases: ["人员姓名", "持证人", "作业人员姓名", "person"],
      required: true,
      looks: "text",
    },
    {
      name: "organisation",
      zh: "单位名称",
      en: "organisation",
      aliases: ["单位", "聘用单位", "所在单位", "工作单位", "用人单位", "维保单位"],
      looks: "text",
    },
    {
      name: "organisation_code",
      zh: "单位代码",
      en: "organisation's code",
      aliases: ["单位统一社会信用代码", "聘用单位代码", "统一社会信用代码", "信用代码"],
      looks: "code",
    },
    { name: "position", zh: "职务", en: "position", aliases: ["岗位", "职位", "工种"], looks: "text" },
    { name: "phone", zh: "电话", en: "telephone", aliases: ["手机", "手机号", "联系电话", "手机号码"], looks: "phone" },
    {
      name: "identity_number",
      zh: "身份证件号码",
      en: "identity number",
      aliases: ["身份证号", "身份证号码", "证件号码", "公民身份号码"],
      looks: "code",
      shape: /^\d{17}[\dX]$/,
    },
    {
      name: "certificate_kind",
      zh: "证书种类",
      en: "kind of certificate",
      aliases: ["作业项目", "证书类别", "资格项目", "项目代号", "作业种类", "证书类型"],
      looks: "choice",
      choices: certificateKinds.map((value) => ({ value, ...certificateKindNames[value] })),
    },
    {
      name: "certificate_number",
      zh: "证书编号",
      en: "number of certificate",
      aliases: ["证号", "证书号", "资格证号", "操作证号", "档案编号"],
      looks: "code",
    },
    { name: "issuer", zh: "发证机关", en: "issued by", aliases: ["发证单位", "颁发机关"], looks: "text" },
    {
      name: "valid_from",
      zh: "有效期自",
      en: "valid from",
      aliases: ["发证日期", "批准日期", "有效期起", "生效日期"],
      looks: "date",
    },
    {
      name: "valid_to",
      zh: "有效期至",
      en: "valid to",
      aliases: ["有效日期", "有效期止", "到期日期", "截止日期", "复审日期", "有效期"],
      looks: "date",
    },
  ],
  words: {
    ...cellWords,
    ORGANISATION_UNKNOWN: {
      zh: "没有单位「{cell}」，请先导入单位",
      en: "there is no organisation “{cell}”; import organisations first",
    },
    CERTIFICATE_INCOMPLETE: {
      zh: "证书种类和编号要么都填，要么都不填",
      en: "kind and number of a certificate belong together",
    },
    CERTIFICATE_OF_OTHER: { zh: "此证书已登记在另一人名下", en: "the certificate stands under another person" },
    DATES_TURNED: { zh: "有效期的起止颠倒", en: "the certificate ends before it begins" },
  },
};
