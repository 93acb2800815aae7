import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { incidentRow } from "../../src/rooms/rescue/contract.ts";
import { percentile, type Report, rounded, target } from "../../tools/report-line.ts";
import { type AccountBook, openAccountBook, wantedAccounts } from "../accounts.ts";
import { type Api, bearer, createApi } from "../api.ts";
import type { City } from "../city/city.ts";
import { generateCity } from "../city/generate-city.ts";
import { enrolLifts } from "../devices/enrol.ts";
import { createFleet, type Fleet } from "../devices/fleet.ts";
import { createDraws, type Draws } from "../draws.ts";
import { runCrewMember } from "../people/crew-member.ts";
import { watchLive } from "../people/live-client.ts";
import { openSession } from "../people/login.ts";
import { briskPace } from "../people/pace.ts";
import { adminToken, freePort, type PlatformChild, startPlatform } from "../platform-child.ts";
import { populate } from "../populate.ts";
import { type AlarmLog, createAlarmLog } from "./alarm-log.ts";
import { type Audit, audit } from "./audit.ts";
import { createEmergencies, type Emergencies } from "./emergencies.ts";
import { type Kills, killAll } from "./killer.ts";

export type KillOptions = {
  readonly seed: number;
  /** How often the platform's process, and the database's, is killed with -9. */
  readonly kills: number;
  readonly databaseKills: number;
  readonly report?: (line: string) => void;
  /** Kept for a look when something was found. */
  readonly dataDir?: string;
};

const lifts = 80;
const lanes = 8;
const restartLimitMs = 5_000;
const drainLimitMs = 120_000;

/** Runs rescues while everything is killed, then holds what the platform has against what it promised. */
export async function runKill({
  seed,
  kills,
  databaseKills,
  report = () => {},
  dataDir,
}: KillOptions): Promise<Report> {
  const folder = dataDir ?? mkdtempSync(join(tmpdir(), "sp-kill-"));
  const ports = { SP_HTTP_PORT: String(await freePort()), SP_MQTT_PORT: String(await freePort()) };
  const start = (): Promise<PlatformChild> =>
    startPlatform({
      dataDir: folder,
      logFile: join(folder, "platform.log"),
      readyLimitMs: 60_000,
      env: { ...ports, SP_LOG_LEVEL: "warn", DATABASE_URL: "" },
    });
  const life: Life = { platform: await start() };
  try {
    const result = await rescuesUnderKills({ seed, kills, databaseKills, folder, start, life, report });
    await life.platform.stop();
    if (dataDir === undefined && result.targets.every((each) => each.ok))
      rmSync(folder, { recursive: true, force: true });
    return result;
  } finally {
    await life.platform.stop();
  }
}

type Life = { platform: PlatformChild };
type Run = {
  readonly seed: number;
  readonly kills: number;
  readonly databaseKills: number;
  readonly folder: string;
  readonly start: () => Promise<PlatformChild>;
  readonly life: Life;
  readonly report: (line: string) => void;
};

async function rescuesUnderKills(run: Run): Promise<Report> {
  const { life, report, folder } = run;
  const ending = new AbortController();
  const noMore = new AbortController();
  const town = await furnish(run, ending.signal);
  const { desk, draws, city, fleet, registerCodeOf } = town;
  const log = createAlarmLog();
  const open = new Map<string, string>();
  const watching = followDesk(desk, open, registerCodeOf, ending.signal);
  const emergencies = createEmergencies({
    city,
    fleet,
    draws,
    desk,
    log,
    lanes,
    isOpenAt: (code) => [...open.values()].includes(code),
    noMore: noMore.signal,
    signal: ending.signal,
  });
  const crews = startCrews(town, life.platform.http, emergencies, ending.signal);
  await sleep(4_000); // crews log in, lifts connect
  report(`${city.lifts.length} lifts, ${city.crews.length} crews; killing`);
  const alarms = emergencies.run();
  const restart = async (): Promise<PlatformChild> => {
    life.platform = await run.start();
    return life.platform;
  };
  const killed = await killAll({ ...run, dataDir: folder, draws, log, start: restart }, life.platform);
  noMore.abort();
  report("no more alarms; waiting until the last people are out");
  await Promise.race([alarms, sleep(drainLimitMs, undefined, { ref: false })]);
  const found = await audit(desk, log, registerCodeOf);
  ending.abort();
  await Promise.allSettled([...crews, watching]);
  await fleet.stop();
  return reportOf({ run, found, killed, log, stalled: emergencies.stalled() });
}

type Town = {
  readonly city: City;
  readonly draws: Draws;
  readonly desk: Api;
  readonly fleet: Fleet;
  readonly book: AccountBook;
  /** Rescue code → register code. */
  readonly registerCodeOf: ReadonlyMap<string, string>;
};

async function furnish({ seed, folder, life }: Run, signal: AbortSignal): Promise<Town> {
  const draws = createDraws(seed);
  const city = generateCity({ seed, lifts, liftsPerCrew: 7 });
  const desk = createApi(life.platform.http, bearer(adminToken(folder)), 10_000);
  await populate(desk, city, () => {});
  const book = openAccountBook(join(folder, "demo-accounts.json"));
  await book.make(desk, await wantedAccounts(desk, city.crews, ""));
  const codes = city.lifts.map((lift) => lift.registerCode);
  const secrets = await enrolLifts(desk, join(folder, "sim-devices.json"), codes, { report: () => {}, signal });
  const fleet = createFleet({
    mqtt: life.platform.mqtt,
    lifts: city.lifts,
    secrets,
    draws,
    connectsPerSecond: 100,
    restMs: Number.POSITIVE_INFINITY,
    notesPerSecondMax: 0,
  });
  const registerCodeOf = new Map(city.lifts.map((lift) => [lift.rescueCode, lift.registerCode]));
  return { city, draws, desk, fleet, book, registerCodeOf };
}

const startCrews = (town: Town, http: string, emergencies: Emergencies, signal: AbortSignal): Promise<void>[] =>
  town.city.crews.map((crew) =>
    runCrewMember({
      code: crew.code,
      base: crew.base,
      session: openSession(http, town.book.of(`crew-${crew.code.toLowerCase()}`)),
      pace: briskPace,
      draws: town.draws,
      openDoors: async (rescueCode) => {
        const code = town.registerCodeOf.get(rescueCode) ?? "";
        await emergencies.quiet(code);
        town.fleet.free(code);
      },
      report: () => {},
      signal,
    }),
  );

type Findings = {
  readonly run: Run;
  readonly found: Audit;
  readonly killed: Kills;
  readonly log: AlarmLog;
  readonly stalled: readonly string[];
};

function reportOf({ run, found, killed, log, stalled }: Findings): Report {
  const restarts = [...killed.platformMs, ...killed.databaseMs];
  const none = (unit: string) => ({ op: "=", limit: 0, unit }) as const;
  return {
    name: "kill",
    seed: run.seed,
    targets: [
      target("acknowledged_lost", found.acknowledgedLost.length, none("alarms")),
      target("incidents_doubled", found.incidentsDoubled.length, none("incidents")),
      target("open_without_due", found.openWithoutDue.length, none("incidents")),
      target("restart_to_ready_p95_ms", rounded(percentile(restarts, 0.95)), {
        op: "<=",
        limit: restartLimitMs,
        unit: "ms",
      }),
    ],
    details: {
      platform_kills: killed.platformMs.length,
      database_kills: killed.databaseMs.length,
      platform_to_ready_p95_ms: rounded(percentile(killed.platformMs, 0.95)),
      database_to_ready_p95_ms: rounded(percentile(killed.databaseMs, 0.95)),
      restart_to_ready_max_ms: rounded(percentile(restarts, 1)),
      alarms_sent: log.alarms.length,
      alarms_acknowledged: log.alarms.filter((alarm) => alarm.acknowledgedAt !== undefined).length,
      incidents: found.incidents,
      still_open: found.stillOpen,
      stalled,
      lost: found.acknowledgedLost,
      doubled: found.incidentsDoubled,
      data: run.folder,
    },
  };
}

/** The lifts with an open incident, as a desk sees them: incident → register code. */
function followDesk(
  desk: Api,
  open: Map<string, string>,
  codeOf: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<void> {
  const take = (raw: Readonly<Record<string, unknown>>): void => {
    const row = incidentRow.parse(raw);
    const code = codeOf.get(row.rescueCode ?? "");
    if (row.closedAt !== null) open.delete(row.id);
    else if (code !== undefined) open.set(row.id, code);
  };
  return watchLive(
    desk,
    "desk",
    {
      onSnapshot: (_, rows) => {
        open.clear();
        for (const row of rows) take(row);
      },
      onChange: (_, key, row) => (row === null ? void open.delete(key) : take(row)),
    },
    signal,
  );
}
