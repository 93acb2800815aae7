import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import mqtt from "mqtt";
import type pg from "pg";
import { type Api, bearer, createApi, untilAnswered } from "../sim/api.ts";
import { generateCity } from "../sim/city/generate-city.ts";
import { hasShanghai } from "../sim/city/shanghai-ground.ts";
import { createDraws } from "../sim/draws.ts";
import { adminToken, type PlatformChild, startPlatform } from "../sim/platform-child.ts";
import { populate } from "../sim/populate.ts";
import { openReply } from "../src/rooms/rescue/contract.ts";
import { percentile, type Report, rounded, target } from "../tools/report-line.ts";
import { putOnDuty } from "./dispatch.ts";
import { seedGateways } from "./ingest.ts";
import { buildRoads, layOverRoads } from "./real-roads.ts";
import { connectAsOwner } from "./registry-seed.ts";
import type { Watched, WatchOrder } from "./storm-watch.ts";

export type StormOptions = {
  readonly seed: number;
  readonly entrapments: number;
  readonly seconds: number;
  readonly say: (line: string) => void;
};

/** A crew for so many trapped lifts, on duty all over the city; nobody plays them: what they are asked runs into its time. */
const liftsPerCrew = 8;
/** Substations: a lift's building hangs on one of them. */
const supplyPoints = 60;
const assignedWithinMs = 10_000;
/** Every so manieth alarm is told twice by its device, and every so manieth lift's people also call. */
const every = { repeated: 5, called: 20 } as const;
/** A desk that hears that the platform is overrun says the same again, with the same key. */
const callGivesUpMs = 30_000;
const settleMs = 20_000;

/**
 * A blackout over several districts: so many lifts tell by their gateway that people are inside, within a minute, while one desk looks at
 * its queue and another at the page of storms. Counted: whether each has one incident, one who answers for it and a place in a plan.
 */
export async function benchStorm(options: StormOptions): Promise<Report> {
  const dataDir = mkdtempSync(join(tmpdir(), "sp-bench-storm-"));
  const realDataDir = resolve(process.env.SP_REAL_DATA ?? "../shared/data");
  const realData = hasShanghai(realDataDir) ? realDataDir : null;
  if (realData !== null) await buildRoads(dataDir, realData);
  let platform = await start(dataDir);
  try {
    const { seed, entrapments, say } = options;
    const city = generateCity({ seed, lifts: 3 * entrapments + 100 });
    await populate(apiOf(platform, dataDir), city, () => {});
    const client = await connectAsOwner(dataDir);
    // The gateway of alarms has the lifts of half of so many seconds: see `alarmEveryMs`.
    const { alarms } = await seedGateways(client, { gateways: 1, seconds: 0.75 * entrapments, say });
    if (realData !== null) await layOverRoads(client);
    await client.query("update crews.crew set on_duty = false");
    await putOnDuty(client, Math.ceil(entrapments / liftsPerCrew));
    await client.query(
      `update lifts.building set power_supply_point = '变电站' || (abs(hashtext(site_id::text)) % $1)::text`,
      [supplyPoints],
    );
    const lifts = await liftsToTrap(client, alarms.liftIds, options);
    await client.end();
    // The gateways and their lifts are read at the start.
    await platform.stop();
    platform = await start(dataDir);
    return await measure(options, { dataDir, platform, gateway: alarms.gateway, lifts, realData });
  } finally {
    await platform.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

const start = (dataDir: string): Promise<PlatformChild> =>
  startPlatform({
    dataDir,
    logFile: join(dataDir, "platform.log"),
    readyLimitMs: 300_000,
    env: { SP_HTTP_PORT: "0", SP_MQTT_PORT: "0", SP_LOG_LEVEL: "warn", DATABASE_URL: "" },
  });
const apiOf = (platform: PlatformChild, dataDir: string): Api =>
  createApi(platform.http, bearer(adminToken(dataDir)), 120_000);

type Trapped = { readonly id: string; readonly code: string; readonly region: string };
type House = {
  readonly dataDir: string;
  readonly platform: PlatformChild;
  readonly gateway: { readonly username: string; readonly password: string };
  readonly lifts: readonly Trapped[];
  readonly realData: string | null;
};

async function liftsToTrap(
  client: pg.Client,
  known: ReadonlyMap<string, string>,
  { seed, entrapments }: StormOptions,
): Promise<Trapped[]> {
  const { rows } = await client.query<Trapped>(
    `select id, register_code as code, left(region_code, 6) as region from lifts.lift
     where id = any($1::uuid[]) and kind like '31%' and lat is not null order by register_code`,
    [[...known.values()]],
  );
  const lifts = createDraws(seed).shuffled(rows, "trapped").slice(0, entrapments);
  if (lifts.length < entrapments) throw new Error(`only ${lifts.length} lifts can be trapped`);
  return lifts;
}

/** By our clock. */
type Sent = { readonly lift: Trapped; readonly sentAt: number; acknowledgedAt?: number };

async function measure(options: StormOptions, house: House): Promise<Report> {
  const { say, seconds } = options;
  const api = apiOf(house.platform, house.dataDir);
  const screens = (["desk", "storm"] as const).map((topic) =>
    startWatch({ http: house.platform.http, token: adminToken(house.dataDir), topic }),
  );
  await sleep(3_000);
  say(`${house.lifts.length} alarms in ${seconds} s`);
  const sent = await trapAll(options, house, api);
  say(`sent, ${sent.filter(({ acknowledgedAt }) => acknowledgedAt !== undefined).length} acknowledged`);
  await sleep(settleMs);
  const [desk, storms] = (await Promise.all(screens.map((screen) => screen.stop()))) as [Watched, Watched];
  const counted = await countIncidents(house, sent);
  return reportOf(options, house, { sent, desk, storms, counted });
}

function startWatch(order: WatchOrder): { readonly stop: () => Promise<Watched> } {
  const worker = new Worker(new URL("./storm-watch.ts", import.meta.url), { workerData: order });
  return {
    stop: async () => {
      worker.postMessage("stop");
      const [watched] = await once(worker, "message");
      await worker.terminate();
      return watched as Watched;
    },
  };
}

/** Evenly in the mean, never in step with anything. */
async function trapAll({ seed, seconds, say }: StormOptions, house: House, api: Api): Promise<Sent[]> {
  const { username, password } = house.gateway;
  const client = await mqtt.connectAsync(house.platform.mqtt, { username, password, clientId: "storm" });
  const draws = createDraws(seed);
  const sent: Sent[] = [];
  const calls: Promise<unknown>[] = [];
  const begun = performance.now();
  for (const [i, lift] of house.lifts.entries()) {
    const due = begun + ((i + draws.unit("moment", lift.id)) * seconds * 1_000) / house.lifts.length;
    await sleep(Math.max(0, due - performance.now()));
    const one: Sent = { lift, sentAt: Date.now() };
    sent.push(one);
    const body = JSON.stringify({ id: `storm-${lift.code}`, at: Date.now(), code: "entrapment", phase: "raised" });
    const publish = (): Promise<unknown> => client.publishAsync(`sp/v1/${lift.code}/event`, body, { qos: 1 });
    void publish().then(() => {
      one.acknowledgedAt = Date.now();
    });
    if (i % every.repeated === 0) void publish();
    if (i % every.called === 0) calls.push(call(api, lift.id));
  }
  for (let waited = 0; waited < 60 && sent.some((one) => one.acknowledgedAt === undefined); waited += 1)
    await sleep(500);
  const callsRefused = (await Promise.allSettled(calls)).filter(({ status }) => status === "rejected").length;
  if (callsRefused > 0) say(`${callsRefused} calls were refused`);
  await client.endAsync(true);
  return sent;
}

/** People inside call as well as their device. */
function call(api: Api, liftId: string): Promise<unknown> {
  const nobody = { rescueCode: null, place: null, callerPhone: null, injured: null, note: null };
  const body = { ...nobody, key: randomUUID(), liftId, persons: null, vulnerable: false };
  return untilAnswered(() => api.post("/api/v1/incidents", body, openReply), AbortSignal.timeout(callGivesUpMs));
}

type Counted = {
  /** Lifts with more than one open incident. */
  readonly doubled: number;
  /** Acknowledged alarms in no incident. */
  readonly lost: number;
  readonly storms: readonly { readonly region: string; readonly members: number; readonly tours: number }[];
};

async function countIncidents({ dataDir, lifts }: House, sent: readonly Sent[]): Promise<Counted> {
  const client = await connectAsOwner(dataDir);
  const { rows } = await client.query<{ id: string; n: number }>(
    `select lift_id as id, count(*)::int as n from rescue.incident
     where lift_id = any($1::uuid[]) and closed_at is null and kind = 'entrapment' group by 1`,
    [lifts.map(({ id }) => id)],
  );
  const { rows: storms } = await client.query<Counted["storms"][number]>(
    `select s.region_code as region, (select count(*)::int from rescue.incident i where i.storm_id = s.id) as members,
       jsonb_array_length(s.plan -> 'tours') as tours from rescue.storm s order by 1`,
  );
  await client.end();
  const open = new Map(rows.map(({ id, n }) => [id, n]));
  const acknowledged = sent.filter(({ acknowledgedAt }) => acknowledgedAt !== undefined);
  return {
    doubled: rows.filter(({ n }) => n > 1).length,
    lost: acknowledged.filter(({ lift }) => !open.has(lift.id)).length,
    storms,
  };
}

type Found = {
  readonly sent: readonly Sent[];
  readonly desk: Watched;
  readonly storms: Watched;
  readonly counted: Counted;
};

/** After its alarm's acknowledgement: until somebody answers for the incident and it has a place in a plan; endless = never. */
function assignedAfter({ lift, acknowledgedAt }: Sent, { desk, storms }: Found): number {
  const incident = desk.incidentOf.get(lift.id) ?? "";
  const never = Number.POSITIVE_INFINITY;
  const planned = Math.min(desk.crew.get(lift.id) ?? never, storms.planned.get(incident) ?? never);
  return Math.max(desk.owner.get(lift.id) ?? never, planned) - (acknowledgedAt ?? 0);
}

function reportOf({ seed, entrapments, seconds }: StormOptions, { lifts, realData }: House, found: Found): Report {
  const { sent, desk, counted } = found;
  // Who was never seen counts with the whole time waited: it cannot make a figure better.
  const deskMs = sent.map(({ lift, sentAt }) => (desk.seen.get(lift.id) ?? sentAt + settleMs) - sentAt);
  const assigned = sent.map((one) => assignedAfter(one, found));
  const inTime = assigned.filter((ms) => ms <= assignedWithinMs).length;
  return {
    name: "storm",
    seed,
    targets: [
      target("incidents_doubled", counted.doubled, { op: "=", limit: 0, unit: "incidents" }),
      target("alarms_lost", counted.lost, { op: "=", limit: 0, unit: "alarms" }),
      // Cut, not rounded: one that waits is not everybody.
      target("assigned_within_10_s", Math.floor((inTime / sent.length) * 10_000) / 10_000, {
        op: ">=",
        limit: 1,
        unit: "",
      }),
      target("alarm_to_desk_storm_p95_ms", rounded(percentile(deskMs, 0.95)), { op: "<=", limit: 1_000, unit: "ms" }),
    ],
    details: {
      entrapments,
      seconds,
      crews: Math.ceil(entrapments / liftsPerCrew),
      districts: new Set(lifts.map(({ region }) => region)).size,
      assigned:
        "within 10 s of the alarm's acknowledgement (PUBACK) the desk's live queue shows who answers for the incident (a crew that is asked or has it, or the desk with a moment at which the platform looks again), and either a crew is asked or the live page of storms shows its place in a crew's tour",
      roads:
        realData === null
          ? "straight lines (SP_REAL_DATA is not there)"
          : "real roads of central Shanghai, © OpenStreetMap contributors, ODbL 1.0",
      unacknowledged: sent.filter(({ acknowledgedAt }) => acknowledgedAt === undefined).length,
      acknowledged_ms: spread(
        sent.flatMap(({ sentAt, acknowledgedAt }) => (acknowledgedAt === undefined ? [] : [acknowledgedAt - sentAt])),
      ),
      desk_ms: spread(deskMs),
      never_on_desk: sent.filter(({ lift }) => !desk.seen.has(lift.id)).length,
      assigned_ms: spread(assigned.filter(Number.isFinite)),
      never_assigned: assigned.filter((ms) => !Number.isFinite(ms)).length,
      live_messages: { desk: desk.messages, storm: found.storms.messages },
      storms: counted.storms,
      load_average: rounded(loadavg()[0] ?? null),
    },
  };
}

const spread = (sample: readonly number[]) => ({
  p50: rounded(percentile(sample, 0.5)),
  p95: rounded(percentile(sample, 0.95)),
  p99: rounded(percentile(sample, 0.99)),
  max: rounded(percentile(sample, 1)),
});
