import { z } from "zod";
import { storableText } from "../contract.ts";
import { type CodeList, means, none, readCode, unsure } from "./code-list.ts";
import type { DialectResult, RawDialect } from "./dialect.ts";
import { code, enumerated, frameTime, jsonReader, withFields } from "./read-json.ts";
import { together } from "./together.ts";

/** 00 to 07 as in GB/T 24476-2017, then a numbering of its own: 08 is not its 8. It has no code for 困人; the frame has `Trapped`. */
export const faultPostList: CodeList = {
  name: "fault-post",
  spelling: 2,
  codes: {
    "00": none("电梯无故障", "no fault, and it does not say which earlier one is over"),
    "01": means("电梯运行时安全回路断路", "safety-circuit-open"),
    "02": means("关门故障", "door-close-fault"),
    "03": means("开门故障", "door-open-fault"),
    "04": means("轿厢在开锁区域外停止", "stop-outside-door-zone"),
    "05": means("轿厢意外移动", "unintended-movement"),
    "06": means("电动机运转时间限制器动作", "motor-runtime-limit"),
    "07": means("楼层位置丢失", "position-lost"),
    "08": means("运行中开门", "door-open-moving"),
    "09": means("冲顶", "over-travel-top"),
    10: means("蹲底", "over-travel-bottom"),
    11: means("超速", "overspeed"),
    12: means("开门走梯", "moving-door-open"),
    13: unsure("运行超时", "motor-runtime-limit", "a timer of the vendor's, perhaps not the controller's own limiter"),
    14: means("反复开关门", "repeated-door-reversal"),
    15: means("轿厢报警按钮动作", "alarm-button"),
    99: unsure("其他", "other", "the vendor's own remainder; Third_Fault_Code in the frame may say what it was"),
  },
};

/** A fault post as observed: all values are texts. `Elevator_Code` is the sender's own number, not one of the lift's codes. */
const fields = z.object({
  Fault_Time: frameTime,
  Fault_Code: code,
  Trapped: enumerated(1).nullish(),
  Fault_Reason: storableText(400).nullish(),
});

const read = (body: unknown): DialectResult =>
  withFields(fields, body, ({ Fault_Time: at, Fault_Code, Trapped, Fault_Reason }) => {
    const text = Fault_Reason == null || Fault_Reason === "" ? undefined : Fault_Reason;
    const fault = readCode(faultPostList, { code: Fault_Code, at, text, neverCleared: true });
    return Trapped === 1 ? together([trapped(at), fault]) : fault;
  });

const trapped = (at: number): DialectResult => ({
  ok: true,
  reading: {
    kind: "event",
    id: `trapped-${at}`,
    at,
    code: "entrapment",
    sourceCode: "fault-post:Trapped=1",
    phase: "raised",
    clears: undefined,
    text: "Trapped = 1",
    neverCleared: true,
  },
});

export const faultPost: RawDialect = {
  kind: "raw",
  name: "fault-post",
  list: faultPostList,
  clears: "never",
  read: jsonReader(read),
};
