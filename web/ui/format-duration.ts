import { language } from "./texts/language.ts";

/** "07:05", "102:09": minutes and seconds of a running clock; negative spans show as 00:00. */
export function formatClock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  return `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
}

/** A span in words: "45 秒", "7 分钟", "2 小时 5 分", "3 天". */
export function formatSpan(seconds: number): string {
  const english = language() === "en";
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} ${english ? "s" : "秒"}`;
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return `${minutes} ${english ? "min" : "分钟"}`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) {
    const rest = minutes % 60;
    if (english) return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
    return rest === 0 ? `${hours} 小时` : `${hours} 小时 ${rest} 分`;
  }
  return `${Math.round(hours / 24)} ${english ? "days" : "天"}`;
}

/** The same to the second, where it is held against a limit: "1 分 30 秒", "2 分钟". */
export function formatExactSpan(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [minutes, rest] = [Math.floor(whole / 60), whole % 60];
  if (minutes === 0 || minutes >= 60 || rest === 0) return formatSpan(whole);
  return language() === "en" ? `${minutes} min ${rest} s` : `${minutes} 分 ${rest} 秒`;
}

/** Whole minutes to go, never less than one while something is still to come. */
export const minutesToGo = (ms: number): number => Math.max(1, Math.ceil(ms / 60_000));
