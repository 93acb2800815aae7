import { language } from "./texts/language.ts";

/** "850 米", "3.2 公里" */
export function formatDistance(metres: number): string {
  const english = language() === "en";
  if (metres < 1_000) return `${Math.round(metres / 10) * 10} ${english ? "m" : "米"}`;
  const kilometres = metres / 1_000;
  return `${kilometres < 10 ? kilometres.toFixed(1) : Math.round(kilometres)} ${english ? "km" : "公里"}`;
}
