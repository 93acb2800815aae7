/**
 * `npm run check`: types, style, room rules, dead code, unit tests. Every step runs even after a failure, so that one
 * run shows everything; each prints one line with its time, and what failed is told in full at the end.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { delimiter, join, resolve } from "node:path";
import { checkRooms, describeViolation } from "./rooms-check/check-rooms.ts";

type Outcome = { readonly ok: boolean; readonly output: string };
type Step = { readonly name: string; readonly run: () => Promise<Outcome> };

const root = resolve(import.meta.dirname, "..");
const binaries = join(root, "node_modules/.bin");
/** A hung tool must not hang the check. */
const longestStepMs = 10 * 60_000;

const steps: readonly Step[] = [
  { name: "types", run: () => tool("tsc", "-p", "tsconfig.json") },
  { name: "types of web", run: () => tool("tsc", "-p", "web/tsconfig.json") },
  { name: "style", run: () => tool("biome", "check", "--diagnostic-level=warn", "--error-on-warnings", ".") },
  { name: "room rules", run: async () => roomRules() },
  { name: "dead code", run: () => tool("knip", "--no-progress") },
  { name: "unit tests", run: () => tool("vitest", "run", "--project", "unit") },
];

function roomRules(): Outcome {
  const violations = checkRooms(root);
  return { ok: violations.length === 0, output: violations.map(describeViolation).join("\n") };
}

let running: ChildProcess | undefined;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => {
    running?.kill("SIGTERM");
    process.exit(130);
  });
}

/** Runs a tool of node_modules on this very Node, whatever `node` an older PATH holds. */
function tool(name: string, ...args: readonly string[]): Promise<Outcome> {
  const env = { ...process.env, PATH: `${binaries}${delimiter}${process.env.PATH ?? ""}` };
  const child = spawn(process.execPath, [join(binaries, name), ...args], {
    cwd: root,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    timeout: longestStepMs,
  });
  running = child;
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
  return new Promise((settle) => {
    child.once("error", (error) => settle({ ok: false, output: `${name} could not be started: ${error.message}` }));
    child.once("close", (code, signal) => {
      const ended = signal === null ? "" : `\n${name} was ended by ${signal}`;
      settle({ ok: code === 0, output: Buffer.concat(chunks).toString("utf8").trim() + ended });
    });
  });
}

async function attempt(step: Step): Promise<Outcome> {
  try {
    return await step.run();
  } catch (error) {
    return { ok: false, output: error instanceof Error ? error.message : String(error) };
  }
}

const failures: { readonly name: string; readonly output: string }[] = [];
for (const step of steps) {
  const begun = performance.now();
  const { ok, output } = await attempt(step);
  const took = ((performance.now() - begun) / 1_000).toFixed(1);
  console.log(`${ok ? "ok    " : "FAILED"} ${step.name.padEnd(12)} ${took.padStart(6)} s`);
  if (!ok) failures.push({ name: step.name, output });
}
for (const { name, output } of failures) console.log(`\n── ${name} ──\n${output}`);
console.log(failures.length === 0 ? "\nall checks passed" : `\n${failures.length} of ${steps.length} checks failed`);
process.exitCode = failures.length === 0 ? 0 : 1;
