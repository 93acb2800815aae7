import type { DutyFields } from "../contract/duty-fields.ts";
import { wantedMeasures } from "./wanted-measure-table.ts";

export type WantedMeasure = { readonly name: string | null; readonly zh: string; readonly en: string };

/**
 * The figure that a duty asks for: by its words, or its target where no words are known; null where it asks for none. One that no room
 * offers is only asked for where the duty has a number to reach or a rhythm to keep.
 */
export function wantedMeasure({
  heading,
  text,
  targets,
  cadence,
}: Pick<DutyFields, "heading" | "text" | "targets" | "cadence">): WantedMeasure | null {
  const found =
    wantedMeasures.find(({ words }) => words.test(text)) ??
    wantedMeasures.find(({ words }) => words.test(heading ?? ""));
  if (found !== undefined && (found.measure !== null || targets.length + cadence.length > 0))
    return { name: found.measure, zh: found.zh, en: found.en };
  const target = targets[0];
  if (target === undefined) return null;
  return { name: null, zh: `指标：${target.text}`, en: `target: ${target.text}` };
}

export const reached = (op: ">=" | "<=" | "=", value: number, measured: number | null): boolean => {
  if (measured === null) return false;
  return op === ">=" ? measured >= value : op === "<=" ? measured <= value : measured === value;
};
