import { type CodeList, means, none, readCode } from "./code-list.ts";
import type { DialectResult, RawDialect } from "./dialect.ts";

/** An older data terminal: one hexadecimal byte per fault. The one list of the house in which 10 is not ten. */
export const dtuHexList: CodeList = {
  name: "dtu-hex",
  spelling: "hexadecimal",
  codes: {
    "00": none("正常", "no fault, and it does not say which earlier one is over"),
    "01": means("超速", "overspeed"),
    "02": means("困人", "entrapment"),
    "03": means("门关不上", "door-close-fault"),
    "04": means("冲顶困人", "entrapment", "over-travel-top"),
    "05": means("冲顶", "over-travel-top"),
    "06": means("蹲底困人", "entrapment", "over-travel-bottom"),
    "07": means("蹲底", "over-travel-bottom"),
    "08": means("开门走梯", "moving-door-open"),
    "09": means("运动中开门", "door-open-moving"),
    "0a": means("非平层困人", "entrapment", "stop-outside-door-zone"),
    "0b": means("非平层停梯", "stop-outside-door-zone"),
    "0c": means("停电", "power-lost"),
    "0d": means("开门不到位", "door-open-fault"),
    10: means("非平层开门", "door-open-outside-zone"),
  },
};

/**
 * The frame, as its receiver's published source reads it: E0, length (of what follows up to F0), 11, type, register code (20
 * ASCII), gateway (11 ASCII), then for an alarm (type 21): fault, direction, people, floor, door, yy mm dd, hh mm ss in
 * binary (Beijing time), F0. There is no message id and no clear.
 */
const start = 0xe0;
const end = 0xf0;
const alarmType = 0x21;
const typeNames: Readonly<Record<number, string>> = { 32: "running data", 34: "request", 35: "static data" };
const alarmBytes = 2 + 2 + 20 + 11 + 11 + 1;
const beforeFault = 2 + 2 + 20 + 11;

function read(payload: Uint8Array): DialectResult {
  if (payload[0] !== start || payload.at(-1) !== end) return refuse("does not stand between E0 and F0");
  if (payload[1] !== payload.length - 3)
    return refuse(`says ${payload[1]} bytes of content and has ${payload.length - 3}`);
  const type = payload[3];
  if (type !== alarmType) return refuse(`type ${typeName(type)} is not read here, only 21 (alarm)`);
  if (payload.length !== alarmBytes) return refuse(`an alarm has ${alarmBytes} bytes, this one ${payload.length}`);
  const registerCode = String.fromCharCode(...payload.subarray(4, 24)).trim();
  if (!/^[\x20-\x7e]+$/.test(registerCode)) return refuse("the register code is not ASCII");
  const at = timeIn(payload.subarray(beforeFault + 5, beforeFault + 11));
  if (at === undefined) return refuse("its date and time are none");
  const [fault = 0, , people = 0, floor = 0, door = 0] = payload.subarray(beforeFault);
  const text = `${people === 0 ? "无人" : "有人"} ${door === 0 ? "开门" : "关门"} ${floor > 127 ? floor - 256 : floor}层`;
  const said = { code: fault.toString(16).padStart(2, "0"), at, text, neverCleared: true };
  const result = readCode(dtuHexList, said);
  return result.ok ? { ...result, registerCode } : result;
}

const refuse = (what: string): DialectResult => ({ ok: false, reason: `frame: ${what}` });

const typeName = (type = 0): string => `${type.toString(16).padStart(2, "0")} (${typeNames[type] ?? "unknown"})`;

/** Six bytes of a calendar that exists, in Beijing time. */
function timeIn(bytes: Uint8Array): number | undefined {
  const [year, month, day, hour, minute, second] = [...bytes].map((byte) => String(byte).padStart(2, "0"));
  const at = Date.parse(`20${year}-${month}-${day}T${hour}:${minute}:${second}+08:00`);
  return Number.isNaN(at) ? undefined : at;
}

export const dtuHex: RawDialect = { kind: "raw", name: "dtu-hex", list: dtuHexList, clears: "never", read };
