#!/usr/bin/env node
/**
 * Starts any command of the checkout: `node tools/bootstrap.mjs <command> [arguments]`.
 *
 * Plain JavaScript for Node 18 and newer, because it runs before anything is installed: it installs the packages
 * when they are missing or stale, then runs the command on the Node 24 that came with them and passes signals and the
 * exit code on. All its own words go to stderr; stdout belongs to the command.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { takeInstallLock } from "./install-lock.mjs";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const NODE_MAJOR = 24;

/** What each command runs. */
export const COMMANDS = {
  demo: "sim/demo.ts",
  start: "tools/start.ts",
  test: "tools/test.ts",
  check: "tools/check.ts",
  bench: "bench/run.ts",
  sim: "sim/run.ts",
  sp: "tools/sp.ts",
};

const say = (chinese, english) => process.stderr.write(`[升平] ${chinese}  ${english}\n`);

const stampPath = (root) => join(root, "node_modules", ".shengping-installed");
const read = (path) => (existsSync(path) ? readFileSync(path) : undefined);

/** Names the installation that package.json and the lockfile ask for on this machine. */
export function wantedStamp(root) {
  const hash = createHash("sha256");
  for (const name of ["package-lock.json", "package.json"]) hash.update(read(join(root, name)) ?? "").update("\0");
  return hash.update(`${process.platform}\0${process.arch}`).digest("hex");
}

/** True when node_modules is not known to be the finished installation of the present lockfile. */
export const isStale = (root) => read(stampPath(root))?.toString("utf8") !== wantedStamp(root);

/** Written last and by rename: an installation that was cut short never looks finished. */
export function writeStamp(root) {
  const draft = `${stampPath(root)}.${process.pid}`;
  writeFileSync(draft, wantedStamp(root));
  renameSync(draft, stampPath(root));
}

const fitsMachine = (entry) =>
  (!entry.os || entry.os.includes(process.platform)) && (!entry.cpu || entry.cpu.includes(process.arch));

/**
 * True when npm itself recorded, at the end of an installation, exactly the packages that the lockfile names. So a
 * developer's own `npm install` is not thrown away and done again.
 */
export function npmFinished(root) {
  const wantedFile = read(join(root, "package-lock.json"));
  const presentFile = read(join(root, "node_modules", ".package-lock.json"));
  if (!wantedFile || !presentFile) return false;
  try {
    const wanted = JSON.parse(wantedFile).packages ?? {};
    const present = JSON.parse(presentFile).packages ?? {};
    const own = Object.keys(wanted[""]?.optionalDependencies ?? {}).map((name) => `node_modules/${name}`);
    const dispensable = (path, entry) => entry.optional && !(own.includes(path) && fitsMachine(entry));
    const asWanted = ([path, entry]) => {
      if (path === "" || (!present[path] && dispensable(path, entry))) return true;
      const same = present[path]?.version === entry.version && present[path]?.integrity === entry.integrity;
      return same && existsSync(join(root, path, "package.json"));
    };
    return Object.entries(wanted).every(asWanted) && packageJsonMatchesLock(root, wanted[""] ?? {});
  } catch {
    return false; // an unreadable record proves nothing: install again
  }
}

function packageJsonMatchesLock(root, locked) {
  const own = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const kinds = ["dependencies", "devDependencies", "optionalDependencies"];
  const sorted = (from) => JSON.stringify(kinds.map((kind) => Object.entries(from[kind] ?? {}).sort()));
  return sorted(own) === sorted(locked);
}

const ownBin = (root) => join(root, "node_modules", ".bin");

/** PATH without any node_modules/.bin: the inner npm must not run on the Node that it is about to delete. */
export const pathWithoutBins = (path) =>
  path
    .split(delimiter)
    .filter((folder) => !/[\\/]node_modules[\\/]\.bin[\\/]?$/.test(folder))
    .join(delimiter);

async function runNpmCi(root) {
  const env = { ...process.env, PATH: pathWithoutBins(process.env.PATH ?? "") };
  delete env.NODE_ENV; // "production" would leave out what the tests need
  const args = ["ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
  const began = Date.now();
  const ticker = setInterval(() => {
    const seconds = Math.round((Date.now() - began) / 1000);
    say(`仍在安装……已用 ${seconds} 秒`, `still installing, ${seconds} s`);
  }, 10_000);
  try {
    // npm's stdout goes to our stderr: the last line on stdout belongs to the command.
    const npm = spawn("npm", args, { cwd: root, env, stdio: ["ignore", 2, 2] });
    const stop = onSignals((signal) => npm.kill(signal));
    const result = await ended(npm).finally(stop);
    if (result !== 0) throw new Error(`npm ci ended with ${result}; see the lines above (安装失败，请看上面的输出)`);
  } finally {
    clearInterval(ticker);
  }
}

/** Installs when needed. A second call at the same time waits for the first and then finds everything done. */
export async function ensureInstalled(root, install = runNpmCi) {
  if (!isStale(root)) return;
  const lockFile = join(root, ".cache", "install.lock");
  mkdirSync(dirname(lockFile), { recursive: true });
  const release = await takeInstallLock(lockFile, (pid) =>
    say(`另一个进程（${pid}）正在安装，等它完成`, `process ${pid} is installing, waiting for it`),
  );
  try {
    if (!isStale(root)) return;
    if (!npmFinished(root)) {
      const began = Date.now();
      say("正在安装所需的软件包，约需一分钟", "installing packages, about a minute");
      rmSync(stampPath(root), { force: true });
      rmSync(join(root, "node_modules", ".package-lock.json"), { force: true });
      await install(root);
      const seconds = Math.round((Date.now() - began) / 1000);
      say(`安装完成，用时 ${seconds} 秒`, `installed in ${seconds} s`);
    }
    writeStamp(root);
  } finally {
    release();
  }
}

/** The Node that runs the command: the one installed with the packages, or our own where that is new enough. */
export function findNode(root) {
  const installed = join(ownBin(root), "node");
  if (existsSync(installed)) return installed;
  if (Number(process.versions.node.split(".")[0]) >= NODE_MAJOR) return process.execPath;
  throw new Error(
    `no Node ${NODE_MAJOR} comes for ${process.platform}-${process.arch}: install Node ${NODE_MAJOR} yourself ` +
      `(此平台没有自带的 Node，请先安装 Node ${NODE_MAJOR})`,
  );
}

/** Calls `act` for each signal once: terminal and npm both send Ctrl-C; only a later, second one is passed on again. */
function onSignals(act) {
  const last = new Map();
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  const hear = (signal) => {
    if (Date.now() - (last.get(signal) ?? 0) < 1_000) return;
    last.set(signal, Date.now());
    act(signal);
  };
  for (const signal of signals) process.on(signal, hear);
  return () => {
    for (const signal of signals) process.off(signal, hear);
  };
}

/** The exit code of a child; 128 + n when signal n ended it, as shells say it. */
const ended = (child) =>
  new Promise((fulfil, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => fulfil(code ?? 128 + (constants.signals[signal] ?? 0)));
  });

function runChild(root, script, args) {
  const env = { ...process.env, PATH: `${ownBin(root)}${delimiter}${pathWithoutBins(process.env.PATH ?? "")}` };
  env.NODE_COMPILE_CACHE ??= join(root, ".cache", "compiled");
  const endWithParent = pathToFileURL(join(root, "tools", "end-with-parent.mjs")).href;
  // Its own process group, so that Ctrl-C reaches it once, through us; the channel tells it when we are gone.
  const flags =
    script === COMMANDS.start ? JSON.parse(readFileSync(join(root, "tools", "platform-flags.json"), "utf8")) : [];
  const child = spawn(findNode(root), [...flags, "--import", endWithParent, join(root, script), ...args], {
    env,
    detached: true,
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  const stop = onSignals((signal) => child.kill(signal));
  return ended(child).finally(stop);
}

/** Runs one command to its end and returns its exit code. */
export async function run(command, args, root = ROOT) {
  const script = Object.hasOwn(COMMANDS, command ?? "") ? COMMANDS[command] : undefined;
  if (script === undefined) {
    say(`用法：npm run <${Object.keys(COMMANDS).join("|")}>`, "that command does not exist");
    return 2;
  }
  await ensureInstalled(root);
  return runChild(root, script, args);
}

/** For the command line: an error is one sentence, not a stack. */
export async function runAndExit(command, args) {
  try {
    process.exitCode = await run(command, args);
  } catch (error) {
    say("无法启动：", `cannot start: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await runAndExit(process.argv[2], process.argv.slice(3));
}
