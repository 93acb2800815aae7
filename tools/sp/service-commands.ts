import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, resolve } from "node:path";
import { readConfig } from "../../src/platform/config/config.ts";
import { buildWeb } from "../build-web.ts";
import type { Answer, Command, Options } from "./command.ts";
import { CommandError } from "./connection.ts";
import { dataDirOf, environmentText, type Service, unitText } from "./service-unit.ts";

const unitFile = "/etc/systemd/system/shengping.service";
const environmentFile = "/etc/shengping/shengping.env";
const serviceDataDir = "/var/lib/shengping";
const userShape = /^[a-z_][a-z0-9_-]{0,30}$/;

export const serviceCommands: readonly Command[] = [
  {
    name: "service install",
    parameters: [],
    takes: ["user", "dry-run"],
    help: [
      "安装为系统服务（systemd）：建立账户、数据目录、设置文件，开机启动，异常退出后自动重启。须以 root 执行。",
      "Installs the platform of this folder as a service; run as root. --dry-run prints what would be done and does nothing.",
      `--user NAME: its account, "shengping" when left out. SP_DATA_DIR: its data folder; when not set the one it has, at first ${serviceDataDir}.`,
      `Settings are read from ${environmentFile}. Running it again brings the unit up to date and keeps the settings.`,
    ],
    run: async (_args, options) => install(options),
  },
  {
    name: "service uninstall",
    parameters: [],
    takes: ["dry-run"],
    help: ["卸载系统服务；数据、设置和账户保留。 Stops and removes the service; data, settings and account stay."],
    run: async (_args, options) => uninstall(options),
  },
];

type Step = { readonly words: string; readonly run: () => void | Promise<void> };

async function install({ user = "shengping", dryRun }: Options): Promise<Answer> {
  if (!userShape.test(user)) throw new CommandError(`账户名不合法。"${user}" is no name for an account.`);
  const service = serviceOf(user);
  const text = unitText(service);
  const steps: Step[] = [
    { words: "build the pages", run: () => buildWeb() },
    ...(hasUser(user) ? [] : [{ words: `make the account ${user}`, run: () => makeUser(user, service.dataDir) }]),
    ...[service.dataDir, ...service.writes].map((folder) => ({
      words: `make the folder ${folder}, owned by ${user}`,
      run: () => makeFolder(folder, user),
    })),
    ...(existsSync(environmentFile)
      ? []
      : [{ words: `write ${environmentFile}`, run: () => writeFile(environmentFile, environmentText, 0o640) }]),
    { words: `see that ${user} can read ${service.root}`, run: () => assertReadable(service) },
    { words: `write ${unitFile}`, run: () => writeFile(unitFile, text, 0o644) },
    { words: "systemctl daemon-reload", run: () => run("systemctl", "daemon-reload") },
    { words: "systemctl enable shengping", run: () => run("systemctl", "enable", "shengping") },
    { words: "systemctl restart shengping", run: () => run("systemctl", "restart", "shengping") },
  ];
  const done = await doAll(steps, dryRun);
  return { ...done, lines: dryRun === true ? [...done.lines, "", text] : done.lines };
}

async function uninstall({ dryRun }: Options): Promise<Answer> {
  return doAll(
    [
      { words: "systemctl disable --now shengping", run: () => run("systemctl", "disable", "--now", "shengping") },
      { words: `remove ${unitFile}`, run: () => rmSync(unitFile, { force: true }) },
      { words: "systemctl daemon-reload", run: () => run("systemctl", "daemon-reload") },
    ],
    dryRun,
  );
}

async function doAll(steps: readonly Step[], dryRun: boolean | undefined): Promise<Answer> {
  if (dryRun !== true) {
    if (process.getuid?.() !== 0) throw new CommandError("须以 root 执行。Run this as root, or with --dry-run.");
    if (!existsSync("/run/systemd/system"))
      throw new CommandError("本机没有运行 systemd。systemd does not run on this machine; see docs/operations.md.");
    for (const step of steps) await step.run();
  }
  const words = steps.map((step) => step.words);
  const head = dryRun === true ? "将会 would:" : "已完成 done:";
  return {
    ok: true,
    json: { dryRun: dryRun === true, steps: words },
    lines: [head, ...words.map((each) => `  ${each}`)],
  };
}

function serviceOf(user: string): Service {
  const config = readConfig({ ...process.env, ...settingsOf(environmentFile) });
  const root = resolve(import.meta.dirname, "../..");
  const { dir, walArchive } = config.backup;
  return {
    user,
    node: realpathSync(process.execPath),
    root,
    dataDir: process.env.SP_DATA_DIR === undefined ? (presentDataDir() ?? serviceDataDir) : config.dataDir,
    environmentFile,
    writes: [dir, walArchive].filter((folder) => folder !== undefined),
  };
}

/** A service that lives on another folder, after a restore, stays there. */
const presentDataDir = (): string | undefined =>
  existsSync(unitFile) ? dataDirOf(readFileSync(unitFile, "utf8")) : undefined;

/** Settings that the service will have, so far as they name folders to open for it. */
function settingsOf(file: string): Record<string, string> {
  if (!existsSync(file)) return {};
  const lines = readFileSync(file, "utf8").split("\n");
  const pairs = lines.map((line) => /^(SP_BACKUP_DIR|SP_WAL_ARCHIVE|SP_PAPER_DIR)=(.+)$/.exec(line.trim()));
  return Object.fromEntries(pairs.flatMap((pair) => (pair === null ? [] : [[pair[1], pair[2]]])));
}

const hasUser = (user: string): boolean => spawnSync("id", ["-u", user], { stdio: "ignore" }).status === 0;

const makeUser = (user: string, home: string): void =>
  run(
    "useradd",
    "--system",
    "--user-group",
    "--home-dir",
    home,
    "--no-create-home",
    "--shell",
    "/usr/sbin/nologin",
    user,
  );

/** A folder that root has made or restored is handed over whole; in one that the service has already, files come and go. Links are not followed. */
function makeFolder(folder: string, user: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o750 });
  const owned = String(statSync(folder).uid) === spawnSync("id", ["-u", user], { encoding: "utf8" }).stdout.trim();
  if (!owned) run("chown", "--recursive", "--no-dereference", `${user}:`, folder);
}

/** Whole or not at all. */
function writeFile(file: string, text: string, mode: number): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.draft`, text, { mode });
  renameSync(`${file}.draft`, file);
}

function assertReadable({ user, root, node }: Service): void {
  for (const path of [`${root}/src/main.ts`, node]) {
    const can = spawnSync("runuser", ["-u", user, "--", "test", "-r", path], { stdio: "ignore" }).status === 0;
    if (!can)
      throw new CommandError(
        `账户 ${user} 读不到 ${path}，请把程序放到 /opt/shengping 之类的目录。${user} cannot read ${path}: put the platform into a folder such as /opt/shengping.`,
      );
  }
}

function run(command: string, ...args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: "utf8", timeout: 120_000 });
  if (status === 0) return;
  throw new CommandError(`${command} ${args.join(" ")}: ${error?.message ?? stderr.trim()}`);
}
