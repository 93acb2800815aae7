import type { AccidentReason } from "../contract/afterwards.ts";
import type { Why } from "../contract.ts";
import type { Incident } from "./incident.ts";
import type { StandDown } from "./incident-events.ts";

/** 【…】 in front of a telling; the place of a drill begins with 【演练】 itself (drill.ts), and nothing goes before that. */
const head = ({ drill }: Incident, word: string): string => (drill === undefined ? `【${word}】` : "");

/** Words of the tellings that leave the house. Short: an SMS holds 70 characters. */
export function noticeToCrew(incident: Incident, why: Why): string {
  const estimate = why.etaSource === "roads" ? "" : "（估算）";
  const work = incident.workInProgress ? "，该梯有作业" : "";
  return `${head(incident, "困人救援")}${incident.place}${work}，路程约${Math.ceil(why.etaSeconds / 60)}分钟${estimate}，请立即接单。单号${incident.no}`;
}

const standDowns: Readonly<Record<StandDownTold, string>> = {
  "another-crew-came": "另一组已到场或接手",
  "another-crew-nearer": "另一组即将到达",
  "people-are-out": "人员已脱困",
  "false-alarm": "经核实是误报",
  "desk-chose-another": "值守台已改派",
  merged: "与另一起警情是同一起，已有救援人员负责",
  "real-rescue": "有真实救援需要您，请立即查看新派单",
  "drill-over": "演练到此结束",
};
/** A crew that goes on under another number need not be told anything. */
export type StandDownTold = Exclude<StandDown, "goes-on-in-other">;

/** To a crew that was asked: it need not come, and why. */
export const noticeOfStandDown = (incident: Incident, reason: StandDownTold): string => {
  const { place, no } = incident;
  return `${head(incident, "撤回")}${place}：${standDowns[reason]}，您不必前往，谢谢。单号${no}`;
};

export const noticeToDesk = (incident: Incident): string =>
  incident.kind === "fault"
    ? `${incident.place} 电梯故障，无人被困，单号${incident.no}`
    : `${incident.place} 有人被困，单号${incident.no}`;

export const noticeToRepair = ({ place, no }: Incident, what?: string): string =>
  `【报修】${place}电梯故障${what === undefined ? "" : `（${what}）`}，请尽快派人维修。单号${no}`;

const suspicions: Readonly<Record<AccidentReason, string>> = {
  death: "有人死亡",
  injury: "有人受伤",
  stranded: "滞留满2小时",
};

/** To the desk: a file has opened, its report is due soon, or is overdue. */
export function noticeOfAccident({ place, no, accident }: Incident, what: "opened" | "soon" | "overdue"): string {
  const why = (accident?.reasons ?? []).map((reason) => suspicions[reason]).join("、");
  const say = { opened: "请在1小时内上报", soon: "上报时限将到", overdue: "上报已超时" }[what];
  return `【疑似事故】${place} ${why}，${say}。单号${no}`;
}

export function noticesToUseUnit(
  incident: Incident,
  link: string | undefined,
): readonly { readonly channel: "voice" | "sms"; readonly body: string }[] {
  return [
    {
      channel: "voice",
      body: `您好，${incident.drill === undefined ? "" : "这是演练，不是真的困人。"}${incident.place}有人被困电梯，请立即派人到现场安抚，看护层门，并引导救援人员。`,
    },
    {
      channel: "sms",
      body: `${head(incident, "困人")}${incident.place}有人被困，请立即到现场安抚、看护层门、引导救援。单号${incident.no}${link === undefined ? "" : `，点此答复 ${link}`}`,
    },
  ];
}

/** 「还在轿厢里吗」, in a storm: short, for who called, the use unit, and the car's own device. */
export const stillInsideTexts = ({ place, no }: Incident) => ({
  caller: `【停电救援】${place}：还在轿厢里吗？请不要扒门，我们按序救援；若已出来，请回电告知。单号${no}`,
  useUnit: `【停电救援】${place}：请到轿厢门外确认里面是否还有人，并电话告知。单号${no}`,
  car: "停电或灾害造成多部电梯停运，我们知道您在这里，正在按序救援。请不要扒门；若您已经出来，请扫码或回电告诉我们。",
});

/** The same when supply is back: many have got out by themselves. */
export const supplyBackTexts = ({ place, no }: Incident) => ({
  caller: `【停电救援】${place}供电可能已恢复：还在轿厢里吗？若已出来，请回电告知；还在里面请勿扒门。单号${no}`,
  useUnit: `【停电救援】${place}供电可能已恢复：请到轿厢门外确认里面是否还有人，并电话告知。单号${no}`,
  car: "供电可能已经恢复。如果门开了，请小心走出，并扫码或回电告诉我们；门没有开，请不要扒门，我们仍在按序救援。",
});
