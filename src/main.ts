import { ConfigError, readConfig } from "./platform/config/config.ts";
import { EmbeddedPostgresError } from "./platform/database/embedded-postgres.ts";
import { type Running, startShengping } from "./start.ts";

// Whoever read our words may have gone (a closed terminal, a pipe that ended): that must not end us amid a rescue.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

let running: Running | undefined;
let stopping = false;
// From the first moment on: whoever presses Ctrl-C while we start must not leave a database server behind.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    say("正在停止…  stopping…");
    if (running !== undefined) void stop(running);
  });

try {
  running = await startShengping({ config: readConfig(process.env) });
  if (stopping) await stop(running);
  else greet(running);
} catch (error) {
  // What the person at the console can mend is one sentence; anything else is a bug and shows where it came from.
  process.stderr.write(`${sentenceFor(error)}\n`);
  process.exit(1);
}

async function stop(house: Running): Promise<never> {
  await house.stop();
  process.exit(0);
}

function sentenceFor(error: unknown): string {
  if (error instanceof ConfigError || error instanceof EmbeddedPostgresError) return error.message;
  if (!(error instanceof Error)) return String(error);
  const { code, port } = error as Error & { code?: unknown; port?: unknown };
  if (code === "EADDRINUSE")
    return `端口 ${port} 已被其他程序占用，请换一个（SP_HTTP_PORT、SP_MQTT_PORT）。Port ${port} is in use by another program: choose another (SP_HTTP_PORT, SP_MQTT_PORT).`;
  if (code === "EACCES" && port !== undefined)
    return `没有权限使用端口 ${port}。No permission to listen on port ${port}.`;
  return error.stack ?? error.message;
}

function greet({ http, mqtt, setupToken }: Running): void {
  say(`升平已启动  Shengping is running: ${http}   (${mqtt})`);
  if (setupToken === undefined) return;
  say("这是一个全新的平台：请打开下面的地址，建立第一位系统管理员（一次性口令，只用一次）。");
  say("This platform is new: open this address to make its first administrator (the token works once).");
  say(`  ${http}/setup?token=${setupToken}`);
}
