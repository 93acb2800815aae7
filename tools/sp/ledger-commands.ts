import { checkpoint } from "../../src/rooms/lifts/contract.ts";
import { exportAudit, printAuditReport, verifyAudit } from "./audit.ts";
import type { Command, Options } from "./command.ts";
import { CommandError, connect } from "./connection.ts";
import { exportLedger, ledgerPages, printLedgerReport } from "./ledger.ts";
import { type Keys, readPublicKeys } from "./ledger-preamble.ts";
import { verifyExport, verifyPages } from "./ledger-verify.ts";

const keysOf = async ({ publicKey }: Options): Promise<Keys | undefined> =>
  publicKey === undefined ? undefined : readPublicKeys(publicKey);

/** Handing out what others can check without us, and checking it. */
export const ledgerCommands: readonly Command[] = [
  {
    name: "verify-ledger",
    parameters: [{ name: "FILE", optional: true }],
    takesKey: true,
    help: [
      "验证全生命周期台账：哈希链、每日签名的检查点、链尾。给出文件时不需要平台运行。",
      "Verifies chains of hashes, signed checkpoints and the ends of the chains of all lifts' ledgers.",
      "Without FILE those of the running platform; with FILE an export, offline. --public-key: the published key (PEM, one or more).",
      "Exit code 1 at the first entry that does not fit. The format is described in docs/ledger.md.",
    ],
    run: async ([file], options) => {
      const keys = await keysOf(options);
      const report =
        file === undefined ? await verifyPages(ledgerPages(await connect()), keys) : await verifyExport(file, keys);
      return { lines: printLedgerReport(report), json: report, ok: report.ok };
    },
  },
  {
    name: "export-ledger",
    parameters: [{ name: "FILE" }],
    help: [
      "导出全部台账、检查点和公钥，供第三方离线验证。",
      "Exports all ledgers with checkpoints and public key for others to verify offline; one JSON a line, see docs/ledger.md.",
    ],
    run: async ([file = ""]) => {
      const entries = await exportLedger(await connect(), file);
      return { lines: [`${entries} entries written to ${file}`], json: { entries, file }, ok: true };
    },
  },
  {
    name: "sign-checkpoint",
    parameters: [{ name: "knowingly", optional: true }],
    help: [
      "立即生成一个签名的检查点；平台每天自动生成一个。",
      "Signs one more checkpoint of all ledgers now, before an export for instance; the platform makes one a day by itself.",
      "台账与上一个检查点不符时拒绝签名；查明以后加 knowingly 照签，审计会记下是哪些电梯。",
      "Refused when chains are no longer what the last checkpoint signed; after looking into it add the word knowingly, and the audit names the lifts.",
    ],
    run: async ([word]) => {
      if (word !== undefined && word !== "knowingly")
        throw new CommandError(`只能写 knowingly。 The only word here is knowingly, not "${word}".`);
      const knowingly = word !== undefined;
      const made = checkpoint.parse(await (await connect()).call("POST", "/api/v1/ledger/checkpoints", { knowingly }));
      const line = `checkpoint ${made.no}, ${made.day}: ${made.entries} entries of ${made.lifts} lifts, root ${made.root}`;
      return { lines: [line, `key ${made.keyId}`], json: made, ok: true };
    },
  },
  {
    name: "verify-audit",
    parameters: [{ name: "FILE", optional: true }],
    takesKey: true,
    help: [
      "验证审计记录：找出被改动、删除或插入的行。给出文件时不需要平台运行。",
      "Finds changed, removed and inserted rows of the audit. Without FILE in the running platform; with FILE in an export, offline.",
    ],
    run: async ([file], options) => {
      const keys = await keysOf(options);
      const report = await verifyAudit(file === undefined ? { connection: await connect() } : { file }, keys);
      return { lines: printAuditReport(report), json: report, ok: report.ok };
    },
  },
  {
    name: "export-audit",
    parameters: [{ name: "FILE" }],
    help: ["导出审计记录及其封存，供第三方离线验证。 Exports the audit with its seals for others to verify offline."],
    run: async ([file = ""]) => {
      const rows = await exportAudit(await connect(), file);
      return { lines: [`${rows} rows written to ${file}`], json: { rows, file }, ok: true };
    },
  },
];
