/**
 * `npm run demo`: a whole platform on this machine with a simulated city that lives. It builds the pages, starts the platform
 * as a child, fills it at the first start, and then comes in by MQTT and HTTP like anybody: lifts send frames, now and then
 * one traps somebody, crews answer. Everything ends with it, also when it is killed.
 */
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import { liftFile, liftList } from "../src/rooms/lifts/contract.ts";
import { type AccountBook, openAccountBook, wantedAccounts } from "./accounts.ts";
import { type Api, bearer, createApi } from "./api.ts";
import { buildRoadsOnce } from "./build-roads-once.ts";
import { bringBuiltUpArea } from "./built-up-area.ts";
import type { City, CityCrew } from "./city/city.ts";
import { generateCity } from "./city/generate-city.ts";
import { hasShanghai, shanghaiGround } from "./city/shanghai-ground.ts";
import { runCityLife } from "./city-life.ts";
import { DemoError, type DemoOptions, mark, readDemoOptions } from "./demo-options.ts";
import { enrolLifts, save } from "./devices/enrol.ts";
import { createFleet, type Fleet } from "./devices/fleet.ts";
import { createDraws } from "./draws.ts";
import { fillDuties } from "./fill-duties.ts";
import { fillHistory } from "./fill-history.ts";
import { fillTestCalls } from "./fill-test-calls.ts";
import { keepPlatformRunning } from "./keep-platform-running.ts";
import { type LivePart, livePartOf } from "./live-part.ts";
import { runCrewMember } from "./people/crew-member.ts";
import { openSession } from "./people/login.ts";
import { demoPace } from "./people/pace.ts";
import { scanSigns } from "./people/sign-scans.ts";
import { adminToken } from "./platform-child.ts";
import { populateRegister } from "./populate.ts";
import { type RegisterRow, registerRowsOf } from "./registers/register-rows.ts";
import { welcomeBox } from "./welcome.ts";

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const step = (chinese: string, english: string): void => say(`[升平] ${chinese}  ${english}`);
const clockTime = (): string => new Date().toLocaleTimeString("zh-CN", { hour12: false });

type Stage = {
  readonly options: DemoOptions;
  /** The part of the city that lives. */
  readonly city: City;
  readonly visitorsCrew: CityCrew;
  readonly book: ReturnType<typeof openAccountBook>;
  readonly http: string;
  readonly mqtt: string;
  readonly api: Api;
  readonly signal: AbortSignal;
};

async function demo(): Promise<void> {
  const options = readDemoOptions(process.argv.slice(2), process.env);
  const { city, visitorsCrew } = livingPart(options);
  const ending = endOnSignal();
  mark(options, options.populated);
  if (!existsSync(join(options.dataDir, "roads/manifest.json"))) step("正在生成道路数据", "building the roads");
  await Promise.all([buildPages(), buildRoadsOnce(options)]);
  step("正在启动平台", "starting the platform");
  const platform = await keepPlatformRunning({ dataDir: options.dataDir, report: step });
  try {
    const api = createApi(platform.http, bearer(adminToken(options.dataDir)), 120_000);
    const book = openAccountBook(join(options.dataDir, "demo-accounts.json"));
    const { http, mqtt } = platform;
    const stage = { options, city, visitorsCrew, book, http, mqtt, api, signal: ending };
    if (!options.populated) await fill(stage);
    if (ending.aborted) return;
    await fillDutiesOnce(stage);
    await fillTestCalls(api, createDraws(options.seed));
    await welcome(stage);
    await Promise.race([live(stage), platform.gaveUp]);
  } catch (error) {
    if (!ending.aborted) throw error; // what Ctrl-C cuts off has not failed
  } finally {
    step("正在停止", "stopping");
    await platform.stop();
  }
}

/** In a process of its own: a bundler keeps hundreds of MiB that a demonstration of days does not need. */
async function buildPages(): Promise<void> {
  const script = `await (await import(${JSON.stringify(new URL("../tools/build-web.ts", import.meta.url).href)})).buildWeb()`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    cwd: resolve(import.meta.dirname, ".."),
    stdio: ["ignore", "inherit", "inherit"],
  });
  const code = await new Promise((fulfil, reject) => child.once("error", reject).once("exit", fulfil));
  if (code !== 0) throw new DemoError("页面生成失败（见上）。 The pages could not be built (see above).");
}

function cityOf({ city, seed, lifts, asOf, realDataDir }: DemoOptions): City {
  const liftsPerCrew = Math.max(40, lifts / 80);
  if (city === "demo") return generateCity({ seed, lifts, asOf, liftsPerCrew });
  if (!hasShanghai(realDataDir))
    throw new DemoError(
      `没有找到上海的地图数据（${realDataDir}）；请用 SP_REAL_DATA 指定。 The map data of Shanghai are not there: name their folder by SP_REAL_DATA.`,
    );
  return generateCity({ seed, lifts, asOf, liftsPerCrew, ground: shanghaiGround(realDataDir) });
}

/** Everything that the register is to know. */
function registerOf(options: DemoOptions): { readonly whole: City; readonly rows: readonly RegisterRow[] } {
  const whole = cityOf(options);
  return { whole, rows: registerRowsOf(whole, { seed: options.seed }) };
}

/** The whole city is drawn again where it is needed, not held: most of it only stands in the register. */
function livingPart(options: DemoOptions): LivePart {
  const { whole, rows } = registerOf(options);
  return livePartOf(whole, rows, options.devices, options.seed);
}

/** Aborted by the first Ctrl-C or SIGTERM, or when whoever started us is gone. */
function endOnSignal(): AbortSignal {
  const ending = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => ending.abort());
  return ending.signal;
}

/** First start only: the city by the import forms, then an account for each role and crew. */
async function fill({ options, city, visitorsCrew, book, api }: Stage): Promise<void> {
  const { whole, rows } = registerOf(options);
  step(
    `正在导入示范城市（${whole.lifts.length} 台电梯）`,
    `importing the simulated city (${whole.lifts.length} lifts)`,
  );
  await populateRegister(api, whole, { rows, asOf: options.asOf, seed: options.seed }, (line) =>
    say(`        ${line}`),
  );
  if (options.city === "demo") await bringBuiltUpArea(api, whole.lifts);
  step("正在建立账号", "making the accounts");
  await book.make(api, await wantedAccounts(api, city.crews, visitorsCrew.code));
  mark(options, true);
}

async function welcome(stage: Stage): Promise<void> {
  const { city, book, api, http, mqtt, options } = stage;
  const account = (what: string, login: string) => ({ what, login, password: book.of(login).password });
  say(
    welcomeBox({
      http,
      mqtt,
      city,
      carPage: await aCarPage(stage, api),
      dataDir: options.dataDir,
      accounts: [
        account("处置专员 dispatcher", "desk-demo"),
        account(`救援人员 crew（${stage.visitorsCrew.name}）`, "crew-demo"),
        account("监察人员 officer", "officer-demo"),
        account("系统管理员 administrator", "admin-demo"),
      ],
    }),
  );
}

/** The path in the QR code of a lift that the visitor's crew serves. */
async function aCarPage({ city, visitorsCrew }: Stage, api: Api): Promise<string> {
  const served = city.lifts.find(
    (lift) => lift.kind === "3110" && lift.parties.some((p) => p.organisation === visitorsCrew.organisation),
  );
  const code = (served ?? city.lifts[0])?.rescueCode ?? "";
  const found = await api.get(`/api/v1/lifts?q=${code}&limit=5`, liftList);
  const lift = found.lifts.find((each) => each.rescueCode === code);
  if (lift === undefined) return `/s/${code}`;
  const file = await api.get(`/api/v1/lifts/${lift.id}`, liftFile);
  return file.pagePath ?? `/s/${code}`;
}

/** Crews are on duty before the lifts are connected. */
type Doors = { fleet: Fleet | undefined };

async function live(stage: Stage): Promise<void> {
  const { options, city, api, mqtt, http, visitorsCrew, signal } = stage;
  const draws = createDraws(options.seed ^ Date.now()); // every start of a demonstration is another day
  const codes = city.lifts.map((lift) => lift.registerCode);
  const doors: Doors = { fleet: undefined };
  const crews = runCrews(stage, doors);
  const secrets = await enrolLifts(api, join(options.dataDir, "sim-devices.json"), codes, {
    report: (done, of) => step(`设备接入凭证 ${done}/${of}`, "devices enrolled"),
    signal,
  });
  const fleet = createFleet({
    mqtt,
    lifts: city.lifts,
    secrets,
    draws,
    connectsPerSecond: 200,
    restMs: 150_000,
    notesPerSecondMax: 40,
  });
  doors.fleet = fleet;
  const life = runCityLife({
    city,
    fleet,
    http,
    token: adminToken(options.dataDir),
    draws,
    firstMs: [25_000, 35_000],
    everyMs: [40_000, 90_000],
    openMax: 6,
    visitorsCrew,
    report: (line) => say(`${clockTime()}  ${line}`),
    signal,
  });
  const history = fillHistoryOnce(stage);
  const scans = scanSigns({ api, draws: createDraws(options.seed), signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  await Promise.all([crews, life, history, scans]);
  await fleet.stop();
}

/** Policy documents, at the first start of a demonstration that has them. */
async function fillDutiesOnce({ options, city, api }: Stage): Promise<void> {
  const done = join(options.dataDir, "demo-duties.json");
  if (existsSync(done)) return;
  const documents = await fillDuties(
    api,
    city.regions.map(({ code }) => code),
  );
  save(done, { documents });
  step(`已读取政策文件 ${documents.length} 份`, `${documents.length} policy documents read`);
}

/** How far it has come, and whether it is whole, stands in a file of its own. */
async function fillHistoryOnce({ options, city, api, signal }: Stage): Promise<void> {
  const file = join(options.dataDir, "demo-lives.json");
  const { lifts: from, whole: isWhole } = livesDone(file);
  if (isWhole) return;
  const whole = cityOf(options);
  const { seed, asOf } = options;
  const keep = (lifts: number): void => save(file, { lifts, whole: lifts === whole.lifts.length });
  await fillHistory(api, { whole, live: city }, { seed, asOf, signal, from, keep, pauseMs: 250 });
  if (!signal.aborted)
    step(`已写入全部 ${whole.lifts.length} 台电梯的往年记录`, "the past years of all lifts are written");
}

const livesShape = z.object({ lifts: z.int(), whole: z.boolean().default(false) });
const livesDone = (file: string): z.output<typeof livesShape> =>
  livesShape.parse(existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : { lifts: 0 });

/**
 * Log-ins are spread (a minute takes thirty from one address, and a visitor needs some of them); sessions are kept, so only the
 * first start is slow.
 */
async function runCrews({ options, city, visitorsCrew, book, http, signal }: Stage, doors: Doors): Promise<void> {
  const byPlace = new Map(city.lifts.map((lift) => [lift.rescueCode, lift]));
  const pace = demoPace(options.speed);
  let waitMs = 0;
  await Promise.all(
    city.crews
      .filter((crew) => crew.code !== visitorsCrew.code)
      .map(async (crew) => {
        const login = `crew-${crew.code.toLowerCase()}`;
        waitMs += book.of(login).session === undefined ? 3_000 : 60;
        await waitFor(waitMs, signal);
        if (signal.aborted) return;
        await runCrewMember({
          code: crew.code,
          base: crew.base,
          session: openSession(http, book.of(login), keptSession(book, login)),
          pace,
          draws: createDraws(options.seed),
          openDoors: async (rescueCode) => doors.fleet?.free(byPlace.get(rescueCode)?.registerCode ?? ""),
          report: () => {},
          signal,
        }).catch((error: unknown) => {
          if (!signal.aborted) step(`${crew.name} 停止`, `${crew.code} stopped: ${String(error)}`);
        });
      }),
  );
}

const keptSession = (book: AccountBook, login: string) => ({
  session: book.of(login).session,
  onSession: (session: string) => book.keepSession(login, session),
});

const waitFor = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((fulfil) => {
    const timer = setTimeout(fulfil, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      fulfil();
    });
  });

try {
  await demo();
} catch (error) {
  const known = error instanceof DemoError;
  process.stderr.write(
    `${known ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exitCode = 1;
}
