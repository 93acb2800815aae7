import { z } from "zod";
import { storableText } from "../contract.ts";
import { type CodeList, means, none, readCode, unsure, vendorId } from "./code-list.ts";
import type { DialectResult, RawDialect } from "./dialect.ts";
import { frameTime, has, jsonReader, withFields } from "./read-json.ts";
import { together } from "./together.ts";

/** Flags of a property manager's platform: each fault report lists them all, `Y` where it is so. */
export const propertyFlagsList: CodeList = {
  name: "property-flags",
  spelling: "letters",
  codes: {
    F9999: means("停梯关人", "entrapment"),
    F9998: means("停梯长时间不关门", "door-held-open"),
    F9997: means("上行开门走车", "moving-door-open"),
    F9996: means("下行开门走车", "moving-door-open"),
    F9995: means("长时间关人", "entrapment"),
    F9994: means("非平层停梯关人", "entrapment", "stop-outside-door-zone"),
    F9993: means("紧急呼叫", "alarm-button"),
    F9992: means("冲顶", "over-travel-top"),
    F9991: means("蹲底", "over-travel-bottom"),
    F9990: means("运行中门开", "door-open-moving"),
    F9989: none("运行中门关", "names what a running lift always does; what fault is meant is not published"),
    F9988: unsure("撞击", "impact", "what was struck is not said"),
  },
};

const report = z.object({
  messageId: storableText(200).min(1).nullish(),
  timeStamp: frameTime,
  fault: z.object({ data: z.record(z.string(), z.enum(["Y", "N"])) }),
});
const realtime = z.object({ timeStamp: frameTime });

/** Every flag that is set is an event of its own. `liftNo` and `deviceNo` are the platform's own numbers, not codes of the lift. */
const readReport = (body: unknown): DialectResult =>
  withFields(report, body, ({ messageId, timeStamp: at, fault }) => {
    const set = Object.entries(fault.data).flatMap(([code, flag]) => (flag === "Y" ? [code] : []));
    if (set.length === 0) return note(at, "no flag is set");
    return together(
      set.map((code) => {
        const id = messageId == null ? undefined : vendorId(`${messageId}:${code}`);
        return readCode(propertyFlagsList, { code, at, id, neverCleared: true });
      }),
    );
  });

function read(body: unknown): DialectResult {
  if (has(body, "fault")) return readReport(body);
  if (has(body, "realtime"))
    return withFields(realtime, body, ({ timeStamp }) =>
      note(timeStamp, "realtime: has no door zone, so that it shows no state of the car that could be used"),
    );
  return { ok: false, reason: "body: has neither fault nor realtime" };
}

const note = (at: number, text: string): DialectResult => ({
  ok: true,
  reading: { kind: "note", at, text, id: undefined },
});

export const propertyFlags: RawDialect = {
  kind: "raw",
  name: "property-flags",
  list: propertyFlagsList,
  clears: "never",
  read: jsonReader(read),
};
