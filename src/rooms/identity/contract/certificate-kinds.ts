/**
 * Papers of people that the register knows. `A` and `T` are the items of 特种设备作业人员资格认定分类与项目 (2019) that concern
 * lifts; the others are appointments and proofs that the rules of use units and of inspection demand.
 */
export const certificateKinds = [
  "T",
  "A",
  "safety-director",
  "safety-officer",
  "inspector",
  "tester",
  "rescue-training",
  "other",
] as const;
export type CertificateKind = (typeof certificateKinds)[number];

export const certificateKindNames: Readonly<Record<CertificateKind, { readonly zh: string; readonly en: string }>> = {
  T: { zh: "电梯修理（T）", en: "lift repair (T)" },
  A: { zh: "特种设备安全管理（A）", en: "safety management (A)" },
  "safety-director": { zh: "电梯安全总监任命", en: "appointed safety director" },
  "safety-officer": { zh: "电梯安全员任命", en: "appointed safety officer" },
  inspector: { zh: "电梯检验人员资格", en: "lift inspector" },
  tester: { zh: "电梯检测人员资格", en: "lift tester" },
  "rescue-training": { zh: "应急救援培训", en: "rescue training" },
  other: { zh: "其他", en: "other" },
};
