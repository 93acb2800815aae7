import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type SpEnd, sp } from "./sp.ts";

export type Post = { readonly kind: string; readonly message: string; readonly text: { readonly content: string } };
/** Somebody's messenger: takes what a watchdog posts, or refuses it. */
export type Messenger = {
  readonly url: string;
  readonly got: Post[];
  answer: { status: number; body: string };
  readonly close: () => Promise<void>;
};

export async function openMessenger(): Promise<Messenger> {
  const got: Post[] = [];
  const server = createServer((request, reply) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      const { status, body: said } = messenger.answer;
      if (status === 200 && !said.includes("310000")) got.push(JSON.parse(body));
      reply.writeHead(status).end(said);
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const messenger: Messenger = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/robot?key=very-secret`,
    got,
    answer: { status: 200, body: '{"errcode":0}' },
    close: () => new Promise((closed) => server.close(() => closed())),
  };
  return messenger;
}

export type RunningWatchdog = {
  readonly end: (signal: NodeJS.Signals) => Promise<SpEnd>;
  /** Its visible log. */
  readonly log: () => string;
};

/** `sp watch` as a process of its own. */
export function startWatchdog(env: Readonly<Record<string, string>>): RunningWatchdog {
  let pid = 0;
  const ended = sp(["watch"], env, (id) => {
    pid = id;
  });
  return {
    end: (signal) => {
      process.kill(pid, signal);
      return ended;
    },
    log: () => {
      try {
        return readFileSync(join(env.SP_WATCH_DIR ?? "", "watch.log"), "utf8");
      } catch {
        return "";
      }
    },
  };
}
