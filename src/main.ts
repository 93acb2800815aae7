import { ConfigError, readConfig } from "./platform/config/config.ts";
import { EmbeddedPostgresError } from "./platform/database/embedded-postgres.ts";
import { type Running, startShengping } from "./start.ts";

const say = (line: string): void => void process.stdout.write(`${line}\n`);

try {
  const running = await startShengping({ config: readConfig(process.env) });
  greet(running);
  stopOnSignal(running);
} catch (error) {
  // What the person at the console can mend is one sentence; anything else is a bug and shows where it came from.
  const known = error instanceof ConfigError || error instanceof EmbeddedPostgresError;
  process.stderr.write(
    `${known ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exit(1);
}

function greet({ http, mqtt, setupToken }: Running): void {
  say(`升平已启动  Shengping is running: ${http}   (${mqtt})`);
  if (setupToken === undefined) return;
  say("这是一个全新的平台：请打开下面的地址，建立第一位系统管理员（一次性口令，只用一次）。");
  say("This platform is new: open this address to make its first administrator (the token works once).");
  say(`  ${http}/setup?token=${setupToken}`);
}

function stopOnSignal(running: Running): void {
  let stopping = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      say("正在停止…  stopping…");
      running.stop().then(
        () => process.exit(0),
        (error: unknown) => {
          process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
          process.exit(1);
        },
      );
    });
}
