/** `npm run sim -- <name> --seed N`: seeded simulations, one JSON object on the last line. */

import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { startGuardedPostgres } from "../tools/guarded-postgres.ts";
import { runOpenBroker } from "../tools/mqtt-open.ts";
import { reportLine } from "../tools/report-line.ts";
import { bearer, createApi } from "./api.ts";
import { reportDetection } from "./detection/run-detection.ts";
import { runKill } from "./kill/run-kill.ts";
import { runKillPoints } from "./kill-points/run-kill-points.ts";
import { runRegister } from "./registers/run-register.ts";
import { runRescue } from "./rescue/run-rescue.ts";
import { hasFoundingTexts, reviewFoundingDocuments } from "./review-founding.ts";

const usage = `npm run sim -- list
npm run sim -- kill [--seed N] [--kills 50] [--database-kills 10]
    rescues run while the platform and its database are killed with -9 at drawn moments
npm run sim -- kill-points [--seed N] [--points 200] [--from 0]
    lives of incidents, each platform killed with -9 beside a drawn commit; the six promises are counted. --from goes on, or looks at one again
npm run sim -- rescue [--seed N] [--city shanghai|demo] [--days 600] [--worlds 6] [--storms 10] [--threads 2]
    who is sent when: policies for normal days and for storms, measured in simulated worlds (docs/rescue-simulation.md)
npm run sim -- register --out FOLDER [--seed N] [--lifts 20000]
    an invented register as files: lifts, history of past years, a dirty register with the list of its faults
npm run sim -- devices [--seed N] [--lifts 400] [--days 4] [--often 200]
    what detection makes of a city's devices: entrapments found, seconds until found, false alarms per 1,000 lift-days, by detector
npm run sim -- policies [--http http://127.0.0.1:8080]
    the five founding documents (SP_SHARED) read and reviewed on a running platform, with the token in SP_DATA_DIR; for a demonstration only
npm run sim -- mqtt-open [--port 1883]
    the embedded broker alone, on loopback and without rules, for public interoperability suites`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function numberOf(name: string, text: string | undefined, fallback: number): number {
  const value = text === undefined ? fallback : Number(text);
  if (!Number.isInteger(value) || value < 0) throw new TypeError(`--${name} must be a whole number, not "${text}"`);
  return value;
}

const text = { type: "string" } as const;
const options = {
  port: text,
  http: text,
  seed: text,
  kills: text,
  lifts: text,
  out: text,
  city: text,
  days: text,
  often: text,
  worlds: text,
  storms: text,
  threads: text,
  "database-kills": text,
  points: text,
  from: text,
  "keep-data": text,
} as const;
type Values = Partial<Record<keyof typeof options, string>>;

/** What a reviewer does with the founding documents, by the platform's own routes. */
async function policies(values: Values): Promise<number> {
  if (!hasFoundingTexts()) throw new TypeError("SP_SHARED (else ../shared) has no policies/gold");
  const dataDir = resolve(process.env.SP_DATA_DIR || "data/demo");
  const token = readFileSync(join(dataDir, "secrets/admin-token"), "utf8").trim();
  const api = createApi(values.http ?? "http://127.0.0.1:8080", bearer(token));
  say(JSON.stringify(await reviewFoundingDocuments(api, say)));
  return 0;
}

async function rescue(values: Values, seed: number): Promise<number> {
  const { city = "shanghai" } = values;
  if (city !== "shanghai" && city !== "demo") throw new TypeError(`--city is shanghai or demo, not "${city}"`);
  const report = await runRescue({
    seed,
    city,
    days: numberOf("days", values.days, 600),
    worlds: numberOf("worlds", values.worlds, 6),
    storms: numberOf("storms", values.storms, 10),
    threads: numberOf("threads", values.threads, Math.min(2, availableParallelism())),
    realDataDir: resolve(process.env.SP_REAL_DATA || "../shared/data"),
    report: say,
  });
  say(reportLine(report));
  return 0;
}

async function killPoints(values: Values, seed: number): Promise<number> {
  const server = await startGuardedPostgres();
  try {
    const { report } = await runKillPoints({
      seed,
      points: numberOf("points", values.points, 200),
      from: numberOf("from", values.from, 0),
      database: await server.makeDatabase("kill_points"),
      report: say,
    });
    say(reportLine(report));
    return 0;
  } finally {
    await server.stop();
  }
}

function devices(values: Values, seed: number): number {
  const report = reportDetection({
    seed,
    lifts: numberOf("lifts", values.lifts, 400),
    days: numberOf("days", values.days, 4),
    often: numberOf("often", values.often, 200),
    report: say,
  });
  say(reportLine(report));
  return 0;
}

async function run(): Promise<number> {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (positionals[0] === "list") {
    say(usage);
    return 0;
  }
  const [name] = positionals;
  if (name === "policies") return await policies(values);
  if (name === "mqtt-open") {
    await runOpenBroker(numberOf("port", values.port, 1_883), say);
    return 0;
  }
  const known = ["kill", "kill-points", "rescue", "devices"];
  if (name === undefined || (!known.includes(name) && (name !== "register" || values.out === undefined))) {
    process.stderr.write(`${usage}\n`);
    return 2;
  }
  const seed = numberOf("seed", values.seed, Math.floor(Math.random() * 1_000_000));
  say(`seed ${seed}`);
  if (values.out !== undefined && name === "register") {
    say(JSON.stringify(await runRegister(seed, numberOf("lifts", values.lifts, 20_000), values.out)));
    return 0;
  }
  if (name === "rescue") return await rescue(values, seed);
  if (name === "devices") return devices(values, seed);
  if (name === "kill-points") return await killPoints(values, seed);
  const report = await runKill({
    seed,
    kills: numberOf("kills", values.kills, 50),
    databaseKills: numberOf("database-kills", values["database-kills"], 10),
    report: say,
    ...(values["keep-data"] === undefined ? {} : { dataDir: values["keep-data"] }),
  });
  say(reportLine(report));
  return 0;
}

try {
  process.exit(await run());
} catch (error) {
  const known = error instanceof TypeError;
  process.stderr.write(
    `${known ? `${error.message}\n${usage}` : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exit(known ? 2 : 1);
}
