import { keyedDraws } from "./keyed-draws.ts";

/** A figure with its 95 % interval. */
export type Estimate = { readonly value: number; readonly low: number; readonly high: number };

/** How often each world counts, and in each how often each of its parts (days or storms). */
export type Resample = readonly { readonly world: number; readonly times: Int32Array }[];

const replicates = 300;

/**
 * Worlds are drawn anew with replacement, then the parts of each: the interval holds both how worlds and how days or
 * storms differ. The same figures always have the same interval.
 */
export function bootstrap<T extends Readonly<Record<string, number>>>(
  worlds: number,
  parts: number,
  figures: (resample: Resample | null) => T,
): { readonly [K in keyof T]: Estimate } {
  const point = figures(null);
  const draws = Array.from({ length: replicates }, (_, n) => figures(resampleOf(n, worlds, parts)));
  const estimates = Object.keys(point).map((key) => {
    const sorted = draws.map((each) => each[key] ?? Number.NaN).filter((value) => !Number.isNaN(value));
    sorted.sort((a, b) => a - b);
    const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
    return [key, { value: point[key], low: at(0.025), high: at(0.975) }];
  });
  return Object.fromEntries(estimates);
}

function resampleOf(n: number, worlds: number, parts: number): Resample {
  const { unit } = keyedDraws(n + 1);
  return Array.from({ length: worlds }, (_, i) => {
    const times = new Int32Array(parts);
    for (let part = 0; part < parts; part += 1) {
      const drawn = Math.floor(unit(2, i, part) * parts);
      times[drawn] = (times[drawn] as number) + 1;
    }
    return { world: Math.floor(unit(1, i) * worlds), times };
  });
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
