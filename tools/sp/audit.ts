import { hash } from "node:crypto";
import { stat } from "node:fs/promises";
import { z } from "zod";
import { type AuditFault, type AuditLine, followAudit } from "../../src/rooms/identity/model/audit-chain.ts";
import { checkpointList } from "../../src/rooms/lifts/contract.ts";
import { checkpointText, type SignedCheckpoint } from "../../src/rooms/lifts/model/checkpoint.ts";
import { CommandError, type Connection } from "./connection.ts";
import { writeWhole } from "./ledger.ts";
import { eachLine, linesOf } from "./ledger-lines.ts";
import { checkpointShape, type Keys, signedBy } from "./ledger-preamble.ts";

const header = z.object({
  format: z.literal("sp-audit-export-1"),
  exportedAt: z.string(),
  checkpoint: checkpointShape.nullable(),
});
const seal = z.object({ rowId: z.int(), previousHash: z.string(), hash: z.string() });
const row = z.object({
  id: z.int(),
  at: z.string(),
  actorKind: z.string(),
  actorId: z.string(),
  actorName: z.string(),
  act: z.string(),
  target: z.string(),
  outcome: z.string(),
  detail: z.string().nullable(),
  address: z.string().nullable(),
});
const lineShape = z.object({ row: row.nullable(), seal: seal.nullable() });

/** The audit as an export: a header with the last checkpoint, a line for each row, an `end` line. */
async function* auditPages(connection: Connection): AsyncGenerator<string> {
  const { checkpoints } = checkpointList.parse(await connection.call("GET", "/api/v1/ledger/checkpoints?limit=1"));
  const last = checkpoints[0];
  const checkpoint = last === undefined ? null : { ...last, at: new Date(last.at).toISOString() };
  yield `${JSON.stringify({ format: "sp-audit-export-1", exportedAt: new Date().toISOString(), checkpoint })}\n`;
  for (let after: string | null = "0"; after !== null; ) {
    const page = await connection.page(`/api/v1/audit/export?after=${after}`);
    yield page.text;
    after = page.next;
  }
  yield '{"end":true}\n';
}

/** Writes the audit with its seals into a file that others can verify. Returns the number of rows. */
export async function exportAudit(connection: Connection, file: string): Promise<number> {
  let lines = 0;
  await writeWhole(file, async (write) => {
    for await (const page of auditPages(connection)) {
      await write(page);
      lines += page.match(/^\{"row":\{/gm)?.length ?? 0;
    }
  });
  return lines;
}

export type AuditReport = {
  readonly ok: boolean;
  readonly rows: number;
  readonly sealed: number;
  /** Up to which row the last checkpoint signs; null without one. */
  readonly signedUpTo: { readonly rowId: number; readonly day: string; readonly keyId: string } | null;
  readonly fault:
    | AuditFault
    | { readonly line: number; readonly fault: "unreadable" | "no-header" | "file-cut-short" }
    | { readonly checkpointNo: number; readonly fault: "changed" | "unknown-key" | "bad-signature" }
    | null;
};

type Source = { readonly file: string } | { readonly connection: Connection };

/** Checks every row of an exported file, or of the running platform, against its seal, and the end against the checkpoint. */
export async function verifyAudit(source: Source, keys: Keys | undefined): Promise<AuditReport> {
  const check = auditCheck(keys);
  for await (const text of "file" in source ? linesOfFile(source.file) : auditPages(source.connection)) {
    for (const line of eachLine(text)) if (!check.take(line)) return check.report();
  }
  return check.report();
}

async function* linesOfFile(file: string): AsyncGenerator<string> {
  const found = await stat(file).catch(() => {
    throw new CommandError(`${file} 打不开。 ${file} cannot be read.`);
  });
  yield* linesOf({ file, from: 0, to: found.size });
}

const sha256 = (data: string | Uint8Array): string => hash("sha256", data, "hex");

function auditCheck(keys: Keys | undefined) {
  let follower = followAudit(sha256);
  let signed: SignedCheckpoint | null = null;
  let [lines, ended]: [number, boolean] = [0, false];
  let fault: AuditReport["fault"] = null;
  const begin = (line: string): AuditReport["fault"] => {
    const read = header.safeParse(jsonOf(line));
    if (!read.success) return { line: 1, fault: "no-header" };
    signed = read.data.checkpoint;
    if (signed === null) return null;
    follower = followAudit(sha256, { no: signed.auditNo, hash: signed.auditHash });
    return faultOfCheckpoint(signed, keys);
  };
  const next = (line: string): AuditReport["fault"] => {
    const value = jsonOf(line);
    const read = lineShape.safeParse(value);
    if (read.success) return follower.take(read.data satisfies AuditLine) ?? null;
    ended = z.object({ end: z.literal(true) }).safeParse(value).success;
    return ended ? (follower.end() ?? null) : { line: lines, fault: "unreadable" };
  };
  return {
    /** False when the line does not fit and nothing more need be read. */
    take: (line: string): boolean => {
      if (line === "") return true;
      lines += 1;
      fault = lines === 1 ? begin(line) : next(line);
      return fault === null;
    },
    report: (): AuditReport => {
      const { rows, sealed } = follower.report();
      const found = fault ?? (ended ? null : ({ line: lines, fault: "file-cut-short" } as const));
      const signedUpTo = signed === null ? null : { rowId: signed.auditNo, day: signed.day, keyId: signed.keyId };
      return { ok: found === null, rows, sealed, signedUpTo, fault: found };
    },
  };
}

function faultOfCheckpoint(signed: SignedCheckpoint, keys: Keys | undefined): AuditReport["fault"] {
  const fault = (what: "changed" | "unknown-key" | "bad-signature") => ({ checkpointNo: signed.no, fault: what });
  const text = checkpointText(signed);
  if (sha256(text) !== signed.hash) return fault("changed");
  const own = sha256(Buffer.from(signed.publicKey, "base64")) === signed.keyId ? signed.publicKey : undefined;
  const key = keys === undefined ? own : keys.get(signed.keyId);
  if (key === undefined) return fault("unknown-key");
  return signedBy(key, text, signed.signature) ? null : fault("bad-signature");
}

const jsonOf = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // reported with its number
  }
};

const meaning: Readonly<Record<string, string>> = {
  changed: "内容被改动 it was changed after it was sealed",
  removed: "已被删除 it was removed",
  inserted: "是事后插入的 it was put in afterwards",
  "broken-link": "之前的记录连同封存被删除 rows before it were removed with their seals",
  "out-of-order": "顺序不对 it stands out of order",
  "cut-short": "检查点签过的记录到此都没有了 the checkpoint signed rows up to here, and they are gone",
  "other-row": "不是检查点签名时的那一行 it is not the row that the checkpoint signed",
  "unknown-key": "签名的密钥不是所给的公钥 signed by another key than the one given",
  "bad-signature": "签名不对 its signature is wrong",
  unreadable: "读不懂 cannot be read",
  "no-header": "不是审计导出文件 this is not an export of the audit",
  "file-cut-short": "文件不完整 the file ends before its end",
};

export function printAuditReport({ rows, sealed, signedUpTo, fault }: AuditReport): string[] {
  if (fault !== null) {
    const what =
      "rowId" in fault
        ? `第 ${fault.rowId} 行 row ${fault.rowId}`
        : "line" in fault
          ? `文件第 ${fault.line} 行 line ${fault.line}`
          : `检查点 ${fault.checkpointNo} checkpoint ${fault.checkpointNo}`;
    return [`${what}: ${meaning[fault.fault] ?? fault.fault}`, `${rows} rows were read`];
  }
  const lines = [`${rows} rows, ${sealed} sealed, all fit`];
  if (signedUpTo !== null)
    lines.push(
      `检查点签到第 ${signedUpTo.rowId} 行 signed up to row ${signedUpTo.rowId} on ${signedUpTo.day}, key ${signedUpTo.keyId}`,
    );
  return lines;
}
