import { textTable } from "../../ui/texts/text-table.ts";

/** Words of what is forgotten by itself. */
export const say = textTable(
  {
    title: "个人信息的保存期限",
    lead: "到期后由系统自动删除，每小时检查一次；来电从振铃起算，其他从结案起算。统计和时间线不含姓名和号码，长期保存。",
    what: "内容",
    days: "保存天数",
    count: "{count} 天",
    source: "依据",
    change: "修改",
    "form.title": "修改保存期限：{what}",
    "form.lead": "缩短期限会在一小时内删除更早的内容，不能恢复。需要验证身份，并记入审计。",
    "form.days": "天数（{least} 到 {most}）",
    "form.source": "依据（文件和条款，或由谁决定）",
    "form.save": "保存",
    saved: "{what}：保存 {days} 天。",
    "what.caller": "报警人的电话号码",
    "what.passenger": "乘客的文字、轿厢页和亲属链接的凭证",
    "what.recording": "通话录音的地址",
    "what.position": "报警人的位置",
    "what.photo": "救援现场照片",
    "what.signature": "签收人的姓名和手写签名",
  },
  {
    title: "How long personal data are kept",
    lead: "Afterwards the system deletes them by itself, looked at every hour; calls count from their ring, everything else from the end of the incident. Figures and timelines hold neither names nor numbers and stay.",
    what: "What",
    days: "Days",
    count: "{count} {count|day|days}",
    source: "By",
    change: "Change",
    "form.title": "Time of keeping: {what}",
    "form.lead":
      "A shorter time deletes what is older within an hour, and nothing brings it back. Wants a proof of who you are, and stands in the audit.",
    "form.days": "Days ({least} to {most})",
    "form.source": "By (document and clause, or who decided it)",
    "form.save": "Save",
    saved: "{what}: kept for {days} {days|day|days}.",
    "what.caller": "Telephone numbers of callers",
    "what.passenger": "What passengers wrote, and the keys of car pages and relatives",
    "what.recording": "Addresses of recorded calls",
    "what.position": "Where callers were",
    "what.photo": "Photos of rescues",
    "what.signature": "Names and signatures of who took lifts back",
  },
);

const named = ["caller", "passenger", "recording", "position", "photo", "signature"] as const;
/** What another version of the platform has added is shown by its own name. */
export const nameOf = (what: string): string => {
  const known = named.find((each) => each === what);
  return known === undefined ? what : say(`what.${known}`);
};
