/** `npm run sim -- <name> --seed N`: seeded simulations, one JSON object on the last line. */
import { parseArgs } from "node:util";
import { runOpenBroker } from "../tools/mqtt-open.ts";
import { reportLine } from "../tools/report-line.ts";
import { runKill } from "./kill/run-kill.ts";
import { runRegister } from "./registers/run-register.ts";

const usage = `npm run sim -- list
npm run sim -- kill [--seed N] [--kills 50] [--database-kills 10]
    rescues run while the platform and its database are killed with -9 at drawn moments
npm run sim -- register --out FOLDER [--seed N] [--lifts 20000]
    an invented register as files: lifts, history of past years, a dirty register with the list of its faults
npm run sim -- mqtt-open [--port 1883]
    the embedded broker alone, on loopback and without rules, for public interoperability suites`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function numberOf(name: string, text: string | undefined, fallback: number): number {
  const value = text === undefined ? fallback : Number(text);
  if (!Number.isInteger(value) || value < 0) throw new TypeError(`--${name} must be a whole number, not "${text}"`);
  return value;
}

async function run(): Promise<number> {
  const text = { type: "string" } as const;
  const { values, positionals } = parseArgs({
    options: { port: text, seed: text, kills: text, lifts: text, out: text, "database-kills": text, "keep-data": text },
    allowPositionals: true,
  });
  if (positionals[0] === "list") {
    say(usage);
    return 0;
  }
  const [name] = positionals;
  if (name === "mqtt-open") {
    await runOpenBroker(numberOf("port", values.port, 1_883), say);
    return 0;
  }
  if (name !== "kill" && (name !== "register" || values.out === undefined)) {
    process.stderr.write(`${usage}\n`);
    return 2;
  }
  const seed = numberOf("seed", values.seed, Math.floor(Math.random() * 1_000_000));
  say(`seed ${seed}`);
  if (values.out !== undefined && name === "register") {
    say(JSON.stringify(await runRegister(seed, numberOf("lifts", values.lifts, 20_000), values.out)));
    return 0;
  }
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
