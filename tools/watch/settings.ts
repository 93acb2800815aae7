import { hostname } from "node:os";
import { resolve } from "node:path";

/** The watchdog's own settings: it may stand on a machine that has nothing of the platform but these files. */
export type WatchSettings = {
  readonly url: string;
  readonly secret: string;
  readonly name: string;
  readonly everyMs: number;
  /** Bad looks in a row that make an alarm. */
  readonly after: number;
  readonly repeatMs: number;
  readonly dir: string;
  readonly webhooks: readonly string[];
  readonly command: string | undefined;
};

/** A wrong or missing setting, as one sentence. */
export class WatchSettingError extends Error {}

type Env = Readonly<Record<string, string | undefined>>;

/** @throws WatchSettingError */
export function readWatchSettings(env: Env): WatchSettings {
  const number = (name: string, fallback: number): number => {
    const value = Number(env[name] || fallback);
    if (Number.isFinite(value) && value >= 1 && value <= 86_400) return value;
    throw new WatchSettingError(`设置 ${name} 须为 1 至 86400 的数。 ${name} must be a number from 1 to 86400.`);
  };
  const url = address(env.SP_WATCH_URL ?? "http://127.0.0.1:8080", "SP_WATCH_URL");
  const secret = env.SP_WATCH_SECRET ?? "";
  if (secret.length < 16)
    throw new WatchSettingError(
      "设置 SP_WATCH_SECRET（至少 16 位）须与平台一致。 Set SP_WATCH_SECRET (16 characters or more), the same as the platform's.",
    );
  const name = (env.SP_WATCH_NAME || hostname()).replace(/[^\p{L}\p{N}._-]/gu, "-").slice(0, 60);
  return {
    ...{ url, secret, name },
    everyMs: number("SP_WATCH_EVERY", 15) * 1_000,
    after: number("SP_WATCH_AFTER", 3),
    repeatMs: number("SP_WATCH_REPEAT", 600) * 1_000,
    dir: watchDir(env),
    webhooks: (env.SP_WATCH_WEBHOOK ?? "")
      .split(/\s+/)
      .filter((each) => each !== "")
      .map((each) => address(each, "SP_WATCH_WEBHOOK")),
    command: env.SP_WATCH_COMMAND || undefined,
  };
}

export const watchDir = (env: Env): string => resolve(env.SP_WATCH_DIR || "./watch");

function address(text: string, name: string): string {
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return text.replace(/\/+$/, "");
  throw new WatchSettingError(`设置 ${name} 须为 http(s) 地址。 ${name} must be an http(s) address.`);
}
