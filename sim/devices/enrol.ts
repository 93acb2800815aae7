import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { enrolReply } from "../../src/rooms/devices/contract.ts";
import { type Api, untilAnswered } from "../api.ts";
import type { DeviceSecret } from "./device-link.ts";

const secretsFile = z.array(enrolReply);
const atOnce = 6;
const savedEvery = 200;

/** Gives every lift its own credentials; those that it has already are read from `file`, readable by its owner only. */
export async function enrolLifts(
  api: Api,
  file: string,
  registerCodes: readonly string[],
  { report, signal }: { readonly report: (done: number, of: number) => void; readonly signal: AbortSignal },
): Promise<ReadonlyMap<string, DeviceSecret>> {
  const known = new Map(readSecrets(file).map((secret) => [secret.registerCode, secret]));
  const missing = registerCodes.filter((code) => !known.has(code));
  let done = 0;
  const work = missing.values();
  const worker = async (): Promise<void> => {
    for (const registerCode of work) {
      const secret = await untilAnswered(() => api.post("/api/v1/devices/enrol", { registerCode }, enrolReply), signal);
      known.set(registerCode, secret);
      done += 1;
      if (done % savedEvery === 0) {
        save(file, [...known.values()]);
        report(done, missing.length);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  if (missing.length > 0) save(file, [...known.values()]);
  return known;
}

const readSecrets = (file: string): readonly DeviceSecret[] =>
  existsSync(file) ? secretsFile.parse(JSON.parse(readFileSync(file, "utf8"))) : [];

/** Whole or not at all. */
export function save(file: string, content: unknown): void {
  writeFileSync(`${file}.draft`, JSON.stringify(content), { mode: 0o600 });
  renameSync(`${file}.draft`, file);
}
