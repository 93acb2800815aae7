import { formatDistance } from "../ui/format-distance.ts";
import { language } from "../ui/texts/language.ts";
import type { RoadStep } from "./route.ts";

/** 路口动作: what to do, and whether a street name follows as the one that is entered. */
const zh: Readonly<Record<string, string>> = {
  depart: "出发",
  straight: "直行",
  "slight-right": "稍向右转",
  right: "右转",
  "sharp-right": "向右后方转",
  uturn: "掉头",
  "sharp-left": "向左后方转",
  left: "左转",
  "slight-left": "稍向左转",
  ramp: "上匝道",
  "ramp-right": "靠右上匝道",
  "ramp-left": "靠左上匝道",
  "exit-right": "右侧出口驶出",
  "exit-left": "左侧出口驶出",
  "keep-right": "靠右行驶",
  "keep-left": "靠左行驶",
  merge: "并入主路",
  roundabout: "进入环岛",
  "leave-roundabout": "驶出环岛",
  ferry: "乘轮渡",
  arrive: "到达",
};
const en: Readonly<Record<string, string>> = {
  depart: "Set out",
  straight: "Straight on",
  "slight-right": "Bear right",
  right: "Turn right",
  "sharp-right": "Sharp right",
  uturn: "U-turn",
  "sharp-left": "Sharp left",
  left: "Turn left",
  "slight-left": "Bear left",
  ramp: "Take the ramp",
  "ramp-right": "Take the ramp on the right",
  "ramp-left": "Take the ramp on the left",
  "exit-right": "Exit on the right",
  "exit-left": "Exit on the left",
  "keep-right": "Keep right",
  "keep-left": "Keep left",
  merge: "Merge",
  roundabout: "Enter the roundabout",
  "leave-roundabout": "Leave the roundabout",
  ferry: "Take the ferry",
  arrive: "Arrive",
};

/** 「左转进入北京东路，走 350 米」; the road engine gives no words, so they are made here. */
export function stepWords(step: RoadStep): string {
  const english = language() === "en";
  const act = (english ? en : zh)[step.maneuver] ?? (english ? "Go on" : "继续行驶");
  const street = step.streetNames[0];
  const far = step.metres >= 10 && step.maneuver !== "arrive" ? formatDistance(step.metres) : null;
  if (english) return [street === undefined ? act : `${act} onto ${street}`, far].filter(Boolean).join(", ");
  const along = step.maneuver === "depart" || step.maneuver === "straight" ? "，沿" : "，进入";
  const where = street === undefined ? act : `${act}${along}${street}`;
  return far === null ? where : `${where}，走 ${far}`;
}
