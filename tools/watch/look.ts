import type { WatchSettings } from "./settings.ts";

const limitMs = 10_000;

/**
 * One look from outside: does it answer, is it ready, and does due work move. The same question tells the platform that this
 * watchdog lives. Null when all is well, else what is wrong in a sentence.
 */
export async function look(settings: WatchSettings, channelProblem: string): Promise<string | null> {
  try {
    const ready = await fetch(`${settings.url}/readyz`, { signal: AbortSignal.timeout(limitMs) });
    const said = (await ready.json().catch(() => ({}))) as { reasons?: Record<string, string> };
    if (!ready.ok) return `未就绪 not ready (${ready.status}): ${reasonsOf(said.reasons)}`;
    return await askWork(settings, channelProblem);
  } catch (error) {
    return `没有应答 no answer: ${causeOf(error)}`;
  }
}

async function askWork({ url, secret, name, everyMs }: WatchSettings, channelProblem: string): Promise<string | null> {
  const asked = await fetch(`${url}/api/v1/watch`, {
    method: "POST",
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
    body: JSON.stringify({ name, everySeconds: Math.max(1, Math.round(everyMs / 1_000)), channelProblem }),
    signal: AbortSignal.timeout(limitMs),
  });
  if (asked.status === 401)
    return "看门狗口令不对 the platform refuses the watchdog: SP_WATCH_SECRET differs, or it has none";
  if (!asked.ok) return `心跳查询失败 the heartbeat could not be asked (${asked.status})`;
  const { ok, reasons } = (await asked.json()) as { ok: boolean; reasons: string[] };
  return ok ? null : `到期任务停滞 due work does not move: ${reasons.join("; ")}`;
}

const reasonsOf = (reasons: Record<string, string> | undefined): string =>
  Object.entries(reasons ?? {})
    .map(([part, reason]) => `${part}: ${reason}`)
    .join("; ") || "?";

export function causeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (!(cause instanceof Error)) return String(cause);
  return "code" in cause && typeof cause.code === "string" ? cause.code : cause.message || cause.name;
}
