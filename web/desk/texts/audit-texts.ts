import { language } from "../../ui/texts/language.ts";
import { textTable } from "../../ui/texts/text-table.ts";
import { auditActs } from "./audit-acts.ts";

/** Words of the audit's page: its filters, objects and details. */
export const say = textTable(
  {
    all: "全部",
    csv: "导出 CSV",
    clear: "清除筛选",
    none: "没有符合条件的记录",
    "none.text": "放宽时间或去掉一个条件再看。",
    "filter.actor": "谁（姓名的一部分）",
    "filter.act": "做了什么",
    "filter.target": "对象",
    "filter.target.hint": "在列表中点「只看」",
    "filter.from": "自",
    "filter.to": "至",
    "filter.outcome": "结果",
    "outcome.done": "完成",
    "outcome.refused": "被拒绝",
    "room.identity": "账号、单位与人员（全部）",
    "room.lifts": "电梯档案（全部）",
    "room.imports": "导入（全部）",
    "room.devices": "设备（全部）",
    "room.crews": "救援组（全部）",
    "room.rescue": "救援（全部）",
    "room.platform": "平台运行（全部）",
    "target.only": "只看这个对象的记录",
    "target.only.short": "只看",
    "target.lift": "电梯 …{id}",
    "target.organisation": "单位 …{id}",
    "target.person": "人员 …{id}",
    "target.incident": "警情 …{id}",
    "target.import": "导入 …{id}",
    "target.account": "账号 …{id}",
    "target.invitation": "邀请 …{id}",
    "target.gateway": "网关 …{id}",
    "target.gap": "缺漏 …{id}",
    "target.notice": "外呼 …{id}",
    "target.backup": "备份 {id}",
    "target.lifts": "{id} 台电梯",
    "target.checkpoint": "第 {id} 个检查点",
    "target.role": "角色 {id}",
    "detail.mends": "改正被拒绝的行",
    "detail.yes": "是",
    "detail.no": "否",
  },
  {
    all: "all",
    csv: "Export CSV",
    clear: "Clear filters",
    none: "No act fits",
    "none.text": "Widen the days, or leave one condition out.",
    "filter.actor": "Who (part of the name)",
    "filter.act": "Did what",
    "filter.target": "To what",
    "filter.target.hint": "choose “only” in the list",
    "filter.from": "From",
    "filter.to": "Until",
    "filter.outcome": "Outcome",
    "outcome.done": "done",
    "outcome.refused": "refused",
    "room.identity": "Accounts, organisations, people (all)",
    "room.lifts": "Lifts (all)",
    "room.imports": "Imports (all)",
    "room.devices": "Devices (all)",
    "room.crews": "Crews (all)",
    "room.rescue": "Rescue (all)",
    "room.platform": "Running the platform (all)",
    "target.only": "Only what was done to this",
    "target.only.short": "only",
    "target.lift": "lift …{id}",
    "target.organisation": "organisation …{id}",
    "target.person": "person …{id}",
    "target.incident": "incident …{id}",
    "target.import": "import …{id}",
    "target.account": "account …{id}",
    "target.invitation": "invitation …{id}",
    "target.gateway": "gateway …{id}",
    "target.gap": "gap …{id}",
    "target.notice": "telling …{id}",
    "target.backup": "backup {id}",
    "target.lifts": "{id} {id|lift|lifts}",
    "target.checkpoint": "checkpoint {id}",
    "target.role": "role {id}",
    "detail.mends": "mended rows",
    "detail.yes": "yes",
    "detail.no": "no",
  },
);

/** An act that this page has no words for shows its own name. */
export function auditActText(act: string): string {
  const words = auditActs[act];
  return words === undefined ? act : words[language() === "en" ? 1 : 0];
}

/** Who has no name is written by his kind. */
const kinds: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  public: ["未登录", "not logged in"],
  key: ["接口密钥", "API key"],
  system: ["系统", "system"],
  device: ["设备", "device"],
};

/** Who failed to log in is nobody, with the name that he tried. */
export function auditActorText({ actor, tried }: { readonly actor: string; readonly tried: string | null }): string {
  const english = language() === "en";
  const who = kinds[actor]?.[english ? 1 : 0] ?? actor;
  if (tried === null) return who;
  return english ? `${who} (tried ${tried})` : `${who}（试用 ${tried}）`;
}
