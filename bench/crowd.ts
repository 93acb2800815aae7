import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { shanghaiGround } from "../sim/city/shanghai-ground.ts";
import type { DeviceSecret } from "../sim/devices/device-link.ts";

/** What the crowd's process is told. */
export type Crowd = {
  readonly seed: number;
  readonly lifts: number;
  readonly http: string;
  readonly mqtt: string;
  readonly dataDir: string;
  /** Folder of the real data where the city stands on real ground. */
  readonly realData: string | null;
  /** Lifts whose devices somebody else plays. */
  readonly leftOut: readonly string[];
  readonly crews: readonly { readonly code: string; readonly login: string; readonly password: string }[];
};

export const groundOf = ({ realData }: Pick<Crowd, "realData">) =>
  realData === null ? {} : { ground: shanghaiGround(realData) };

export const secretsFile = (dataDir: string): string => join(dataDir, "sim-devices.json");

export const secretsOf = (dataDir: string): ReadonlyMap<string, DeviceSecret> => {
  const secrets = JSON.parse(readFileSync(secretsFile(dataDir), "utf8")) as DeviceSecret[];
  return new Map(secrets.map((secret) => [secret.registerCode, secret]));
};

export type CrowdProcess = {
  readonly look: () => Promise<{ connected: number; frames: number }>;
  readonly stop: () => Promise<void>;
};

export function startCrowd(crowd: Crowd): CrowdProcess {
  const child: ChildProcess = fork(new URL("./alarm-crowd.ts", import.meta.url), [JSON.stringify(crowd)]);
  return {
    look: async () => {
      child.send("look");
      const [answer] = await once(child, "message");
      return answer as { connected: number; frames: number };
    },
    stop: async () => {
      if (child.exitCode !== null) return;
      const ended = once(child, "exit");
      child.disconnect();
      await ended;
    },
  };
}
