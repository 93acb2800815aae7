import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { type Api, bearer, createApi } from "../sim/api.ts";
import { generateCity } from "../sim/city/generate-city.ts";
import { hasShanghai } from "../sim/city/shanghai-ground.ts";
import { adminToken, type PlatformChild, startPlatform } from "../sim/platform-child.ts";
import { populate } from "../sim/populate.ts";
import { gapCounts } from "../src/rooms/lifts/contract/editing.ts";
import { candidateList, done, openReply } from "../src/rooms/rescue/contract.ts";
import { percentile, type Report, rounded, target } from "../tools/report-line.ts";
import { startAlarmLane } from "./alarm-lane.ts";
import { alarmEveryMs, loadFrames, seedGateways } from "./ingest.ts";
import { buildRoads, layOverRoads } from "./real-roads.ts";
import { connectAsOwner } from "./registry-seed.ts";

export type DispatchOptions = {
  readonly seed: number;
  readonly lifts: number;
  readonly seconds: number;
  readonly say: (line: string) => void;
};

const ranked = { crews: 50, incidents: 40, rounds: 10 } as const;
/** Alarms of the first seconds are told apart: a city's platform has been running, one that just started is another question. */
const load = { gateways: 40, framesPerSecond: 20_000, windowFrames: 1_000, warmUpSeconds: 10 } as const;
/** Every alarm takes a crew that does not answer: there must be more of them than alarms, refused asks included. */
const crewsPerAlarm = 3;

/**
 * Whom to send, by roads. First 50 crews are on duty, and the list of candidates of incidents all over the city is asked as the desk asks
 * it. Then many are, all lifts tell their states, and entrapments come beside them: until the desk sees the first crew asked.
 */
export async function benchDispatch(options: DispatchOptions): Promise<Report> {
  const { say, seed } = options;
  const dataDir = mkdtempSync(join(tmpdir(), "sp-bench-dispatch-"));
  const realDataDir = resolve(process.env.SP_REAL_DATA ?? "../shared/data");
  const realData = hasShanghai(realDataDir) ? realDataDir : null;
  if (realData !== null) await buildRoads(dataDir, realData);
  const start = (): Promise<PlatformChild> =>
    startPlatform({
      dataDir,
      logFile: join(dataDir, "platform.log"),
      readyLimitMs: 300_000,
      env: { SP_HTTP_PORT: "0", SP_MQTT_PORT: "0", SP_LOG_LEVEL: "warn", DATABASE_URL: "" },
    });
  let platform = await start();
  try {
    const city = generateCity({ seed, lifts: options.lifts });
    await populate(apiOf(platform, dataDir), city, () => {});
    say(`${city.lifts.length} lifts imported`);
    const client = await connectAsOwner(dataDir);
    const asked = { ...options, seconds: load.warmUpSeconds + options.seconds };
    const orders = await seedGateways(client, { ...asked, gateways: load.gateways });
    if (realData !== null) await layOverRoads(client);
    // Two alarms a second in one city would be a storm, in which everybody is asked before anybody is sent: this is the ordinary way.
    await client.query("update rescue.setting set value = 0 where name = 'stormAlarms'");
    await client.query("update crews.crew set on_duty = false");
    await putOnDuty(client, ranked.crews);
    await client.end();
    // The gateways and their lifts are read at the start.
    await platform.stop();
    platform = await start();
    const liftIds = await someLifts(dataDir, ranked.incidents);
    const roads = await untilRoadsAnswer(apiOf(platform, dataDir), realData !== null, liftIds[0] ?? "");
    // The looks for gaps that follow an import have the processors until they are done.
    while ((await apiOf(platform, dataDir).get("/api/v1/gaps/counts", gapCounts)).waiting) await sleep(2_000);
    const ranks = await rank(apiOf(platform, dataDir), liftIds, dataDir);
    say(`candidates of ${ranks.length} questions: ${JSON.stringify(spread(ranks))} ms`);
    const alarmed = await loaded(options, { platform, dataDir, orders });
    say(JSON.stringify(alarmed));
    return {
      name: "dispatch",
      seed,
      targets: [
        target("rank_50_p99_ms", rounded(percentile(ranks, 0.99)), { op: "<=", limit: 60, unit: "ms" }),
        target("alarm_to_crew_loaded_p99_ms", rounded(alarmed.crewP99), { op: "<=", limit: 500, unit: "ms" }),
      ],
      details: { lifts: city.lifts.length, roads, ranks: spread(ranks), loaded: alarmed },
    };
  } finally {
    await platform.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

const apiOf = (platform: PlatformChild, dataDir: string): Api =>
  createApi(platform.http, bearer(adminToken(dataDir)), 120_000);

const spread = (sample: readonly number[]) => ({
  p50: rounded(percentile(sample, 0.5)),
  p95: rounded(percentile(sample, 0.95)),
  p99: rounded(percentile(sample, 0.99)),
  max: rounded(percentile(sample, 1)),
});

/** Crews of the city's units at places of lifts, on duty without a person's log-in. */
export async function putOnDuty(client: pg.Client, count: number): Promise<void> {
  await client.query(
    `with base as (select id, organisation_id, row_number() over (order by code) as no, count(*) over () as all_of from crews.crew
       where code not like 'BENCH-%'),
     place as (select lat, lon, region_code, row_number() over (order by md5(id::text)) as no from lifts.lift where lat is not null),
     made as (
       insert into crews.crew (id, code, name, organisation_id, kind, travel, region_code, home_lat, home_lon, on_duty)
       select gen_random_uuid(), 'BENCH-' || p.no, '压测 ' || p.no, b.organisation_id, case when p.no % 4 = 0 then 'station' else 'unit' end,
         case when p.no % 3 = 0 then 'e-bike' else 'car' end, p.region_code, p.lat, p.lon, true
       from place p join base b on b.no = 1 + p.no % b.all_of where p.no <= $1
       on conflict (code) do nothing returning id)
     insert into crews.duty (crew_id, from_at) select id, now() from made`,
    [count],
  );
  await client.query("analyze crews.crew");
}

/** @returns what the road times come from. */
async function untilRoadsAnswer(api: Api, real: boolean, liftId: string): Promise<string> {
  if (!real) return "straight lines (SP_REAL_DATA is not there)";
  const incidentId = await open(api, liftId);
  for (let waited = 0; waited < 60; waited += 1) {
    const { candidates } = await api.get(`/api/v1/incidents/${incidentId}/candidates`, candidateList);
    if (candidates.length > 0 && candidates.every(({ why }) => why.etaSource === "roads")) break;
    if (waited === 59) throw new Error("the road engine does not answer");
    await sleep(1_000);
  }
  await end(api, incidentId);
  return "real roads of central Shanghai, © OpenStreetMap contributors, ODbL 1.0";
}

async function someLifts(dataDir: string, count: number): Promise<string[]> {
  const client = await connectAsOwner(dataDir);
  const { rows } = await client.query<{ id: string }>(
    "select id from lifts.lift where lat is not null and kind like '31%' order by md5(id::text || 'rank') limit $1",
    [count],
  );
  await client.end();
  return rows.map(({ id }) => id);
}

async function open(api: Api, liftId: string): Promise<string> {
  const nobody = { rescueCode: null, place: null, callerPhone: null, injured: null, note: null };
  const body = { ...nobody, key: randomUUID(), liftId, persons: 1, vulnerable: false };
  return (await api.post("/api/v1/incidents", body, openReply)).incidentId;
}
const end = (api: Api, id: string): Promise<unknown> =>
  api.post(`/api/v1/incidents/${id}/false-alarm`, { key: randomUUID(), reason: "bench" }, done);

/**
 * Milliseconds of each question, one after the other, incidents in turn. Before each round every crew stands somewhere else: a way that
 * has been measured is remembered, and what is asked here is a ranking of which nothing is known.
 */
async function rank(api: Api, liftIds: readonly string[], dataDir: string): Promise<number[]> {
  const ids: string[] = [];
  for (const liftId of liftIds) ids.push(await open(api, liftId));
  const times: number[] = [];
  for (let round = 0; round < ranked.rounds; round += 1) {
    await moveCrews(dataDir, round);
    for (const id of ids) {
      const begun = performance.now();
      const { candidates } = await api.get(`/api/v1/incidents/${id}/candidates`, candidateList);
      times.push(performance.now() - begun);
      if (candidates.length === 0) throw new Error("nobody is on duty");
    }
  }
  for (const id of ids) await end(api, id);
  return times;
}

async function moveCrews(dataDir: string, round: number): Promise<void> {
  const client = await connectAsOwner(dataDir);
  await client.query(
    `with place as (select lat, lon, row_number() over (order by md5(id::text || $1)) as no from lifts.lift where lat is not null),
     crew as (select id, row_number() over (order by id) as no from crews.crew where on_duty)
     update crews.crew c set home_lat = p.lat, home_lon = p.lon from crew join place p using (no) where c.id = crew.id`,
    [`round ${round}`],
  );
  await client.end();
}

type Loaded = {
  readonly platform: PlatformChild;
  readonly dataDir: string;
  readonly orders: Awaited<ReturnType<typeof seedGateways>>;
};

async function loaded({ seconds }: DispatchOptions, { platform, dataDir, orders }: Loaded) {
  const client = await connectAsOwner(dataDir);
  await putOnDuty(client, Math.ceil(((load.warmUpSeconds + seconds) * 1_000) / alarmEveryMs) * crewsPerAlarm);
  await client.end();
  const port = Number(new URL(platform.mqtt).port);
  const { gateways } = orders;
  const { windowFrames, framesPerSecond, warmUpSeconds } = load;
  const lane = startAlarmLane(
    apiOf(platform, dataDir),
    { mqtt: platform.mqtt, ...orders.alarms },
    { everyMs: alarmEveryMs, warmUpMs: warmUpSeconds * 1_000, crews: true },
  );
  const all = warmUpSeconds + seconds;
  const run = await loadFrames({ port, seconds: all, windowFrames, framesPerSecond, gateways });
  return { ...(await lane.stop()), frames_per_second: Math.round(run.acknowledged / all), warmUpSeconds };
}
