import { z } from "zod";
import type { Instant } from "../../../kernel/clock.ts";
import { storableText } from "../contract.ts";
import { type CodeList, means, readCode } from "./code-list.ts";
import type { DialectResult, RawDialect } from "./dialect.ts";
import { code, enumerated, frameTime, jsonReader, withFields } from "./read-json.ts";
import { together } from "./together.ts";

/** A province's special-equipment schema: 01 to 11 lifts, 61 to 65 escalators. */
export const provincialList: CodeList = {
  name: "provincial",
  spelling: 2,
  codes: {
    "01": means("安全回路断路", "safety-circuit-open"),
    "02": means("关门故障", "door-close-fault"),
    "03": means("开门故障", "door-open-fault"),
    "04": means("开锁区域外停止", "stop-outside-door-zone"),
    "05": means("意外移动", "unintended-movement"),
    "06": means("电动机运转时间限制器", "motor-runtime-limit"),
    "07": means("楼层位置丢失", "position-lost"),
    "08": means("防止再运行", "restart-prevented"),
    "09": means("冲顶", "over-travel-top"),
    10: means("蹲底", "over-travel-bottom"),
    11: means("困人", "entrapment"),
    61: means("扶梯安全回路断路", "safety-circuit-open"),
    62: means("扶梯超速保护", "overspeed"),
    63: means("非操纵逆转", "escalator-reversal"),
    64: means("梯级或踏板缺失", "step-missing"),
    65: means("扶梯防止重新启动", "restart-prevented"),
  },
};

/**
 * Published field names are deal_status, power_status, optype, optime, uptime and area_code; `fault_code` and `register_code` are
 * ours until a captured frame shows them. The record has no id of its own.
 */
const fields = z.object({
  register_code: storableText(120).min(1).nullish(),
  fault_code: code.nullish(),
  deal_status: z.enum(["00", "01", "02", "04", "05"]).nullish(),
  power_status: enumerated(2).pipe(z.int().min(1)).nullish(),
  optype: z.enum(["UPLOAD", "UPDATE", "DELETE"]),
  optime: frameTime,
});
type Fields = z.output<typeof fields>;

function readFields(said: Fields): DialectResult {
  const { optype, optime, register_code } = said;
  if (optype === "DELETE")
    return note(
      optime,
      "optype DELETE: the sender took its record back; what it raised stays until a person has looked",
    );
  const parts = [...faultOf(said), ...powerOf(said)];
  if (parts.length === 0) return { ok: false, reason: "body: has neither fault_code nor power_status" };
  const result = together(parts);
  return result.ok && typeof register_code === "string" ? { ...result, registerCode: register_code } : result;
}

/** 01 raises. 00 (settled) and 05 (false alarm) clear, which makes a person ask. 02 and 04 are steps of the sender's own people. */
function faultOf({ fault_code, deal_status, optime }: Fields): DialectResult[] {
  if (fault_code == null) return [];
  switch (deal_status) {
    case "01":
      return [readCode(provincialList, { code: fault_code, at: optime, neverCleared: false })];
    case "00":
      return [readCode(provincialList, { code: fault_code, at: optime, phase: "cleared", neverCleared: false })];
    case "05": {
      const said = { code: fault_code, at: optime, phase: "cleared" as const, text: "误报", neverCleared: false };
      return [readCode(provincialList, said)];
    }
    case "02":
      return [note(optime, "deal_status 02 处置响应: the sender's people are told; nothing of the lift itself")];
    case "04":
      return [note(optime, "deal_status 04 处置到场: the sender's people are there; nothing of the lift itself")];
    default:
      return [{ ok: false, reason: "deal_status: missing, so that it is not known whether the fault begins or ends" }];
  }
}

function powerOf({ fault_code, power_status, optime }: Fields): DialectResult[] {
  if (power_status === 2) {
    const text = "停电 (power_status 2)";
    const id = `power-${optime}`;
    return [
      {
        ok: true,
        reading: {
          kind: "event",
          id,
          at: optime,
          code: "power-lost",
          sourceCode: "provincial:power_status=2",
          phase: "raised",
          clears: undefined,
          text,
        },
      },
    ];
  }
  return power_status === 1 && fault_code == null ? [note(optime, "power_status 1: the supply is there")] : [];
}

const note = (at: Instant, text: string): DialectResult => ({
  ok: true,
  reading: { kind: "note", at, text, id: undefined },
});

export const provincial: RawDialect = {
  kind: "raw",
  name: "provincial",
  list: provincialList,
  clears: "sent",
  read: jsonReader((body) => withFields(fields, body, readFields)),
};
