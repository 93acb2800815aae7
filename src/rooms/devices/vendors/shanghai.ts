import { z } from "zod";
import { storableText } from "../contract.ts";
import { type CodeList, means, readCode, vendorId } from "./code-list.ts";
import type { DialectResult, PushedFrame, RawDialect } from "./dialect.ts";
import {
  isEscalatorObject,
  isLiftObject,
  isStatisticsObject,
  naming,
  readEscalatorObject,
  readLiftObject,
  readStatisticsObject,
  registerCodeIn,
} from "./gb-fields.ts";
import { code, frameTime, has, jsonReader, withFields } from "./read-json.ts";

/** Of Shanghai's two-digit failureCode only 困人 is published. Others are quarantined by name until the table is, and can be replayed. */
export const shanghaiList: CodeList = {
  name: "shanghai",
  spelling: 2,
  codes: { "09": means("困人", "entrapment") },
};

/** Who the alarm came from. One that is not listed does not make it less of an alarm. */
const alarmChannels: Readonly<Record<string, string>> = {
  S01: "110电话",
  S02: "物业",
  S03: "维保",
  S04: "物联网",
  S05: "小程序",
};

const alarm = z.object({
  alarmId: storableText(200).min(1),
  alarmChannel: storableText(40).nullish(),
  registerNumber: storableText(120).min(1),
  occurTime: frameTime,
  failureCode: code,
  eventDesc: storableText(400).nullish(),
});

/** iotAlarms: once per event; the end of it is never sent. `statusDetails` lacks the service mode and is kept in the frame only. */
const readAlarm = (body: unknown): DialectResult =>
  withFields(alarm, body, ({ alarmId, alarmChannel, occurTime, failureCode, eventDesc }) => {
    const channel = alarmChannel ?? "";
    const from = Object.hasOwn(alarmChannels, channel) ? `${channel} ${alarmChannels[channel]}` : channel;
    const text = [from, eventDesc ?? ""].filter((part) => part !== "").join(" · ");
    return readCode(shanghaiList, {
      code: failureCode,
      at: occurTime,
      id: vendorId(alarmId),
      text: text === "" ? undefined : text,
      neverCleared: true,
    });
  });

function readObject(body: unknown): DialectResult {
  if (has(body, "alarmId") || has(body, "failureCode")) return readAlarm(body);
  if (isEscalatorObject(body)) return readEscalatorObject(body);
  if (isLiftObject(body)) return readLiftObject(body);
  if (isStatisticsObject(body)) return readStatisticsObject(body);
  return { ok: false, reason: "body: is no object of iotRealData, iotStatisticsData or iotAlarms" };
}

/** Bodies of all three are one object or an array of them, each naming its lift. */
const paths = ["iot/api/v1/iotRealData", "iot/api/v1/iotStatisticsData", "platform/api/v1/iotAlarms"] as const;

const split = (body: unknown): readonly PushedFrame[] =>
  (Array.isArray(body) ? body : [body]).map((object: unknown) => ({
    registerCode: registerCodeIn(object),
    payload: Buffer.from(JSON.stringify(object) ?? ""),
  }));

export const shanghai: RawDialect = {
  kind: "raw",
  name: "shanghai",
  list: shanghaiList,
  clears: "never",
  read: jsonReader((body) => naming(body, readObject(body))),
  push: { paths, split },
};
