import { hash } from "node:crypto";
import type { Finding } from "../../src/platform/backup/restore.ts";
import { type Database, type Db, openDatabase, sqlState } from "../../src/platform/database/database.ts";
import { beforeFirstSeal, followAudit } from "../../src/rooms/identity/model/audit-chain.ts";
import { auditLines } from "../../src/rooms/identity/views/audit-seals.ts";
import { exportLedger } from "../../src/rooms/lifts/views/export-ledger.ts";
import { lastCheckpoint } from "../../src/rooms/lifts/views/read-checkpoints.ts";
import { printLedgerReport } from "./ledger.ts";
import { verifyPages } from "./ledger-verify.ts";

const pageEntries = 10_000;
const sha256 = (data: string | Uint8Array): string => hash("sha256", data, "hex");

/** Walks every chain of a restored database: the ledger up to the signed root, the audit up to the signed row. */
export async function checkChains(url: string): Promise<readonly Finding[]> {
  const database = openDatabase({ url, connectionsMax: 2, onIdleError: () => undefined });
  try {
    return [
      await finding("ledger", () => checkLedger(database)),
      await finding("audit", () => checkAudit(database.bulk)),
    ];
  } finally {
    await database.close();
  }
}

/** An older version's database may not have the tables that this version walks: said, and no fault of the copy. */
async function finding(name: string, check: () => Promise<Omit<Finding, "name">>): Promise<Finding> {
  try {
    return { name, ...(await check()) };
  } catch (error) {
    if (!["42P01", "42703"].includes(sqlState(error) ?? "")) throw error;
    return { name, ok: true, detail: "made by an older version: compared row for row, not walked" };
  }
}

async function checkLedger({ bulk }: Database): Promise<Omit<Finding, "name">> {
  async function* pages(): AsyncGenerator<string> {
    for (let after: string | undefined, first = true; first || after !== undefined; first = false) {
      const page = await exportLedger(bulk, [{ kind: "everything" }], { after, limit: pageEntries, now: Date.now() });
      if (!page.ok) throw new Error(page.refusal.code);
      yield page.value.ndjson;
      after = page.value.next ?? undefined;
    }
  }
  const report = await verifyPages(pages(), undefined);
  return { ok: report.ok, detail: printLedgerReport(report).join("; ") };
}

async function checkAudit(db: Db): Promise<Omit<Finding, "name">> {
  const signed = await lastCheckpoint(db);
  const end = signed === undefined ? beforeFirstSeal : { no: signed.auditNo, hash: signed.auditHash };
  const follower = followAudit(sha256, end);
  for (let after: number | undefined = 0; after !== undefined; ) {
    const page: Awaited<ReturnType<typeof auditLines>> = await auditLines(db, { after, limit: pageEntries });
    for (const line of page.lines) {
      const fault = follower.take(line);
      if (fault !== undefined) return { ok: false, detail: `row ${fault.rowId}: ${fault.fault}` };
    }
    after = page.next;
  }
  const fault = follower.end();
  if (fault !== undefined) return { ok: false, detail: `row ${fault.rowId}: ${fault.fault}` };
  const { rows, sealed } = follower.report();
  return { ok: true, detail: `${rows} rows, ${sealed} sealed, all seals fit` };
}
