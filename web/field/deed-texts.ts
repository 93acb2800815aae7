import { textTable } from "../ui/texts/text-table.ts";

/** Words of what a crew tells beside the steps of a rescue. */
export const d = textTable(
  {
    back: "返回",
    "late.open": "晚到…",
    "late.title": "会晚到几分钟？",
    "late.count": "{minutes} 分钟",
    "late.from": "比现在的预计 {time} 再晚",
    "late.why": "为什么？",
    "late.choose": "先选分钟和原因",
    "late.go": "按住：晚到 {minutes} 分钟",
    "late.said": "已报晚到 {minutes} 分钟（{reason}）",
  },
  {
    back: "Back",
    "late.open": "Late…",
    "late.title": "How many minutes late?",
    "late.count": "{minutes} min",
    "late.from": "later than now expected, {time}",
    "late.why": "Why?",
    "late.choose": "Choose minutes and reason",
    "late.go": "Hold: {minutes} min late",
    "late.said": "Told: {minutes} min late ({reason})",
  },
);
