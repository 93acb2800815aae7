import { setTimeout as pause } from "node:timers/promises";
import { gatewayList, gatewaySecret, grantReply } from "../../src/rooms/devices/contract.ts";
import { CommandError, type Connection, ownPlace, type Place, sentenceOf } from "./connection.ts";
import { fetchPinned } from "./fetch-pinned.ts";

export type Login = { readonly username: string; readonly password: string };
/** The ordinary door for frames over HTTP, with a device's or gateway's own name and secret. */
export type IngestDoor = {
  /** @throws CommandError with the platform's own sentence when it refuses. */
  readonly send: (method: "GET" | "POST", path: string, body?: Uint8Array<ArrayBuffer>) => Promise<unknown>;
};

export function openIngest({ http, certFile }: Place, { username, password }: Login): IngestDoor {
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  return {
    send: async (method, path, body) => {
      const url = new URL(path, http);
      const headers = { authorization, "content-type": "application/octet-stream" };
      const request = { method, headers, ...(body === undefined ? {} : { body }) };
      const asked = certFile === undefined ? fetch(url, request) : fetchPinned(url, certFile, request);
      const response = await asked.catch((error: unknown) => {
        throw new CommandError(`平台没有回答。 ${http} did not answer: ${String(error)}`);
      });
      if (!response.ok) throw new CommandError(await sentenceOf(response));
      return response.json();
    },
  };
}

/** So many codes in one request. */
const codesAtOnce = 5_000;

/**
 * A gateway of this name that may speak for the lifts while `use` runs, and for nobody afterwards: the platform's own tools come in
 * by the ordinary door, and no device's secret changes for them. Codes without a lift refuse it all.
 */
export async function withGateway<T>(
  server: Connection,
  { name, codes }: { readonly name: string; readonly codes: readonly string[] },
  use: (door: IngestDoor) => Promise<T>,
): Promise<T> {
  const path = "/api/v1/device-gateways";
  const { gateways } = gatewayList.parse(await server.call("GET", path));
  const known = gateways.find((gateway) => gateway.name === name);
  const made = await (known === undefined
    ? server.call("POST", path, { name })
    : server.call("POST", `${path}/${known.id}/secret`, {}));
  const login = gatewaySecret.parse(made);
  try {
    const unknown: string[] = [];
    for (let from = 0; from < codes.length; from += codesAtOnce) {
      const body = { codes: codes.slice(from, from + codesAtOnce) };
      unknown.push(...grantReply.parse(await server.call("POST", `${path}/${login.id}/lifts`, body)).unknown);
    }
    if (unknown.length > 0)
      throw new CommandError(
        `没有这些代码的电梯。 No lifts have these codes: ${unknown.slice(0, 20).join(", ")}${unknown.length > 20 ? " …" : ""}`,
      );
    const door = openIngest(await ownPlace(), login);
    await untilGranted(door, codes.at(-1));
    return await use(door);
  } finally {
    await server.call("POST", `${path}/${login.id}/revoke`, {});
  }
}

/** A grant takes hold a moment after its commit, by a bell. */
async function untilGranted(door: IngestDoor, code: string | undefined): Promise<void> {
  if (code === undefined) return;
  for (let tries = 0; ; tries += 1) {
    try {
      await door.send("GET", `/ingest/v1/${encodeURIComponent(code)}/frames`);
      return;
    } catch (error) {
      if (tries === grantTriesMax) throw error;
      await pause(100);
    }
  }
}
const grantTriesMax = 100;
