import { z } from "zod";
import { type CodeList, means, none, readCode } from "./code-list.ts";
import type { DialectResult, RawDialect } from "./dialect.ts";
import {
  isEscalatorObject,
  isLiftObject,
  isStatisticsObject,
  naming,
  readEscalatorObject,
  readLiftObject,
  readStatisticsObject,
} from "./gb-fields.ts";
import { code, frameTime, has, jsonReader, withFields } from "./read-json.ts";
import { together } from "./together.ts";

/** Message codes in the style of GB/T 24476-2017 §11. The standard has none for 困人; 91 to 93 are Chongqing's additions. */
export const gb24476List: CodeList = {
  name: "gb24476-2017",
  spelling: "decimal",
  codes: {
    0: none("无故障", "no fault, and it does not say which earlier one is over"),
    1: means("运行时安全回路断路", "safety-circuit-open"),
    2: means("关门故障", "door-close-fault"),
    3: means("开门故障", "door-open-fault"),
    4: means("轿厢在开锁区域外停止", "stop-outside-door-zone"),
    5: means("轿厢意外移动", "unintended-movement"),
    6: means("电动机运转时间限制器动作", "motor-runtime-limit"),
    7: means("楼层位置丢失", "position-lost"),
    8: means("防止电梯再运行故障", "restart-prevented"),
    40: means("恢复自动运行", "automatic-restored"),
    41: means("主电源断电", "power-lost"),
    42: means("进入停止服务", "service-stopped"),
    43: means("进入检修", "inspection-mode"),
    44: means("消防返回", "fire-return"),
    45: means("消防员运行", "firefighter-service"),
    46: means("应急电源", "emergency-power"),
    47: means("地震", "earthquake-mode"),
    90: means("报警按钮动作", "alarm-button"),
    91: means("蹲底", "over-travel-bottom"),
    92: means("冲顶", "over-travel-top"),
    93: means("平层关人", "entrapment"),
  },
};

const message = z.object({ samplingTime: frameTime, Message_Code: code });

/** One object may hold a state, counters and a message code together. */
function read(body: unknown): DialectResult {
  const parts: DialectResult[] = [];
  if (isEscalatorObject(body)) parts.push(readEscalatorObject(body));
  else if (isLiftObject(body)) parts.push(readLiftObject(body));
  if (isStatisticsObject(body)) parts.push(readStatisticsObject(body));
  if (has(body, "Message_Code")) parts.push(readMessage(body));
  if (parts.length === 0)
    return { ok: false, reason: "body: has none of Service_Mode, Escalator_Service_Mode, Message_Code or a counter" };
  return naming(body, together(parts));
}

const readMessage = (body: unknown): DialectResult =>
  withFields(message, body, ({ samplingTime, Message_Code }) =>
    readCode(gb24476List, { code: Message_Code, at: samplingTime, neverCleared: true }),
  );

export const gb24476: RawDialect = {
  kind: "raw",
  name: "gb24476-2017",
  list: gb24476List,
  clears: "never",
  read: jsonReader(read),
};
