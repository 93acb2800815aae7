import { userInfo } from "node:os";
import { WatchSettingError } from "../watch/settings.ts";
import { acknowledgeAlarm, type Done, showStatus, tryChannels, watch } from "../watch/watch-acts.ts";
import type { Answer, Command } from "./command.ts";
import { CommandError } from "./connection.ts";

async function answer(act: Promise<Done>): Promise<Answer> {
  try {
    const { lines, ok } = await act;
    return { lines, json: { ok, lines }, ok };
  } catch (error) {
    throw error instanceof WatchSettingError ? new CommandError(error.message) : error;
  }
}

/** The outside watchdog; longer names first, as the first that fits is taken. */
export const watchCommands: readonly Command[] = [
  {
    name: "watch ack",
    parameters: [{ name: "NAME", optional: true }],
    help: ["知悉当前报警，不再重复提醒。 Acknowledges the open alarm: no more reminders; its end is still told."],
    run: ([name]) => answer(acknowledgeAlarm(process.env, name ?? userInfo().username)),
  },
  {
    name: "watch test",
    parameters: [],
    help: ["向报警通道发一条测试消息。 Sends a test by the alarm channels."],
    run: () => answer(tryChannels(process.env)),
  },
  {
    name: "watch status",
    parameters: [],
    help: ["看门狗上次看到的情况。 What the watchdog of this folder (SP_WATCH_DIR) last saw."],
    run: () => answer(showStatus(process.env)),
  },
  {
    name: "watch",
    parameters: [],
    help: [
      "平台外的看门狗：查看 /readyz 和到期任务的心跳，异常时经自己的通道报警，直到有人知悉。",
      "The watchdog outside the platform: looks at /readyz and at the heartbeat of due work, alerts by its own channel until somebody acknowledges.",
      "SP_WATCH_URL, SP_WATCH_SECRET (as the platform's), SP_WATCH_WEBHOOK, SP_WATCH_COMMAND, SP_WATCH_EVERY (15 s), SP_WATCH_AFTER (3 looks),",
      "SP_WATCH_REPEAT (600 s), SP_WATCH_NAME, SP_WATCH_DIR (./watch). Best on another machine; there tools/watch.ts with tools/watch/ is enough.",
    ],
    run: () => answer(watch(process.env)),
  },
];
