import type { Schedule } from "./duty-fields.ts";

type Words = { readonly zh: string; readonly en: string };
const named: Readonly<Record<string, Words>> = {
  P1Y: { zh: "每年", en: "yearly" },
  P6M: { zh: "每半年", en: "half-yearly" },
  P3M: { zh: "每季度", en: "quarterly" },
  P1M: { zh: "每月", en: "monthly" },
  P1W: { zh: "每周", en: "weekly" },
  P1D: { zh: "每日", en: "daily" },
};
const unitWords: Readonly<Record<string, string>> = { Y: "年", M: "个月", W: "周", D: "天" };

/** A schedule in the words of a list: 每半年（自2026-12-31）；2026-12-10前. */
export function scheduleWords(schedule: Schedule | null, language: "zh" | "en" = "zh"): string {
  if (schedule === null) return language === "en" ? "to be set" : "待定";
  const { days, every } = schedule;
  const rhythm = every === null ? [] : [rhythmWords(every, language)];
  return [...rhythm, ...days.map((day) => (language === "en" ? `by ${day}` : `${day}前`))].join(
    language === "en" ? "; " : "；",
  );
}

function rhythmWords({ period, first }: NonNullable<Schedule["every"]>, language: "zh" | "en"): string {
  const [, count = "", unit = ""] = /^P(\d+)([YMWD])$/.exec(period) ?? [];
  const words = named[period] ?? { zh: `每${count}${unitWords[unit] ?? ""}`, en: `every ${period}` };
  return language === "en" ? `${words.en} from ${first}` : `${words.zh}（自${first}）`;
}
