import { randomBytes } from "node:crypto";

/** Ids that sort by their time of birth (UUID version 7), many at once: asking for chance costs more than the ids themselves. */
export function manyIds<Id extends string>(count: number, at: number = Date.now()): Id[] {
  const hex = randomBytes(10 * count).toString("hex");
  const time = at.toString(16).padStart(12, "0");
  const head = `${time.slice(0, 8)}-${time.slice(8)}-7`;
  return Array.from({ length: count }, (_, i) => {
    const from = i * 20;
    const variant = "89ab"[Number.parseInt(hex.charAt(from + 3), 16) & 3];
    return `${head}${hex.slice(from, from + 3)}-${variant}${hex.slice(from + 4, from + 7)}-${hex.slice(from + 7, from + 19)}` as Id;
  });
}
