import { createHmac, randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type pg from "pg";
import { bearer, createApi } from "../sim/api.ts";
import { mosquitto } from "../sim/outer-broker.ts";
import { adminToken, type PlatformChild, startPlatform } from "../sim/platform-child.ts";
import { type Report, rounded, target } from "../tools/report-line.ts";
import { type LaneFigures, startAlarmLane } from "./alarm-lane.ts";
import { type BareBroker, startLibraryBroker, startTunedBroker } from "./bare-broker.ts";
import type { GatewayOrder, LoadOrder, LoadTold } from "./frame-load.ts";
import { journey } from "./journey.ts";
import { watchMemory } from "./process-memory.ts";
import type { PushOrder, PushTold } from "./push-load.ts";
import { connectAsOwner, copyRows, seedRegister } from "./registry-seed.ts";
import { storageCost } from "./storage-cost.ts";
import { measureTwins, type TwinSizes, twinTarget } from "./twin.ts";

export type IngestOptions = {
  readonly lifts: number;
  readonly gateways: number;
  readonly seconds: number;
  readonly say: (line: string) => void;
};
type Run = Extract<LoadTold, { told: "done" }>;
type Pushed = Extract<PushTold, { told: "done" }>;

/** The first round after so many lifts came in copies the register once for the fleet's figures; what is measured is every other minute. */
async function untilRegisterIsFlat(dataDir: string): Promise<void> {
  const client = await connectAsOwner(dataDir);
  try {
    for (let waited = 0; waited < 180; waited += 1) {
      const { rows } = await client.query<{ flat: boolean }>(
        `select due_at > now() and exists (select 1 from devices.fleet_lift) as flat from devices.chore where name = 'fleet'`,
      );
      if (rows[0]?.flat === true) return;
      await sleep(1_000);
    }
    throw new Error("the register was not copied for the fleet's figures");
  } finally {
    await client.end();
  }
}

/** 200,000 lifts speak; a million must find room. */
const twinsPerLift = 5;
const windowFrames = 250;
export const alarmEveryMs = 500;
/** HTTP: so many pushes at once, of so many frames, for so long. */
const push = { gateways: 4, frames: 8_000, secondsMax: 20 } as const;

/**
 * Lifts through gateways, each frame QoS 1 and acknowledged after its commit, through twin and detection; and the same frames into the
 * bare broker that only counts them, on the same machine in the same run. While they come, entrapments of other lifts must reach the desk.
 * Then the same lifts by HTTP, many frames a push.
 */
export async function benchIngest(options: IngestOptions): Promise<Report> {
  const { say, seconds } = options;
  const dataDir = mkdtempSync(join(tmpdir(), "sp-bench-ingest-"));
  const start = (env: Readonly<Record<string, string>> = {}): Promise<PlatformChild> =>
    startPlatform({
      dataDir,
      logFile: join(dataDir, "platform.log"),
      readyLimitMs: 300_000,
      env: { SP_HTTP_PORT: "0", SP_MQTT_PORT: "0", SP_LOG_LEVEL: "warn", DATABASE_URL: "", ...env },
    });
  try {
    const twins = await measureTwins({ lifts: twinsPerLift * options.lifts, rounds: 9, say });
    const empty = await start();
    const client = await connectAsOwner(dataDir);
    await seedRegister(client, options.lifts, say);
    const { gateways, alarms } = await seedGateways(client, options);
    await client.end();
    await empty.stop();
    const bare = await runBare(options, gateways);
    say(`bare broker: ${rounded(perSecondOf(bare.tuned, seconds))} frames/s`);
    const platform = await start();
    say(`platform ready after ${rounded(platform.readyMs / 1_000)} s with ${options.lifts} devices in memory`);
    await untilRegisterIsFlat(dataDir);
    const report = await measure(options, { dataDir, platform, gateways, alarms, bare, twins });
    const external = await throughMosquitto(options, { dataDir, gateways, start });
    return { ...report, details: { ...report.details, external } };
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

type Outside = Pick<House, "dataDir" | "gateways"> & {
  readonly start: (env: Readonly<Record<string, string>>) => Promise<PlatformChild>;
};

/** The same frames through a Mosquitto beside the platform; a figure without a limit, as that broker takes its part of the two cores. */
async function throughMosquitto({ seconds, say }: IngestOptions, { dataDir, gateways, start }: Outside) {
  if (mosquitto.missing !== "") return "no Mosquitto 2 on the PATH";
  const broker = await mosquitto.start(dataDir);
  const platform = await start({ SP_BROKER_URL: broker.url });
  const client = await connectAsOwner(dataDir);
  try {
    await untilJoined(platform);
    const before = (await keptFrames(client)).frames;
    const begun = performance.now();
    const forSeconds = Math.min(seconds, 20);
    const load = loadFrames({ port: Number(new URL(broker.url).port), seconds: forSeconds, windowFrames, gateways });
    await sleep(forSeconds * 1_000);
    const stored = (await keptFrames(client)).frames - before;
    const storedPerSecond = Math.round(stored / ((performance.now() - begun) / 1_000));
    const acknowledged = Math.round(perSecondOf(await load, forSeconds));
    say(`through Mosquitto: ${storedPerSecond} frames/s stored, ${acknowledged} acknowledged by it`);
    return { mosquitto_frames_per_second: storedPerSecond, acknowledged_by_it_per_second: acknowledged };
  } finally {
    await client.end();
    await platform.stop();
    await broker.stop();
  }
}

async function untilJoined(platform: PlatformChild): Promise<void> {
  for (let waited = 0; waited < 120; waited += 1) {
    const metrics = await (await fetch(`${platform.http}/metrics`)).text();
    if (/^sp_external_broker_connected 1$/m.test(metrics)) return;
    await sleep(500);
  }
  throw new Error("the platform did not join the broker");
}

/** Lifts of a gateway that says nothing but alarms. */
type AlarmOrder = { readonly gateway: GatewayOrder; readonly liftIds: ReadonlyMap<string, string> };
type House = {
  readonly dataDir: string;
  readonly platform: PlatformChild;
  readonly gateways: readonly GatewayOrder[];
  readonly alarms: AlarmOrder;
  readonly bare: Bare;
  readonly twins: TwinSizes;
};

async function measure(
  { lifts, seconds, say }: IngestOptions,
  { dataDir, platform, gateways, alarms, bare, twins }: House,
): Promise<Report> {
  try {
    const api = createApi(platform.http, bearer(adminToken(dataDir)), 30_000);
    const memory = watchMemory(platform.pid);
    const lane = startAlarmLane(api, { mqtt: platform.mqtt, ...alarms }, { everyMs: alarmEveryMs });
    const run = await loadFrames({ port: Number(new URL(platform.mqtt).port), seconds, windowFrames, gateways });
    const alarmed = await lane.stop();
    const rss = memory.stop();
    const perSecond = perSecondOf(run, seconds);
    say(`platform: ${rounded(perSecond)} frames/s, ${run.acknowledged} acknowledged of ${run.sent}`);
    const { kept, storage } = await lookAtStore(dataDir);
    say(`a lift's own words take ${storage.gb_per_lift_and_year} GB after a year`);
    const pushed = await loadByHttp({
      http: platform.http,
      seconds: Math.min(seconds, push.secondsMax),
      framesPerPush: push.frames,
      gateways: gateways.slice(0, push.gateways),
    });
    const pushedPerSecond = pushed.accepted / (pushed.ms / 1_000);
    say(`by HTTP: ${rounded(pushedPerSecond)} frames/s`);
    return {
      name: "ingest",
      targets: [
        target("frames_per_second", Math.round(perSecond), { op: ">=", limit: 60_000, unit: "1/s" }),
        target("share_of_bare_broker", rounded(perSecond / perSecondOf(bare.tuned, seconds)), {
          op: ">=",
          limit: 0.6,
          unit: "",
        }),
        target("acknowledged_lost", lostOf(run, alarmed, kept.frames), {
          op: "<=",
          limit: 0,
          unit: "frames",
        }),
        target("http_frames_per_second", Math.round(pushedPerSecond), { op: ">=", limit: 100_000, unit: "1/s" }),
        target("alarm_to_desk_loaded_p99_ms", rounded(alarmed.p99), { op: "<=", limit: 1_000, unit: "ms" }),
        twinTarget(twins),
        target("rss_mib", rounded(rss), { op: "<=", limit: 1_536, unit: "MiB" }),
      ],
      details: {
        lifts,
        gateways: gateways.length,
        seconds,
        bare: detailsOf(bare, seconds),
        per_second: run.perSecond,
        ready_ms: platform.readyMs,
        alarms: alarmed,
        http: { accepted: pushed.accepted, others: pushed.others, per_second: pushed.perSecond },
        storage,
        twins,
        kept: { ...kept, bytes_per_frame: rounded(kept.bytes / Math.max(1, kept.frames)) },
      },
    };
  } finally {
    await platform.stop();
  }
}

/** Alarms lie among the kept frames too, and may not stand in for lost states. */
const lostOf = (run: Run, { alarms, missed }: LaneFigures, kept: number): number =>
  Math.max(0, run.acknowledged + alarms - missed - kept);

const detailsOf = ({ tuned, library }: Bare, seconds: number) => ({
  frames_per_second: Math.round(perSecondOf(tuned, seconds)),
  frames_per_second_as_the_library_comes: Math.round(perSecondOf(library, seconds)),
  per_second: tuned.perSecond,
});

async function lookAtStore(dataDir: string) {
  const client = await connectAsOwner(dataDir);
  try {
    return { kept: await keptFrames(client), storage: await storageCost(client, journey.length) };
  } finally {
    await client.end();
  }
}

const perSecondOf = ({ perSecond }: Run, seconds: number): number =>
  perSecond.reduce((sum, each) => sum + each, 0) / Math.max(1, Math.min(perSecond.length, seconds));

type Bare = { readonly tuned: Run; readonly library: Run };

/** The same frames into the broker as the platform runs it, and into the one of its library as it comes, one after the other. */
async function runBare(options: IngestOptions, gateways: readonly GatewayOrder[]): Promise<Bare> {
  const tuned = await countOnly(await startTunedBroker(), options, gateways);
  return { tuned, library: await countOnly(await startLibraryBroker(), options, gateways) };
}

async function countOnly(
  broker: BareBroker,
  { seconds }: IngestOptions,
  gateways: readonly GatewayOrder[],
): Promise<Run> {
  try {
    const run = await loadFrames({ port: broker.port, seconds: Math.min(seconds, 15), windowFrames, gateways });
    if (broker.counted() < run.acknowledged) throw new Error("the bare broker acknowledged what it had not counted");
    return run;
  } finally {
    await broker.stop();
  }
}

export function loadFrames(order: LoadOrder): Promise<Run> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./frame-load.ts", import.meta.url), { workerData: order });
    worker.on("error", reject);
    worker.on("message", (told: LoadTold) => {
      if (told.told === "failed") reject(new Error(told.reason));
      if (told.told === "done") resolve(told);
      if (told.told !== "ready") void worker.terminate();
    });
  });
}

function loadByHttp(order: PushOrder): Promise<Pushed> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./push-load.ts", import.meta.url), { workerData: order });
    worker.on("error", reject);
    worker.on("message", (told: PushTold) => {
      if (told.told === "failed") reject(new Error(told.reason));
      else resolve(told);
      void worker.terminate();
    });
  });
}

/** Devices of all lifts behind gateways, past the enrolment; the last gateway has the lifts that say alarms only, each once. */
export async function seedGateways(
  client: pg.Client,
  { gateways, seconds, say }: Pick<IngestOptions, "gateways" | "seconds" | "say">,
): Promise<{ readonly gateways: GatewayOrder[]; readonly alarms: AlarmOrder }> {
  const { rows } = await client.query<{ id: string; code: string }>(
    "select id, register_code as code from lifts.lift order by register_code",
  );
  const alarming = Math.min(Math.ceil((seconds * 1_000) / alarmEveryMs) + 10, Math.floor(rows.length / 2));
  const logins = Array.from({ length: gateways + 1 }, (_, n) => {
    const password = randomBytes(24).toString("base64url");
    const salt = randomBytes(16);
    const hash = createHmac("sha256", salt).update(password).digest();
    return { id: randomUUID(), username: `gw-bench-${n}`, password, salt, hash };
  });
  const devices = rows.map(({ id, code }, n) => ({
    id: randomUUID(),
    liftId: id,
    code,
    gateway: n < alarming ? gateways : n % gateways,
  }));
  const bytes = (value: Buffer): string => `\\\\x${value.toString("hex")}`;
  await copyRows(client, "devices.gateway (id, name, username, salt, secret_hash, enrolled_at)", logins.length, (n) => {
    const login = logins[n];
    return login === undefined
      ? []
      : [login.id, login.username, login.username, bytes(login.salt), bytes(login.hash), "2026-01-01"];
  });
  const nobody = bytes(randomBytes(16));
  await copyRows(
    client,
    "devices.credential (id, lift_id, username, salt, secret_hash, dialect, enrolled_code, last_code, enrolled_at)",
    devices.length,
    (n) => {
      const device = devices[n];
      if (device === undefined) return [];
      return [
        device.id,
        device.liftId,
        `dev-${n}`,
        nobody,
        nobody,
        "canonical-v1",
        device.code,
        device.code,
        "2026-01-01",
      ];
    },
  );
  await copyRows(client, "devices.gateway_lift (gateway_id, device_id, granted_at)", devices.length, (n) => {
    const device = devices[n];
    return device === undefined ? [] : [logins[device.gateway]?.id, device.id, "2026-01-01"];
  });
  await beginChains(client, devices.slice(0, alarming));
  await client.query("analyze devices.credential");
  say(`${devices.length} devices behind ${gateways} gateways`);
  return ordersOf(logins, devices, alarming);
}

type Login = { readonly username: string; readonly password: string };
type Behind = { readonly liftId: string; readonly code: string; readonly gateway: number };

/** The last login is the gateway of the lifts that say alarms only. */
function ordersOf(logins: readonly Login[], devices: readonly Behind[], alarming: number) {
  const codes = logins.map((): string[] => []);
  for (const { gateway, code } of devices) codes[gateway]?.push(code);
  const orders = logins.map(({ username, password }, n) => ({ username, password, codes: codes[n] ?? [] }));
  const alarmGateway = orders.pop();
  if (alarmGateway === undefined) throw new Error("there is a gateway for alarms");
  const liftIds = new Map(devices.slice(0, alarming).map(({ code, liftId }) => [code, liftId]));
  return { gateways: orders, alarms: { gateway: alarmGateway, liftIds } };
}

/** What rescue writes about a lift goes behind the beginning of its chain. */
async function beginChains(client: pg.Client, lifts: readonly { readonly liftId: string }[]): Promise<void> {
  await client.query(
    "insert into lifts.ledger_head (lift_id, no, hash) select id, 0, repeat('0', 64) from unnest($1::uuid[]) as l (id) on conflict do nothing",
    [lifts.map(({ liftId }) => liftId)],
  );
}

async function keptFrames(client: pg.Client): Promise<{ frames: number; bytes: number; chunks: number }> {
  const { rows } = await client.query<{ frames: string; bytes: string; chunks: string }>(
    "select sum(frames) as frames, sum(length(body)) as bytes, count(*) as chunks from devices.frame_chunk",
  );
  const [row] = rows;
  return { frames: Number(row?.frames ?? 0), bytes: Number(row?.bytes ?? 0), chunks: Number(row?.chunks ?? 0) };
}
