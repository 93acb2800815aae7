/** `npm run bench -- <name>`: benchmarks, one JSON object on the last line. */
import { parseArgs } from "node:util";
import { type Report, reportLine } from "../tools/report-line.ts";
import { benchAlarm } from "./alarm.ts";
import { benchDesk } from "./desk.ts";
import { benchDispatch } from "./dispatch.ts";
import { benchDuties } from "./duties.ts";
import { benchIngest } from "./ingest.ts";
import { benchPages } from "./pages.ts";
import { benchPaper } from "./paper.ts";
import { benchRegistry, type RegistryPart, registryParts } from "./registry.ts";
import { benchStorm } from "./storm.ts";
import { benchTwin } from "./twin.ts";

const usage = `npm run bench -- list
npm run bench -- alarm [--seed N] [--seconds 60] [--alarms-per-second 4]
    an alarm's way to the desk and to the first crew, beside 2,000 lifts that send their states
npm run bench -- dispatch [--seed N] [--lifts 20000] [--seconds 60]
    the best of 50 crews by road, and an alarm's way to its first crew beside 20,000 states a second
npm run bench -- storm [--seed N] [--entrapments 2000] [--seconds 60]
    a blackout over several districts: each alarm one incident, one who answers for it and a place in a plan, and its way to the desk
npm run bench -- desk [--lifts 300000] [--incidents 500] [--rounds 20]
    the duty desk in a real browser: key presses and clicks of a dispatcher's work until the next picture
npm run bench -- pages
    what a browser must load before the first view of log-in, desk and car's page
npm run bench -- paper [--lifts 200000]
    the nightly paper for when everything is down: seconds, memory and bytes on disk, and how the platform answers meanwhile
npm run bench -- duties
    how well and how fast duties are read out of policy documents: labels, texts of 10,000 letters, a PDF of 500 pages
npm run bench -- ingest [--lifts 200000] [--gateways 200] [--seconds 60]
    states of all lifts through gateways at QoS 1, each acknowledged after its commit; beside it the bare broker that only counts
npm run bench -- twin [--lifts 1000000] [--rounds 9]
    resident memory of the twins of so many lifts, in a fresh process, after so many states of each
npm run bench -- registry [--lifts 1000000] [--seed N] [--only import,reimport,pages,search,tiles,code,overview,export,ledger,nyc]
    a register of that size: import and the same file again, pages, search, map tiles, a lift by its code, overview, export,
    verifying all ledgers, New York's register; without import in --only the lifts are copied into the tables`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function numberOf(name: string, text: string | undefined, fallback: number): number {
  const value = text === undefined ? fallback : Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new TypeError(`--${name} must be a number above 0, not "${text}"`);
  return value;
}

function partsOf(text: string | undefined): readonly RegistryPart[] {
  const wanted = text?.split(",") ?? registryParts;
  const unknown = wanted.find((part) => !registryParts.includes(part as RegistryPart));
  if (unknown !== undefined) throw new TypeError(`--only knows ${registryParts.join(", ")}, not "${unknown}"`);
  return wanted as readonly RegistryPart[];
}

const text = { type: "string" } as const;
const options = {
  gateways: text,
  seed: text,
  seconds: text,
  "alarms-per-second": text,
  lifts: text,
  only: text,
  rounds: text,
  entrapments: text,
  incidents: text,
} as const;
type Given = { readonly [Name in keyof typeof options]?: string | undefined };

function benchesWith(given: Given): Readonly<Record<string, () => Promise<Report>>> {
  const number = (name: keyof Given, fallback: number): number => numberOf(name, given[name], fallback);
  const seed = number("seed", 1 + Math.floor(Math.random() * 1_000_000));
  return {
    alarm: () => {
      say(`seed ${seed}`);
      const alarmsPerSecond = number("alarms-per-second", 4);
      return benchAlarm({ seed, seconds: number("seconds", 60), alarmsPerSecond, report: say });
    },
    dispatch: () => benchDispatch({ seed, lifts: number("lifts", 20_000), seconds: number("seconds", 60), say }),
    desk: () => {
      const size = { lifts: number("lifts", 300_000), incidents: number("incidents", 500) };
      return benchDesk({ seed, ...size, rounds: number("rounds", 20), say });
    },
    duties: () => benchDuties(say),
    ingest: () => {
      const gateways = number("gateways", 200);
      return benchIngest({ lifts: number("lifts", 200_000), gateways, seconds: number("seconds", 60), say });
    },
    pages: () => benchPages(say),
    paper: () => benchPaper({ lifts: number("lifts", 200_000), say }),
    storm: () => benchStorm({ seed, entrapments: number("entrapments", 2_000), seconds: number("seconds", 60), say }),
    twin: () => benchTwin({ lifts: number("lifts", 1_000_000), rounds: number("rounds", 9), say }),
    registry: () => benchRegistry({ lifts: number("lifts", 1_000_000), seed, only: partsOf(given.only), say }),
  };
}

async function run(): Promise<number> {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (positionals[0] === "list") {
    say(usage);
    return 0;
  }
  const bench = benchesWith(values)[positionals[0] ?? ""];
  if (bench === undefined) {
    process.stderr.write(`${usage}\n`);
    return 2;
  }
  say(reportLine(await bench()));
  return 0;
}

try {
  process.exit(await run());
} catch (error) {
  const known = error instanceof TypeError && error.message.startsWith("--");
  process.stderr.write(
    `${known ? `${error.message}\n${usage}` : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exit(known ? 2 : 1);
}
