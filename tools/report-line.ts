/** The last line of every bench and simulation: one JSON object, one target for each figure that has a limit. */
export type Target = {
  readonly name: string;
  readonly value: number | null;
  readonly op: "<=" | ">=" | "=";
  readonly limit: number;
  readonly unit: string;
  readonly ok: boolean;
};

/** `value` null = could not be measured; that target is missed, never left out. */
export function target(name: string, value: number | null, bound: Pick<Target, "op" | "limit" | "unit">): Target {
  const { op, limit, unit } = bound;
  return { name, value, op, limit, unit, ok: value !== null && holds(value, op, limit) };
}

const holds = (value: number, op: Target["op"], limit: number): boolean =>
  op === "<=" ? value <= limit : op === ">=" ? value >= limit : value === limit;

export type Report = {
  readonly name: string;
  readonly targets: readonly Target[];
  readonly details: Readonly<Record<string, unknown>>;
  readonly seed?: number;
};

/** `ok` is true when every target holds; a report without targets is ok. */
export const reportLine = ({ name, targets, details, seed }: Report): string =>
  JSON.stringify({
    name,
    ok: targets.every((each) => each.ok),
    targets,
    details,
    ...(seed === undefined ? {} : { seed }),
  });

/** The value below which `share` (0–1) of the sample lies (nearest rank); null for no sample. */
export function percentile(sample: readonly number[], share: number): number | null {
  const sorted = sample.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}

/** Rounded for people: tenths below 100, whole above. */
export const rounded = (value: number | null): number | null =>
  value === null ? null : Math.abs(value) < 100 ? Math.round(value * 10) / 10 : Math.round(value);
