import type { BulletinChange, BulletinFigure } from "./bulletin.ts";

type Unit = BulletinFigure["unit"];
type Words = { readonly points: string; readonly minutes: string };

/** `+4 · +50.0 %`, `−2.50 个百分点`, `+1.10 分钟`; a dash where there is nothing to compare. */
export function changeText({ difference, percent }: BulletinChange, unit: Unit, words: Words): string {
  if (difference === null) return "—";
  if (unit === "percent") return `${signed(difference, 2)} ${words.points}`;
  if (unit === "minutes") return `${signed(difference, 2)} ${words.minutes}`;
  return percent === null ? signed(difference, 0) : `${signed(difference, 0)} · ${signed(percent, 1)} %`;
}

const signed = (value: number, decimals: number): string =>
  `${value > 0 ? "+" : value < 0 ? "−" : ""}${Math.abs(value).toFixed(decimals)}`;
