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

/**
 * Ids of version 7 that follow from a number (below 2³²) and a beginning drawn once: what has been numbered needs no table of its ids.
 */
export function numberedIds<Id extends string>(at: number = Date.now()): (no: number) => Id {
  const first = manyIds(1, at)[0] as string;
  const beginning = first.slice(0, -8);
  return (no) => `${beginning}${no.toString(16).padStart(8, "0")}` as Id;
}
