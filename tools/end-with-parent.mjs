/**
 * Preloaded into processes that must not outlive the one that started them with an ipc channel: when that channel
 * closes (the parent was killed, even by -9), the process sends itself SIGTERM and so ends the way it always ends.
 */
import { isMainThread } from "node:worker_threads";

if (isMainThread && process.channel) {
  process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
  process.channel.unref(); // a listener alone would keep a finished process running
}
