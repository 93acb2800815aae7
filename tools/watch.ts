import { userInfo } from "node:os";
import { WatchSettingError } from "./watch/settings.ts";
import { acknowledgeAlarm, type Done, showStatus, tryChannels, watch } from "./watch/watch-acts.ts";

/**
 * The watchdog without the platform's packages: `node tools/watch.ts` with this file and the folder `watch/` beside it runs on any
 * machine with Node 24. In a checkout `sp watch` is the same.
 */
const acts: Readonly<Record<string, () => Promise<Done>>> = {
  run: () => watch(process.env),
  ack: () => acknowledgeAlarm(process.env, process.argv[3] ?? userInfo().username),
  test: () => tryChannels(process.env),
  status: () => showStatus(process.env),
};

try {
  const act = acts[process.argv[2] ?? "run"];
  if (act === undefined)
    throw new WatchSettingError(`用法 usage: node tools/watch.ts [${Object.keys(acts).join("|")}]`);
  const { lines, ok } = await act();
  for (const line of lines) process.stdout.write(`${line}\n`);
  process.exitCode = ok ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error instanceof WatchSettingError ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
