import type { Instant } from "./clock.ts";

/** China has kept UTC+8 without summer time since 1992. */
export const chinaOffsetMs = 8 * 3_600_000;
const dayMs = 86_400_000;

const inChina = (at: Instant): string => new Date(at + chinaOffsetMs).toISOString();

/** `2026-11-27`: the day in China at an instant. */
export const dayInChina = (at: Instant): string => inChina(at).slice(0, 10);
/** `2026-11-27 03:30` */
export const minuteInChina = (at: Instant): string => inChina(at).slice(0, 16).replace("T", " ");
/** `2026-11-27 03:30:05` */
export const secondInChina = (at: Instant): string => inChina(at).slice(0, 19).replace("T", " ");

/** The day in China as a number, counted from 1970-01-01. */
export const chinaDay = (at: Instant): number => Math.floor((at + chinaOffsetMs) / dayMs);
