import type { Hazard } from "../../src/rooms/rescue/contract/hazards.ts";
import type { UseUnitPage } from "../../src/rooms/rescue/contract/use-unit-page.ts";

export const answers = ["on-my-way", "guarding", "false-alarm"] as const;
export type Answer = (typeof answers)[number];

/** What waits for no level. */
export const hazardWords = {
  injury: "有人受伤 Injured",
  illness: "有人发病 Ill",
  fire: "着火有烟 Fire",
  water: "进水 Water",
  "child-alone": "只有孩子 Child alone",
} as const satisfies Readonly<Record<Hazard, string>>;

/** Chinese first, English beside: a guard's phone is not asked for its language. */
export const words = {
  "on-my-way": "我正在赶去 On my way",
  guarding: "已到现场，正在看护层门 At the doors",
  "false-alarm": "现场核实无人被困 Nobody is inside",
  alarm: (persons: number | null, vulnerable: boolean, since: string): string =>
    `${since} 起有${persons === null ? "人" : ` ${persons} 人`}被困${vulnerable ? "，有老幼病弱" : ""} Trapped since ${since}`,
  insideAsk: "里面还有人吗？ Is anybody still inside?",
  inside: "里面还有人 Still inside",
  outside: "里面没有人了 Nobody inside",
  otherAsk: "本单位另一部电梯也困人？填它的识别码 Another lift of ours? Its code",
  otherSend: "报告这部电梯困人 Report it",
  otherDone: (no: string): string => `救援中心已收到，单号 ${no} The centre has it`,
  otherUnknown: "没有这个识别码，或不是本单位的电梯，请打电话。Not a lift of this unit; please telephone.",
  hazardAsk: "有下列情况请按，值守台马上请 120 或 119 Press if so; 120 or 119 is called at once",
  code: "识别码",
  expected: (time: string): string => `预计 ${time} 到达 Expected ${time}`,
  sending: "正在发送… Sending…",
  told: "值守台已收到，谢谢。The desk knows, thank you.",
  lost: "没有信号，会自动重试。No signal, trying again.",
  gone: "这个链接已经失效。This link is no longer valid.",
  call: (number: string): string => `打电话给救援中心 ${number}`,
  no: (no: string): string => `单号 ${no}`,
  todo: [
    "隔着层门和里面的人说话：救援马上就到，请不要扒门。Talk to them: help is coming, do not force the doors.",
    "在各层门前放警示，不让别人靠近、按梯。Keep others away from the doors.",
    "打开小区大门和机房，到路口带救援人员进来。Open the gates, lead the crew in.",
    "不要自行开门放人，除非持证并按规程操作。Do not open the doors unless you are certified.",
  ],
} as const;

const stageWords: Readonly<Record<UseUnitPage["stage"], string>> = {
  "finding-crew": "正在派救援人员 Sending a crew",
  "no-crew": "正在寻找救援人员 Looking for a crew",
  "crew-asked": "已派单，等待接单 A crew was asked",
  "en-route": "救援人员正在赶来 A crew is coming",
  "on-scene": "救援人员已到现场 The crew is there",
  freed: "人员已经救出，谢谢 They are out, thank you",
  secured: "人员已经救出，谢谢 They are out, thank you",
  reported: "已报修",
  "in-repair": "已交维修",
  closed: "救援已经结束，谢谢 It is over, thank you",
};
export const stageWord = (stage: UseUnitPage["stage"]): string => stageWords[stage];
