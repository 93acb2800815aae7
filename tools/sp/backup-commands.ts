import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { z } from "zod";
import { backupProofs } from "../../src/backup-proofs.ts";
import { backupState, begunBackup } from "../../src/platform/backup/backup-routes.ts";
import { type Backup, findBackup } from "../../src/platform/backup/manifest.ts";
import { type RestoreReport, restoreBackup } from "../../src/platform/backup/restore.ts";
import { type DrillReport, drillRestore } from "../../src/platform/backup/restore-drill.ts";
import { readConfig } from "../../src/platform/config/config.ts";
import { migrationsOf } from "../../src/platform/platform.ts";
import { rooms } from "../../src/rooms.ts";
import type { Answer, Command, Options } from "./command.ts";
import { CommandError, type Connection, connect } from "./connection.ts";
import { checkChains } from "./restore-checks.ts";

const tell = (line: string): void => void process.stderr.write(`${line}\n`);
const pollMs = 500;

/** What restoring needs to know of this version's house. */
const schemas = ["platform", ...rooms.map((room) => room.name)];
const house = {
  sets: schemas.map(migrationsOf),
  schemas: ["migrations", ...schemas],
  proofs: backupProofs,
  check: checkChains,
  tell,
};

export const backupCommands: readonly Command[] = [
  {
    name: "backup",
    parameters: [{ name: "FOLDER", optional: true }],
    takes: ["logical"],
    help: [
      "备份正在运行的平台（数据库、证据文件、密钥），不影响使用；FOLDER 可存放多个备份。",
      "Backs up the running platform into FOLDER, which may hold many backups; without FOLDER into SP_BACKUP_DIR.",
      "--logical: a copy of all rows instead of the embedded server's files, for moving to another server or version.",
      "The copy holds personal data and keys: keep the folder on an encrypted disk that only its administrators may read.",
    ],
    run: async ([folder], { logical }) => backUp(await connect(), folder, logical === true),
  },
  {
    name: "restore",
    parameters: [{ name: "FOLDER" }],
    takes: ["to"],
    help: [
      "把备份恢复到新的数据目录（SP_DATA_DIR，必须为空），并逐项核对；平台不需要运行。",
      "Restores the newest backup of FOLDER (or the one that FOLDER is) into SP_DATA_DIR, which must be new or empty, and proves it equal.",
      "--to 2026-11-23T10:00:00+08:00: another moment, where the log was archived (SP_WAL_ARCHIVE).",
      "With DATABASE_URL a copy of rows goes into that empty database instead of a server of our own.",
    ],
    run: async ([folder = ""], options) => restore(folder, options),
  },
  {
    name: "restore-drill",
    parameters: [{ name: "FOLDER" }],
    help: [
      "恢复演练：把最新备份恢复到临时目录，核对后删除，并在 FOLDER/drills 留下报告。",
      "Restores the newest backup into a folder that is thrown away, proves it, and leaves a report in FOLDER/drills. Exit code 1 when it is not equal.",
    ],
    run: async ([folder = ""]) => drill(folder),
  },
];

async function backUp(connection: Connection, folder: string | undefined, logical: boolean): Promise<Answer> {
  const body = { logical, ...(folder === undefined ? {} : { folder: resolve(folder) }) };
  const { id } = begunBackup.parse(await connection.call("POST", "/api/v1/backups", body));
  for (let said = ""; ; await sleep(pollMs)) {
    const state = backupState.parse(await connection.call("GET", `/api/v1/backups/${id}`));
    if (state.outcome !== "running") return ended(state);
    const { step = "", bytes = 0, files = 0 } = state.progress ?? {};
    const line = `${step}  ${mib(bytes)} MiB  ${files} files`;
    if (line !== said && state.progress !== null) tell(line);
    said = line;
  }
}

const mib = (bytes: number): string => (bytes / 1_048_576).toFixed(1);

function ended(state: z.output<typeof backupState>): Answer {
  const seconds = ((state.endedAt ?? state.startedAt) - state.startedAt) / 1_000;
  const json = { ...state, seconds };
  if (state.outcome === "failed")
    return { ok: false, json, lines: [`备份没有成功：${state.why}。 The backup failed: ${state.why} [${state.code}]`] };
  const damaged = state.damaged ?? 0;
  const lines = [
    `备份完成 backup done in ${seconds.toFixed(1)} s: ${mib(state.bytes ?? 0)} MiB, ${state.files} evidence files, in ${state.store}`,
  ];
  if (damaged > 0)
    lines.push(
      `${damaged} 个证据文件早已损坏，未备份。 ${damaged} evidence files were damaged before and are not in it.`,
    );
  return { ok: damaged === 0, json, lines };
}

async function find(folder: string, until?: Date): Promise<Backup> {
  const path = resolve(folder);
  if (!existsSync(path)) throw new CommandError(`${path} 不存在。There is no folder ${path}.`);
  const backup = await findBackup(path, until);
  if (backup !== undefined) return backup;
  throw new CommandError(
    until === undefined
      ? `${path} 中没有完整的备份。There is no whole backup in ${path}.`
      : `${path} 中没有早于该时刻的备份。There is no backup in ${path} from before that moment.`,
  );
}

async function restore(folder: string, { to }: Options): Promise<Answer> {
  const config = readConfig(process.env);
  const until = to === undefined ? undefined : momentOf(to);
  const backup = await find(folder, until);
  const report = await restoreBackup({
    ...house,
    backup,
    dataDir: config.dataDir,
    point: until === undefined ? undefined : { until, walArchive: config.backup.walArchive },
    external: config.databaseUrl === undefined ? undefined : { url: config.databaseUrl, appUrl: config.databaseAppUrl },
  });
  return { ok: report.ok, json: report, lines: printRestore(report) };
}

/** A time with its zone: `10:00` alone would be another moment on another machine. */
function momentOf(text: string): Date {
  const moment = new Date(text);
  if (
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text) &&
    !Number.isNaN(moment.getTime())
  )
    return moment;
  throw new CommandError(
    `时刻应写成 2026-11-23T10:00:00+08:00。Write the moment with its zone, as 2026-11-23T10:00:00+08:00, not "${text}".`,
  );
}

async function drill(folder: string): Promise<Answer> {
  const report = await drillRestore({ ...house, backup: await find(folder) });
  return { ok: report.ok, json: report, lines: printDrill(report) };
}

function printRestore(report: RestoreReport): string[] {
  const lines = [
    `备份 backup      ${report.backup} (${report.kind}, ${report.takenAt}, version ${report.version})`,
    `恢复到 restored  ${report.dataDir}, ${report.seconds} s`,
    `证据 evidence    ${report.evidenceFiles} files, every hash right`,
    ...report.findings.map(
      ({ name, ok, detail }) => `${ok ? "一致 fits     " : "不符 DOES NOT FIT"} ${name}: ${detail}`,
    ),
  ];
  if (!report.compared)
    lines.push(`数据 rows        ${report.tables} tables, ${report.rows} rows; last change ${report.lastChangeAt}`);
  else if (report.difference === null)
    lines.push(`数据 rows        ${report.tables} tables, ${report.rows} rows, all equal to the backup`);
  else lines.push(`不一致 DIFFERENT ${report.difference}`);
  if (report.damagedBefore.length > 0)
    lines.push(`备份时已损坏 damaged before the backup: ${report.damagedBefore.join(", ")}`);
  lines.push(
    report.ok
      ? "恢复的副本与备份一致。 The restored copy is equal to the backup."
      : "恢复的副本有问题，请勿使用。 The restored copy is NOT equal: do not use it.",
  );
  return report.compared ? lines : [...lines.slice(0, -1), pointInTimeWords(report)];
}

const pointInTimeWords = (report: RestoreReport): string =>
  report.ok
    ? "已恢复到指定时刻，台账和审计链完整。 Restored to that moment; the chains of ledger and audit fit. Take a backup once it runs."
    : "恢复的副本有问题，请勿使用。 The restored copy is not right: do not use it.";

function printDrill({ ok, restore: report, why, file }: DrillReport): string[] {
  const lines = report === null ? [`无法恢复 could not be restored: ${why}`] : printRestore(report);
  return [...lines, `${ok ? "演练通过 drill passed" : "演练失败 DRILL FAILED"}; ${file}`];
}
