const two = (n: number): string => String(n).padStart(2, "0");

/** "2026-11-22" in the viewer's own time zone. */
export function formatDate(instant: number): string {
  const date = new Date(instant);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** "03:07:09" */
export function formatTimeOfDay(instant: number): string {
  const date = new Date(instant);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** "2026-11-22 03:07:09" */
export const formatDateTime = (instant: number): string => `${formatDate(instant)} ${formatTimeOfDay(instant)}`;
