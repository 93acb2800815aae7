import type { AccidentReason } from "../contract/afterwards.ts";
import type { Why } from "../contract.ts";
import type { Incident } from "./incident.ts";

/** Words of the tellings that leave the house. Short: an SMS holds 70 characters. */
export function noticeToCrew(incident: Incident, why: Why): string {
  const estimate = why.etaSource === "roads" ? "" : "（估算）";
  const work = incident.workInProgress ? "，该梯有作业" : "";
  return `【困人救援】${incident.place}${work}，路程约${Math.ceil(why.etaSeconds / 60)}分钟${estimate}，请立即接单。单号${incident.no}`;
}

export const noticeToDesk = (incident: Incident): string =>
  incident.kind === "fault"
    ? `${incident.place} 电梯故障，无人被困，单号${incident.no}`
    : `${incident.place} 有人被困，单号${incident.no}`;

export const noticeToRepair = ({ place, no }: Incident): string =>
  `【报修】${place}电梯故障，请尽快派人维修。单号${no}`;

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
    { channel: "voice", body: `您好，${incident.place}有人被困电梯，请立即派人到现场安抚，看护层门，并引导救援人员。` },
    {
      channel: "sms",
      body: `【困人】${incident.place}有人被困，请立即到现场安抚、看护层门、引导救援。单号${incident.no}${link === undefined ? "" : `，点此答复 ${link}`}`,
    },
  ];
}
