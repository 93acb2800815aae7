import { codeFrameDialect } from "./code-frame.ts";
import { type CodeList, means, none, unsure } from "./code-list.ts";

/** A vendor's list of four digits. */
export const fourDigitList: CodeList = {
  name: "four-digit",
  spelling: 4,
  codes: {
    "0101": means("困人", "entrapment"),
    "0201": unsure("开关门故障", "door-fault", "opening or closing: the code does not say which"),
    "0202": means("电梯运行时安全回路断路", "safety-circuit-open"),
    "0203": means("轿厢在开锁区域外停止", "stop-outside-door-zone"),
    "0204": means("蹲底", "over-travel-bottom"),
    "0205": means("冲顶", "over-travel-top"),
    "0207": means("轿厢意外移动", "unintended-movement"),
    "0313": none(
      "物联网设备长时间离线",
      "about the device's link, which the platform judges by itself; lost contact is no fault of the lift",
    ),
    "0314": means("电梯长时间停留楼层", "long-stop"),
    "0315": unsure("疑似故障停梯", "service-stopped", "the vendor suspects it (疑似)"),
    "0317": means("电动车告警", "e-bike-in-car"),
    "0401": means("停止服务", "service-stopped"),
    "0402": means("检修", "inspection-mode"),
  },
};

export const fourDigit = codeFrameDialect("four-digit", fourDigitList);
