import { serverNow } from "../../ui/clock.ts";

export const periods = [1, 7, 30] as const;

/** From the beginning of the first day to the end of today, in the viewer's own time zone. */
export function periodOf(days: number): { readonly from: number; readonly to: number } {
  const start = new Date(serverNow());
  start.setHours(0, 0, 0, 0);
  const to = new Date(start);
  to.setDate(to.getDate() + 1);
  const from = new Date(start);
  from.setDate(from.getDate() - (days - 1));
  return { from: from.getTime(), to: to.getTime() };
}
