import { send } from "./channels.ts";
import { clock } from "./judge.ts";
import { runWatch } from "./run-watch.ts";
import { readWatchSettings, watchDir } from "./settings.ts";
import { leaveAcknowledgement, note, openWatchDir, readKept } from "./watch-files.ts";

/** What each word after `watch` does: lines to print, and whether all is well. */
export type Done = { readonly lines: readonly string[]; readonly ok: boolean };
type Env = Readonly<Record<string, string | undefined>>;

export async function watch(env: Env): Promise<Done> {
  const ending = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => ending.abort());
  await runWatch(readWatchSettings(env), ending.signal);
  return { lines: [], ok: true };
}

export async function acknowledgeAlarm(env: Env, by: string): Promise<Done> {
  const dir = watchDir(env);
  const { alarm } = (await readKept(dir)).state;
  if (alarm === null) return { lines: ["没有未了的报警。 There is no open alarm."], ok: false };
  await leaveAcknowledgement(dir, { alarm: alarm.id, by, at: Date.now() });
  return {
    lines: [`已记下，不再重复提醒；恢复时仍会通知。 Acknowledged: no more reminders, its end is still told.`],
    ok: true,
  };
}

/** Sends a test by the channels as an alarm would go: what is never tried does not work when it must. */
export async function tryChannels(env: Env): Promise<Done> {
  const settings = readWatchSettings(env);
  await openWatchDir(settings.dir);
  const text = `【升平看门狗】${settings.name}：通道测试，无需处理。\nA test of the channel, nothing to do.`;
  const { by, failures } = await send(settings, { kind: "again", text });
  await note(settings.dir, `通道测试 channel test: ${by ?? "failed"}`);
  return { lines: [...failures, by === null ? "没有送出。 Not delivered." : `${by} ✓`], ok: by !== null };
}

export async function showStatus(env: Env): Promise<Done> {
  const { state, lookedAt, problem, channelProblem } = await readKept(watchDir(env));
  if (lookedAt === null) return { lines: ["看门狗还没有运行过。 The watchdog has not run here yet."], ok: false };
  const { alarm } = state;
  const lines = [
    `上次查看 last look     ${clock(lookedAt)}  ${problem ?? "正常 well"}`,
    ...(alarm === null
      ? []
      : [
          `报警 alarm             since ${clock(alarm.since)}, told ${alarm.times}×, ${alarm.acknowledged === null ? "未知悉 not acknowledged" : `知悉 acknowledged by ${alarm.acknowledged.by}`}`,
        ]),
    ...(channelProblem === "" ? [] : [`通道 channels          ${channelProblem}`]),
  ];
  return { lines, ok: problem === null };
}
