import { type Instant, minutes } from "../../../kernel/clock.ts";
import { holderOf, type Incident, stageOf } from "./incident.ts";

export type Comfort = {
  readonly action: "start" | "update" | "stop";
  readonly text: string;
  readonly etaMinutes?: number;
};

/** What the car is told. Minutes are named only when a crew has accepted and is expected; they are rounded up. */
export function comfortFor(incident: Incident, now: Instant): Comfort {
  const stage = stageOf(incident);
  switch (stage) {
    case "finding-crew":
    case "crew-asked":
    case "no-crew":
    case "reported":
    case "in-repair":
      return {
        action: "start",
        text: "我们已经收到您的求助，正在安排救援人员。轿厢里空气充足，请不要扒门，耐心等待。",
      };
    case "en-route": {
      const holder = holderOf(incident);
      if (holder?.expectedAt === undefined || holder.expectedAt <= now)
        return { action: "update", text: "救援人员正在赶来，请不要扒门，耐心等待。" };
      const etaMinutes = Math.ceil((holder.expectedAt - now) / minutes(1));
      const words = holder.later
        ? `路上比预计的久一些，大约还要${etaMinutes}分钟`
        : `救援人员正在赶来，大约${etaMinutes}分钟到达`;
      return { action: "update", text: `${words}。请不要扒门，耐心等待。`, etaMinutes };
    }
    case "on-scene":
      return { action: "update", text: "救援人员已经到达，正在为您开门，请远离轿门，听从指挥。" };
    case "freed":
    case "secured":
    case "closed":
      return {
        action: "stop",
        text: incident.falseAlarm ? "经核实没有人员被困，本次救援结束。" : "救援已完成，请走出轿厢，注意脚下。",
      };
  }
}
