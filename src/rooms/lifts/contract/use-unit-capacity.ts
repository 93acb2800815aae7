type Words = { readonly zh: string; readonly en: string };

/**
 * In which capacity a use unit answers for a lift. The law names them: the owner; who built and has not handed over; who uses by
 * agreement; who is entrusted, where several own it the 受托人 (特种设备安全法 38; 杭州市电梯安全管理条例 18, 19); the co-owners themselves, or who
 * in fact manages it, where nobody is entrusted.
 */
export const useUnitCapacities = [
  "owner",
  "developer",
  "right-holder",
  "entrusted",
  "co-owners",
  "actual-manager",
] as const;
export type UseUnitCapacity = (typeof useUnitCapacities)[number];

export const capacityNames: Readonly<Record<UseUnitCapacity, Words>> = {
  owner: { zh: "所有权人", en: "owner itself" },
  developer: { zh: "建设单位（未移交业主）", en: "developer, not handed over yet" },
  "right-holder": { zh: "使用权人（约定）", en: "holder of the right of use, by agreement" },
  entrusted: { zh: "受托人", en: "entrusted by the owners" },
  "co-owners": { zh: "共有人（未委托）", en: "co-owners, nobody entrusted" },
  "actual-manager": { zh: "实际管理人", en: "actual manager, nobody entrusted" },
};
