import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "./platform-child.ts";

/** A broker that is none of ours, as a city may have one. */
export type OuterBroker = {
  readonly url: string;
  /** Ends it in order (what it holds is saved) and starts it again on the same port. */
  readonly restart: () => Promise<void>;
  /** Kills it with -9 and starts it again on the same port. */
  readonly killAndStart: () => Promise<void>;
  readonly stop: () => Promise<void>;
};
export type OuterBrokerKind = {
  readonly name: string;
  /** What devices speak with it: MQTT 5, or 4 for 3.1.1. */
  readonly version: 4 | 5;
  /** Why its tests are skipped; empty: it is there. */
  readonly missing: string;
  /** Whether it has written a message to disk when it acknowledges it. */
  readonly keepsWhatItAcknowledges: boolean;
  readonly start: (folder: string) => Promise<OuterBroker>;
};

const mosquittoBinary = process.env.SP_MOSQUITTO ?? "mosquitto";
const natsBinary = process.env.SP_NATS ?? "nats-server";
const says = (binary: string, argument: string, words: RegExp): boolean => {
  const { stdout, stderr } = spawnSync(binary, [argument], { encoding: "utf8" });
  return words.test(`${stdout ?? ""}${stderr ?? ""}`);
};

/** A real Mosquitto 2, on the PATH or named by SP_MOSQUITTO. */
export const mosquitto: OuterBrokerKind = {
  name: "Mosquitto",
  version: 5,
  missing: says(mosquittoBinary, "-h", /^mosquitto version 2\./)
    ? ""
    : " (SKIPPED: no Mosquitto 2 on the PATH, nor in SP_MOSQUITTO)",
  keepsWhatItAcknowledges: false,
  start: startMosquitto,
};

/** A real NATS server 2 with JetStream, on the PATH or named by SP_NATS. It speaks MQTT 3.1.1. */
export const nats: OuterBrokerKind = {
  name: "NATS JetStream",
  version: 4,
  missing: says(natsBinary, "--version", /nats-server: v2\./)
    ? ""
    : " (SKIPPED: no nats-server 2 on the PATH, nor in SP_NATS)",
  keepsWhatItAcknowledges: true,
  start: startNats,
};

async function startMosquitto(folder: string): Promise<OuterBroker> {
  const port = await freePort();
  const store = join(folder, "store");
  mkdirSync(store, { recursive: true });
  const file = join(folder, "mosquitto.conf");
  const lines = [
    `listener ${port} 127.0.0.1`,
    "allow_anonymous true",
    "persistence true",
    `persistence_location ${store}/`,
    "max_inflight_messages 5000",
    "max_queued_messages 0",
    ...(process.getuid?.() === 0 ? ["user root"] : []),
  ];
  writeFileSync(file, `${lines.join("\n")}\n`);
  return runBroker(mosquittoBinary, ["-c", file], { port, query: "" });
}

async function startNats(folder: string): Promise<OuterBroker> {
  const [port, ownPort] = [await freePort(), await freePort()];
  const file = join(folder, "nats.conf");
  const lines = [
    "server_name: city",
    `listen: 127.0.0.1:${ownPort}`,
    `jetstream { store_dir: ${JSON.stringify(join(folder, "jetstream"))} }`,
    `mqtt { listen: "127.0.0.1:${port}", max_ack_pending: 5000, ack_wait: "10s" }`,
  ];
  writeFileSync(file, `${lines.join("\n")}\n`);
  return runBroker(natsBinary, ["-c", file], { port, query: "?version=3.1.1" });
}

type Where = { readonly port: number; readonly query: string };

async function runBroker(binary: string, args: readonly string[], { port, query }: Where): Promise<OuterBroker> {
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    child = spawn(binary, args, { stdio: "ignore" });
    for (let tries = 0; !(await canConnect(port)); tries += 1) {
      if (tries === 200) throw new Error(`${binary} does not listen`);
      await sleep(50);
    }
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const running = child;
    if (running === undefined) return;
    child = undefined;
    const ended = new Promise<void>((resolve) => running.once("exit", () => resolve()));
    running.kill(signal);
    await ended;
  };
  await start();
  return {
    url: `mqtt://127.0.0.1:${port}${query}`,
    restart: async () => {
      await end("SIGTERM");
      await start();
    },
    killAndStart: async () => {
      await end("SIGKILL");
      await start();
    },
    stop: () => end("SIGTERM"),
  };
}

const canConnect = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("close", () => socket.destroy());
    socket.once("connect", () => socket.destroy());
  });
