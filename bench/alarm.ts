import { mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openAccountBook, wantedAccounts } from "../sim/accounts.ts";
import { type Api, bearer, createApi } from "../sim/api.ts";
import type { City, CityLift } from "../sim/city/city.ts";
import { generateCity } from "../sim/city/generate-city.ts";
import { hasShanghai } from "../sim/city/shanghai-ground.ts";
import { enrolLifts } from "../sim/devices/enrol.ts";
import { createFleet, type Fleet } from "../sim/devices/fleet.ts";
import { createDraws, type Draws } from "../sim/draws.ts";
import { watchLive } from "../sim/people/live-client.ts";
import { adminToken, type PlatformChild, startPlatform } from "../sim/platform-child.ts";
import { populate } from "../sim/populate.ts";
import { isEscalatorKind } from "../src/rooms/lifts/contract.ts";
import { incidentRow } from "../src/rooms/rescue/contract.ts";
import { percentile, type Report, rounded, target } from "../tools/report-line.ts";
import { type CrowdProcess, groundOf, secretsFile, startCrowd } from "./crowd.ts";
import { holdWritingTransaction } from "./other-database.ts";
import { buildRoads } from "./real-roads.ts";

export type AlarmOptions = {
  readonly seed: number;
  readonly seconds: number;
  readonly alarmsPerSecond: number;
  readonly report: (line: string) => void;
};

const lifts = 2_000;
/** As many as may log in within a minute from one address; each takes a rescue of about two seconds at a time. */
const crewsOnDuty = 26;
const missedAfterMs = 10_000;
const limits = { desk: 200, crew: 500 } as const;

/**
 * 2,000 lifts send `state` every ten seconds; some of them report an entrapment. Measured where people are: from the device's
 * publish until the incident stands on a connected desk, and until the desk sees that the first crew is asked.
 */
export async function benchAlarm(options: AlarmOptions): Promise<Report> {
  const dataDir = mkdtempSync(join(tmpdir(), "sp-bench-alarm-"));
  const realDataDir = resolve(process.env.SP_REAL_DATA ?? "../shared/data");
  const ground = hasShanghai(realDataDir) ? realDataDir : null;
  if (ground !== null) await buildRoads(dataDir, ground);
  const platform = await startPlatform({
    dataDir,
    logFile: join(dataDir, "platform.log"),
    readyLimitMs: 60_000,
    env: { SP_HTTP_PORT: "0", SP_MQTT_PORT: "0", SP_LOG_LEVEL: "warn", DATABASE_URL: "" },
  });
  try {
    const city = generateCity({ seed: options.seed, lifts, ...groundOf({ realData: ground }) });
    return await measure({ ...options, dataDir, realData: ground, city, platform });
  } finally {
    await platform.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

type Bench = AlarmOptions & {
  readonly dataDir: string;
  readonly realData: string | null;
  readonly city: City;
  readonly platform: PlatformChild;
};

async function measure(bench: Bench): Promise<Report> {
  const { city, platform, dataDir, report, seed, seconds, alarmsPerSecond } = bench;
  const draws = createDraws(seed);
  const api = createApi(platform.http, bearer(adminToken(dataDir)), 120_000);
  const ending = new AbortController();
  report(`importing and enrolling ${lifts} lifts`);
  await populate(api, city, () => {});
  const book = openAccountBook(join(dataDir, "demo-accounts.json"));
  const crews = draws.shuffled(city.crews, "crews").slice(0, crewsOnDuty);
  await book.make(api, await wantedAccounts(api, crews, ""));
  const codes = city.lifts.map((lift) => lift.registerCode);
  const secrets = await enrolLifts(api, secretsFile(dataDir), codes, { report: () => {}, signal: ending.signal });
  const alarming = draws
    .shuffled(
      city.lifts.filter((lift) => !isEscalatorKind(lift.kind)),
      "alarming",
    )
    .slice(0, Math.ceil(seconds * alarmsPerSecond * 2));
  const crowd = startCrowd({
    seed,
    lifts,
    dataDir,
    realData: bench.realData,
    http: platform.http,
    mqtt: platform.mqtt,
    leftOut: alarming.map((lift) => lift.registerCode),
    crews: crews.map(({ code }) => ({ code, ...book.of(`crew-${code.toLowerCase()}`) })),
  });
  const fleet = createFleet({
    mqtt: platform.mqtt,
    lifts: alarming,
    secrets,
    draws,
    connectsPerSecond: 100,
    restMs: Number.POSITIVE_INFINITY,
    notesPerSecondMax: 0,
  });
  try {
    const watch = watchDesk(api, fleet, alarming, ending.signal);
    await whenConnected(crowd, fleet, report);
    const plan = { fleet, draws, watch, crowd, perSecond: alarmsPerSecond };
    const half = alarming.length / 2;
    report("first run");
    const first = await oneRun(plan, alarming.slice(0, half));
    report(`${JSON.stringify(first.figures)}; second run, another database holds a writing transaction open`);
    const endTransaction = await holdWritingTransaction(dataDir);
    const second = await oneRun(plan, alarming.slice(half));
    await endTransaction();
    report(JSON.stringify(second.figures));
    return reportOf(bench, [first, second]);
  } finally {
    ending.abort();
    await crowd.stop();
    await fleet.stop();
  }
}

async function whenConnected(crowd: CrowdProcess, fleet: Fleet, report: (line: string) => void): Promise<void> {
  for (let waited = 0; waited < 120; waited += 1) {
    await sleep(1_000);
    const connected = (await crowd.look()).connected + fleet.connected();
    if (connected >= lifts) break;
    if (waited === 119) throw new Error(`only ${connected} of ${lifts} lifts are connected`);
  }
  // Crews log in, every lift has told its state once.
  await sleep(12_000);
  report(`${lifts} lifts are connected`);
}

/** Our clock; `openedAt` and `askedAt` are the platform's own, on the same machine. */
type Seen = {
  sentAt: number;
  receiptAt?: number;
  openedAt?: number;
  askedAt?: number;
  deskAt?: number;
  crewAt?: number;
};
type Watch = { readonly seen: Map<string, Seen> };

function watchDesk(api: Api, fleet: Fleet, alarming: readonly CityLift[], signal: AbortSignal): Watch {
  const codeOf = new Map(alarming.map((lift) => [lift.rescueCode, lift.registerCode]));
  const seen = new Map<string, Seen>();
  const take = (raw: Readonly<Record<string, unknown>>, at: number): void => {
    const row = incidentRow.parse(raw);
    const code = codeOf.get(row.rescueCode ?? "");
    const mine = code === undefined ? undefined : seen.get(code);
    if (code === undefined || mine === undefined) return;
    mine.deskAt ??= at;
    mine.openedAt ??= row.openedAt;
    if (row.dispatchedAt !== null) mine.askedAt ??= row.dispatchedAt;
    if (row.asks.length > 0) mine.crewAt ??= at;
    if (row.freedAt !== null) fleet.free(code);
  };
  void watchLive(
    api,
    "desk",
    {
      onSnapshot: (_, rows, at) => {
        for (const row of rows) take(row, at);
      },
      onChange: (_, __, row, at) => {
        if (row !== null) take(row, at);
      },
    },
    signal,
  );
  return { seen };
}

type Plan = {
  readonly fleet: Fleet;
  readonly draws: Draws;
  readonly watch: Watch;
  readonly crowd: CrowdProcess;
  readonly perSecond: number;
};
type Run = { readonly deskP99: number | null; readonly crewP99: number | null; readonly figures: object };

async function oneRun({ fleet, draws, watch, crowd, perSecond }: Plan, lifts: readonly CityLift[]): Promise<Run> {
  const framesBefore = (await crowd.look()).frames + fleet.frames();
  const begun = performance.now();
  for (const [i, { registerCode }] of lifts.entries()) {
    // Evenly in the mean, never in step with anything.
    const due = begun + ((i + draws.unit("moment", registerCode)) * 1_000) / perSecond;
    await sleep(Math.max(0, due - performance.now()));
    const mine: Seen = { sentAt: performance.timeOrigin + performance.now() };
    watch.seen.set(registerCode, mine);
    fleet.trap(registerCode, "entrapment", {
      onReceipt: () => {
        mine.receiptAt = performance.timeOrigin + performance.now();
      },
    });
  }
  await sleep(missedAfterMs);
  const framesPerSecond =
    ((await crowd.look()).frames + fleet.frames() - framesBefore) / ((performance.now() - begun) / 1_000);
  const all = lifts.flatMap(({ registerCode }) => watch.seen.get(registerCode) ?? []);
  // Who was never seen counts with the whole time waited: it cannot make a figure better.
  const desk = all.map((one) => (one.deskAt ?? one.sentAt + missedAfterMs) - one.sentAt);
  const crew = all.map((one) => (one.crewAt ?? one.sentAt + missedAfterMs) - one.sentAt);
  return {
    deskP99: percentile(desk, 0.99),
    crewP99: percentile(crew, 0.99),
    figures: {
      alarms: all.length,
      never_on_desk: all.filter((one) => one.deskAt === undefined).length,
      never_a_crew: all.filter((one) => one.crewAt === undefined).length,
      frames_per_second: rounded(framesPerSecond),
      desk_ms: spread(desk),
      crew_ms: spread(crew),
      // Where the time goes: frame committed and its receipt back, incident opened, crew asked.
      receipt_ms: spread(since(all, (one) => one.receiptAt)),
      opened_ms: spread(since(all, (one) => one.openedAt)),
      asked_ms: spread(since(all, (one) => one.askedAt)),
      load_average: rounded(loadavg()[0] ?? null),
    },
  };
}

const since = (all: readonly Seen[], until: (one: Seen) => number | undefined): number[] =>
  all.flatMap((one) => {
    const end = until(one);
    return end === undefined ? [] : [end - one.sentAt];
  });

const spread = (sample: readonly number[]) => ({
  p50: rounded(percentile(sample, 0.5)),
  p95: rounded(percentile(sample, 0.95)),
  p99: rounded(percentile(sample, 0.99)),
  max: rounded(percentile(sample, 1)),
});

function reportOf({ seed, realData, alarmsPerSecond }: Bench, runs: readonly Run[]): Report {
  const worst = (values: readonly (number | null)[]): number | null =>
    values.reduce((a, b) => (a === null || b === null ? null : Math.max(a, b)));
  return {
    name: "alarm",
    seed,
    targets: [
      target("alarm_to_desk_p99_ms", rounded(worst(runs.map((run) => run.deskP99))), {
        op: "<=",
        limit: limits.desk,
        unit: "ms",
      }),
      target("alarm_to_crew_p99_ms", rounded(worst(runs.map((run) => run.crewP99))), {
        op: "<=",
        limit: limits.crew,
        unit: "ms",
      }),
    ],
    details: {
      lifts,
      crews: crewsOnDuty,
      alarms_per_second: alarmsPerSecond,
      roads:
        realData !== null
          ? "real roads of central Shanghai, © OpenStreetMap contributors, ODbL 1.0"
          : "straight lines (SP_REAL_DATA is not there)",
      alone: runs[0]?.figures,
      beside_an_open_transaction: runs[1]?.figures,
    },
  };
}
