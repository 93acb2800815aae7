import { spawn } from "node:child_process";
import type { Telling } from "./judge.ts";
import { causeOf } from "./look.ts";
import type { WatchSettings } from "./settings.ts";

const limitMs = 15_000;

/** What became of a telling: by which channel it went, and which ones before failed and why. */
export type Sent = { readonly by: string | null; readonly failures: readonly string[] };

/** Tries the channels in order, webhooks first, until one takes it. */
export async function send(settings: WatchSettings, telling: Telling): Promise<Sent> {
  const failures: string[] = [];
  for (const channel of channelsOf(settings)) {
    const failure = await channel.send(telling).catch(causeOf);
    if (failure === undefined) return { by: channel.name, failures };
    failures.push(`${channel.name}: ${failure}`);
  }
  return { by: null, failures: failures.length === 0 ? ["没有设置通道 no channel is set"] : failures };
}

type Channel = {
  readonly name: string;
  /** Undefined when it was taken, else why not. */
  readonly send: (telling: Telling) => Promise<string | undefined>;
};

export function channelsOf({ webhooks, command, name }: WatchSettings): readonly Channel[] {
  // The address of a webhook is a secret: only its host is ever shown.
  const hooks = webhooks.map((url) => ({
    name: `webhook ${new URL(url).host}`,
    send: (telling: Telling) => post(url, telling, name),
  }));
  if (command === undefined) return hooks;
  return [...hooks, { name: "command", send: (telling: Telling) => run(command, telling) }];
}

/** The body is what the robots of 钉钉 and 企业微信 read, with the same as fields for other receivers. */
async function post(url: string, { kind, text }: Telling, watchdog: string): Promise<string | undefined> {
  const reply = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ msgtype: "text", text: { content: text }, kind, message: text, watchdog }),
    signal: AbortSignal.timeout(limitMs),
  });
  const body = await reply.text();
  if (!reply.ok) return `HTTP ${reply.status}`;
  // Those robots answer 200 and say in the body that they did not take it.
  const code = /"errcode"\s*:\s*(-?\d+)/.exec(body)?.[1];
  return code === undefined || code === "0" ? undefined : `errcode ${code}`;
}

/** A command of the operator's own (sendmail, curl to a mail server, a modem): the text on its standard input. */
function run(command: string, { kind, text }: Telling): Promise<string | undefined> {
  return new Promise((fulfil) => {
    const child = spawn("/bin/sh", ["-c", command], {
      env: { ...process.env, SP_ALERT_KIND: kind, SP_ALERT_TEXT: text },
      stdio: ["pipe", "ignore", "ignore"],
      timeout: limitMs,
      killSignal: "SIGKILL",
    });
    child.once("error", (error) => fulfil(error.message));
    child.once("exit", (code, signal) => fulfil(code === 0 ? undefined : `ended with ${signal ?? code}`));
    child.stdin.on("error", () => undefined);
    child.stdin.end(`${text}\n`);
  });
}
