const chinaOffsetMs = 8 * 3_600_000;

/** `2026-10` as its first instant and the first after it, in China's time; undefined for what is no month. */
export function monthPeriod(month: string): { readonly from: number; readonly to: number } | undefined {
  const [, year, no] = /^(\d{4})-(\d{2})$/.exec(month) ?? [];
  const index = Number(no) - 1;
  if (year === undefined || index < 0 || index > 11) return undefined;
  return {
    from: Date.UTC(Number(year), index, 1) - chinaOffsetMs,
    to: Date.UTC(Number(year), index + 1, 1) - chinaOffsetMs,
  };
}

/** The month in which a moment lies. */
export const monthOf = (at: number): string => new Date(at + chinaOffsetMs).toISOString().slice(0, 7);
