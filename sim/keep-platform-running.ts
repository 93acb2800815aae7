import { existsSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type PlatformChild, startPlatform } from "./platform-child.ts";

/** The demonstration's platform: killed, it comes back under the same addresses. */
export type KeptPlatform = {
  readonly http: string;
  readonly mqtt: string;
  /** Rejects when it could not be brought back. */
  readonly gaveUp: Promise<never>;
  readonly stop: () => Promise<void>;
};

export type KeepOptions = {
  readonly dataDir: string;
  readonly report: (chinese: string, english: string) => void;
};

const logBytesMax = 20 << 20;
const readyLimitMs = 120_000;
/** A platform that dies again so soon has a fault that another start does not mend. */
const soonMs = 10_000;

export async function keepPlatformRunning({ dataDir, report }: KeepOptions): Promise<KeptPlatform> {
  const logFile = join(dataDir, "platform.log");
  if (existsSync(logFile) && statSync(logFile).size > logBytesMax) truncateSync(logFile);
  const env = { SP_LOG_LEVEL: process.env.SP_LOG_LEVEL ?? "warn" };
  const start = (ports: Readonly<Record<string, string>>): Promise<PlatformChild> =>
    startPlatform({ dataDir, logFile, readyLimitMs, env: { ...env, ...ports } });
  let child = await start({});
  const { http, mqtt } = child;
  const ports = { SP_HTTP_PORT: new URL(http).port, SP_MQTT_PORT: new URL(mqtt).port };
  let stopping = false;
  const watch = async (): Promise<never> => {
    for (;;) {
      const begun = performance.now();
      const how = await child.ended;
      if (stopping) return new Promise<never>(() => {});
      if (performance.now() - begun < soonMs) throw new Error(`the platform ended again (${how}); see ${logFile}`);
      report(`平台进程结束（${how}），正在重新启动`, `the platform ended (${how}), starting it again`);
      await sleep(300);
      child = await start(ports);
      report("平台已恢复", `the platform is back after ${(child.readyMs / 1_000).toFixed(1)} s`);
    }
  };
  const gaveUp = watch();
  gaveUp.catch(() => {}); // whoever races it hears of it
  return {
    http,
    mqtt,
    gaveUp,
    stop: async () => {
      stopping = true;
      await child.stop();
    },
  };
}
