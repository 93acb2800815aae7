import { z } from "zod";
import type { Principal } from "../../kernel/principal.ts";
import { ok, refuse } from "../../kernel/result.ts";
import { type RefusalTexts, type Route, route } from "../http/route.ts";
import type { Tls } from "../http/tls.ts";
import type { BackupDesk, BackupParts } from "./backup-desk.ts";
import { backupById, listRows } from "./backup-rows.ts";
import { readOperations } from "./operations.ts";

const backupRow = z.object({
  id: z.uuid(),
  store: z.string(),
  cause: z.enum(["asked", "daily", "upgrade"]),
  kind: z.enum(["physical", "logical"]),
  startedAt: z.int(),
  endedAt: z.int().nullable(),
  outcome: z.enum(["running", "done", "failed"]),
  code: z.string().nullable(),
  why: z.string().nullable(),
  bytes: z.number().nullable(),
  files: z.int().nullable(),
  damaged: z.int().nullable(),
});
const progress = z.object({ step: z.string(), bytes: z.number(), files: z.int() });
export const backupState = backupRow.extend({ progress: progress.nullable() });
export const begunBackup = z.object({ id: z.uuid() });

/** Without a folder: into the one of the daily backups. */
const beginBody = z.object({ folder: z.string().min(1).max(4_000).optional(), logical: z.boolean().default(false) });
const operationsShape = z.object({
  version: z.string(),
  database: z.object({ kind: z.enum(["embedded", "external"]), version: z.string(), bytes: z.number() }),
  disk: z.object({ freeBytes: z.number(), totalBytes: z.number() }),
  backups: z.object({
    folder: z.string().nullable(),
    keepDays: z.int(),
    lastGood: backupRow.nullable(),
    last: backupRow.nullable(),
    running: z.object({ id: z.string(), step: z.string(), bytes: z.number() }).nullable(),
  }),
  walArchive: z.object({ folder: z.string(), lastAt: z.number().nullable(), failures: z.number() }).nullable(),
  certificate: z.object({ names: z.string(), validTo: z.number() }).nullable(),
});

export type BackupDoor = {
  readonly parts: BackupParts;
  readonly desk: BackupDesk;
  readonly tls: Tls | undefined;
  /** Writes who asked for the backup into the audit. */
  readonly audit: (principal: Principal, backup: { id: string; store: string }, address: string) => Promise<void>;
};

export const backupRefusals: RefusalTexts = {
  BACKUP_RUNNING: { status: 409, zh: "已有一个备份正在进行。", en: "A backup is under way already." },
  BACKUP_FOLDER_WRONG: {
    status: 400,
    zh: "备份目录须是数据目录以外的绝对路径：{folder}",
    en: "A folder of backups is an absolute path outside the data folder: {folder}",
  },
  BACKUP_FOLDER_NOT_WRITABLE: {
    status: 409,
    zh: "平台不能写入备份目录：{folder}",
    en: "The platform may not write to the folder of backups: {folder}",
  },
  BACKUP_FOLDER_BY_MACHINE: {
    status: 403,
    zh: "备份目录只能在服务器上用 sp backup 指定。",
    en: "A folder may be named on the server itself only, by sp backup.",
  },
  BACKUP_NO_FOLDER: {
    status: 409,
    zh: "没有设置 SP_BACKUP_DIR。",
    en: "There is no folder for backups: SP_BACKUP_DIR is not set.",
  },
};

export function backupRoutes({ parts, desk, tls, audit }: BackupDoor): Route[] {
  const { house, database } = parts;
  return [
    route({
      method: "POST",
      url: "/api/v1/backups",
      permission: "platform.backup",
      summary: "Begin a backup; a folder may be named by the machine's own token only",
      body: beginBody,
      reply: begunBackup,
      handle: async ({ principal, body, request }) => {
        // Who may name any folder may write to any folder: that is for whoever sits at the machine, not for a browser.
        if (body.folder !== undefined && principal.kind !== "key") return refuse("BACKUP_FOLDER_BY_MACHINE");
        const store = body.folder ?? house.config.backup.dir;
        if (store === undefined) return refuse("BACKUP_NO_FOLDER");
        const begun = await desk.begin({ store, cause: "asked", logical: body.logical });
        if (begun.ok) await audit(principal, { id: begun.value.id, store }, request.ip);
        return begun;
      },
    }),
    route({
      method: "GET",
      url: "/api/v1/backups",
      permission: "platform.backup",
      summary: "The last hundred backups, newest first",
      reply: z.object({ backups: z.array(backupRow) }),
      handle: async () => ok({ backups: await listRows(database.db) }),
    }),
    route({
      method: "GET",
      url: "/api/v1/backups/:id",
      permission: "platform.backup",
      summary: "One backup and how far it is",
      params: z.object({ id: z.uuid() }),
      reply: backupState,
      handle: async ({ params }) => {
        const row = await backupById(database.db, params.id);
        if (row === undefined) return refuse("NOT_FOUND");
        const running = desk.running();
        return ok({ ...row, progress: running?.id === row.id ? running.progress : null });
      },
    }),
    route({
      method: "GET",
      url: "/api/v1/operations",
      permission: "platform.backup",
      summary: "How the machine stands: versions, disk, backups, archive, certificate",
      reply: operationsShape,
      handle: async () => ok(await readOperations(parts, desk, tls)),
    }),
  ];
}
