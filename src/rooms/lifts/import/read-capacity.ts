import { type UseUnitCapacity, useUnitCapacities } from "../contract/use-unit-capacity.ts";

/** 未委托 has 委托 in it, 产权共有 has 产权 in it: they are asked first. */
const capacityWords: readonly (readonly [RegExp, UseUnitCapacity])[] = [
  [/实际管理|实际负责|代管|actual/, "actual-manager"],
  [/未委托|业主自管|co-?owner/, "co-owners"],
  [/受托|委托|物业|entrusted/, "entrusted"],
  [/共有|全体业主/, "co-owners"],
  [/建设单位|开发|未移交|developer/, "developer"],
  [/使用权|承租|租用|租赁|借用|right.holder|tenant/, "right-holder"],
  [/所有权|产权|自有|业主|owner/, "owner"],
];
const keys: ReadonlySet<string> = new Set(useUnitCapacities);

/** Undefined: the word is not known. */
export function readCapacity(cell: string): UseUnitCapacity | undefined {
  const text = cell.toLowerCase();
  if (keys.has(text)) return text as UseUnitCapacity;
  return capacityWords.find(([shape]) => shape.test(text))?.[1];
}
