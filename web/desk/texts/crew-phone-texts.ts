import { textTable } from "../../ui/texts/text-table.ts";

/** What crews tell from their phones, as the desk reads it. */
export const say = textTable(
  {
    CrewDelayed: "{crew} 报晚到 {minutes} 分钟：{reason}，预计 {time} 到达{phone}",
    "queue.late": "{crew} 晚到 {minutes} 分钟",
    "ask.late": "自报晚到 {minutes} 分钟：{reason}（{time} 报）",
    "late.record": "记录晚到",
    "late.minutes": "晚到几分钟",
    "late.reason": "原因",
    "next.late": "加派一组",
    "next.late.why": "{crew} 自报晚到，将超过最迟到达时间",
  },
  {
    CrewDelayed: "{crew} will be {minutes} min late: {reason}; now expected {time}{phone}",
    "queue.late": "{crew} {minutes} min late",
    "ask.late": "says {minutes} min late: {reason} (told {time})",
    "late.record": "Record lateness",
    "late.minutes": "Minutes late",
    "late.reason": "Reason",
    "next.late": "Ask a second crew",
    "next.late.why": "{crew} says it will be late: past the latest arrival",
  },
);
