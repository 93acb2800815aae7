import { readFile } from "node:fs/promises";
import type { z } from "zod";
import {
  carrierReply,
  deviceList,
  gatewayList,
  gatewaySecret,
  grantReply,
  revokedReply,
} from "../../src/rooms/devices/contract.ts";
import type { Answer, Command } from "./command.ts";
import { CommandError, type Connection, connect } from "./connection.ts";

/** So many codes in one request. */
const codesAtOnce = 5_000;

/** Gateways and enterprises' platforms: one login for many lifts; the end of any login; test lifts. */
export const gatewayCommands: readonly Command[] = [
  {
    name: "devices gateway",
    parameters: [{ name: "NAME" }],
    help: [
      "为网关或企业平台建立账号；密码只显示一次。 Makes the login of a gateway or an enterprise's platform; the password is shown once.",
      "NAME: 已有同名网关时换新密码。 An existing gateway of this name gets a new password.",
    ],
    run: async ([name = ""]) => {
      const server = await connect();
      const known = (await listed(server)).find((gateway) => gateway.name === name);
      const path = known === undefined ? "/api/v1/device-gateways" : `/api/v1/device-gateways/${known.id}/secret`;
      const made = gatewaySecret.parse(await server.call("POST", path, known === undefined ? { name } : {}));
      return { lines: [`username  ${made.username}`, `password  ${made.password}`], json: made, ok: true };
    },
  },
  {
    name: "devices grant",
    parameters: [{ name: "NAME" }, { name: "FILE" }],
    help: [
      "授权网关代报电梯：FILE 每行一个代码（注册代码、设备代码等）。 Grants lifts to a gateway: a code a line in FILE.",
      "没有对应电梯的代码逐个列出。 Codes that name no lift are listed.",
    ],
    run: ([name = "", file = ""]) => grant(name, file),
  },
  {
    name: "devices carrier",
    parameters: [{ name: "NAME" }, { name: "FILE" }],
    help: [
      "登记设备所用的运营商网络：FILE 每行一个代码。 Says whose network devices use: a code a line in FILE.",
      "同一运营商的设备一起静默时合为一个网络事件。 Devices of one carrier that go silent together are one network event.",
    ],
    run: ([name = "", file = ""]) => setCarrier(name, file),
  },
  {
    name: "devices test-begin",
    parameters: [{ name: "CODE" }],
    help: [
      "标为试验梯：设备报文不计入任何设备统计，直到 test-end；报警照常派单。 Marks a test lift: it counts in no statistic of the fleet until test-end; its alarms call a crew all the same.",
      "CODE: 电梯的注册代码，或设备的账号。 The lift's registration code, or its device's login.",
    ],
    run: ([name = ""]) => markTest(name, true),
  },
  {
    name: "devices test-end",
    parameters: [{ name: "CODE" }],
    help: ["试验梯恢复计入统计。 The lift counts again."],
    run: ([name = ""]) => markTest(name, false),
  },
  {
    name: "devices revoke",
    parameters: [{ name: "NAME|CODE" }],
    help: [
      "停用网关或一台电梯设备的账号，不需要重启；换新密码后恢复。 Ends a gateway's or a lift's device's login at once; a new password opens it again.",
      "NAME|CODE: 网关的名称，或电梯的注册代码、设备的账号。 The gateway's name, the lift's registration code, or a login's name.",
    ],
    run: async ([name = ""]) => {
      const server = await connect();
      const ended = revokedReply.parse(await server.call("POST", `${await loginPath(server, name)}/revoke`, {}));
      return { lines: [`已停用 ended: ${name}`], json: ended, ok: true };
    },
  },
];

const listed = async (server: Connection): Promise<z.infer<typeof gatewayList>["gateways"]> =>
  gatewayList.parse(await server.call("GET", "/api/v1/device-gateways")).gateways;

async function gatewayNamed(server: Connection, name: string): Promise<{ readonly id: string }> {
  const found = (await listed(server)).find((gateway) => gateway.name === name || gateway.username === name);
  if (found === undefined) throw new CommandError(`没有这个网关。 There is no gateway "${name}".`);
  return found;
}

async function markTest(name: string, on: boolean): Promise<Answer> {
  const server = await connect();
  const path = `/api/v1/devices/${(await deviceNamed(server, name)).id}/test`;
  const marked = revokedReply.parse(await server.call("POST", path, { on }));
  const line = on ? `试验梯，不计入统计 test lift, in no statistic: ${name}` : `恢复统计 counts again: ${name}`;
  return { lines: [line], json: marked, ok: true };
}

async function deviceNamed(server: Connection, name: string): Promise<{ readonly id: string }> {
  const { devices } = deviceList.parse(await server.call("GET", `/api/v1/devices?q=${encodeURIComponent(name)}`));
  const device = devices.find((each) => each.registerCode === name || each.username === name);
  if (device === undefined) throw new CommandError(`没有这个网关或设备。 There is no gateway or device "${name}".`);
  return device;
}

async function loginPath(server: Connection, name: string): Promise<string> {
  const gateway = (await listed(server)).find((each) => each.name === name || each.username === name);
  if (gateway !== undefined) return `/api/v1/device-gateways/${gateway.id}`;
  return `/api/v1/devices/${(await deviceNamed(server, name)).id}`;
}

async function grant(name: string, file: string): Promise<Answer> {
  const codes = await codesOf(file);
  const server = await connect();
  const { id } = await gatewayNamed(server, name);
  const total = { granted: 0, already: 0, unknown: [] as string[] };
  for (let from = 0; from < codes.length; from += codesAtOnce) {
    const body = { codes: codes.slice(from, from + codesAtOnce) };
    const reply = grantReply.parse(await server.call("POST", `/api/v1/device-gateways/${id}/lifts`, body));
    total.granted += reply.granted;
    total.already += reply.already;
    total.unknown.push(...reply.unknown);
  }
  const lines = [
    `${total.granted} 台已授权 granted, ${total.already} 台原已授权 already, ${total.unknown.length} 个代码没有电梯 unknown`,
    ...total.unknown.map((code) => `  ${code}`),
  ];
  return { lines, json: total, ok: total.unknown.length === 0 };
}

async function setCarrier(carrier: string, file: string): Promise<Answer> {
  const codes = await codesOf(file);
  const server = await connect();
  const total = { changed: 0, unknown: [] as string[] };
  for (let from = 0; from < codes.length; from += codesAtOnce) {
    const body = { carrier, codes: codes.slice(from, from + codesAtOnce) };
    const reply = carrierReply.parse(await server.call("POST", "/api/v1/device-carriers", body));
    total.changed += reply.changed;
    total.unknown.push(...reply.unknown);
  }
  const lines = [
    `${total.changed} 台已登记 changed, ${total.unknown.length} 个代码没有设备 without a device`,
    ...total.unknown.map((code) => `  ${code}`),
  ];
  return { lines, json: total, ok: total.unknown.length === 0 };
}

async function codesOf(file: string): Promise<readonly string[]> {
  const text = await readFile(file, "utf8").catch(() => {
    throw new CommandError(`读不到文件。 "${file}" cannot be read.`);
  });
  const codes = [...new Set(text.split(/\r?\n/).map((line) => line.trim()))].filter((line) => line !== "");
  if (codes.length === 0) throw new CommandError(`文件里没有代码。 "${file}" has no codes.`);
  return codes;
}
