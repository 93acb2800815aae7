import { setTimeout as sleep } from "node:timers/promises";
import { channelsOf, send } from "./channels.ts";
import { acknowledge, judge, type Telling, tellingDue, told } from "./judge.ts";
import { look } from "./look.ts";
import type { WatchSettings } from "./settings.ts";
import { type Kept, note, openWatchDir, readKept, takeAcknowledgement, writeKept } from "./watch-files.ts";

/** Looks until it is told to end. What it knows lies on disk after every round, so a restart neither forgets an alarm nor tells it twice. */
export async function runWatch(settings: WatchSettings, signal: AbortSignal): Promise<void> {
  const { dir, url, everyMs } = settings;
  await openWatchDir(dir);
  const channels = channelsOf(settings).map(({ name }) => name);
  await note(dir, `看门狗开始 watching ${url} every ${everyMs / 1_000} s; channels: ${channels.join(", ") || "NONE"}`);
  let kept = await readKept(dir);
  if (kept.state.alarm !== null) await note(dir, `继续未了的报警 an alarm is still open: ${kept.state.alarm.problem}`);
  while (!signal.aborted) {
    kept = await round(settings, kept);
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
  }
  await note(dir, "看门狗停止 the watchdog ends");
}

async function round(settings: WatchSettings, before: Kept): Promise<Kept> {
  const { dir, name, url, after, repeatMs } = settings;
  const rules = { name: `${name} → ${url}`, after, repeatMs };
  const problem = await look(settings, before.channelProblem);
  const now = Date.now();
  if (problem !== before.problem) await note(dir, problem === null ? "正常 well" : problem);
  let state = judge(before.state, { at: now, problem }, rules);
  const known = await takeAcknowledgement(dir);
  if (known !== undefined) {
    state = acknowledge(state, known.alarm, known);
    await note(dir, `${known.by} 已知悉 acknowledged`);
  }
  const kept = { state, lookedAt: now, problem, channelProblem: before.channelProblem };
  const telling = tellingDue(state, now, rules);
  const done = telling === null ? kept : await tell(settings, kept, telling);
  await writeKept(dir, done);
  return done;
}

/** Before and after: killed amid it, it is told twice rather than never. */
async function tell(settings: WatchSettings, kept: Kept, telling: Telling): Promise<Kept> {
  const { dir } = settings;
  await writeKept(dir, kept);
  await note(dir, telling.text.replaceAll("\n", " "));
  const { by, failures } = await send(settings, telling);
  for (const failure of failures) await note(dir, `通道失败 channel failed: ${failure}`);
  const channelProblem = failures.join("; ").slice(0, 300);
  if (by === null) {
    await note(dir, "!!! 报警没有送出，下一轮再试 NOT DELIVERED by any channel; trying again at the next look");
    return { ...kept, channelProblem };
  }
  await note(dir, `已由 ${by} 送出 delivered by ${by}`);
  return { ...kept, channelProblem, state: told(kept.state, telling, Date.now()) };
}
