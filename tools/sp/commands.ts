import { join } from "node:path";
import { buildRoads } from "../../src/platform/roads/index.ts";
import { enrolReply } from "../../src/rooms/devices/contract.ts";
import { CommandError, connect, dataDir } from "./connection.ts";
import { type Form, forms, importFile, printReport } from "./import-file.ts";
import { importHelp } from "./import-forms.ts";
import { exportLedger, printLedgerReport, verifyLedger } from "./ledger.ts";

/** What a command answers: lines for people, one value for programs, and whether all is well. */
export type Answer = { readonly lines: readonly string[]; readonly json: unknown; readonly ok: boolean };

export type Command = {
  /** Words that call it: `devices enrol`. */
  readonly name: string;
  readonly parameters: readonly { readonly name: string; readonly optional?: boolean }[];
  readonly help: readonly string[];
  readonly run: (args: readonly string[]) => Promise<Answer>;
};

/** Progress goes to standard error, so that standard output stays the answer. */
const tell = (line: string): void => void process.stderr.write(`${line}\n`);

/** Each form is a command of its own, so that its help is its columns; plain `import` answers for all of them. */
const importCommand = (form: Form): Command => ({
  name: `import ${form}`,
  parameters: [{ name: "FILE.csv" }],
  help: importHelp([form]),
  run: async ([file = ""]) => {
    const report = await importFile(await connect(), form, file);
    return { lines: printReport(report), json: report, ok: report.refused.length === 0 };
  },
});

export const commands: readonly Command[] = [
  ...forms.map(importCommand),
  {
    name: "import",
    parameters: [{ name: forms.join("|") }, { name: "FILE.csv" }],
    help: importHelp(),
    run: async ([form = ""]) => {
      throw new CommandError(`没有这种表。 There is no form "${form}"; there are: ${forms.join(", ")}`);
    },
  },
  {
    name: "verify-ledger",
    parameters: [{ name: "FILE", optional: true }],
    help: [
      "验证全生命周期台账的哈希链；给出文件时不需要平台运行。 Verifies the hash chains of all lifts' ledgers.",
      "Without FILE those of the running platform; with FILE an export, offline. Exit code 1 at the first entry that does not fit.",
    ],
    run: async ([file]) => {
      const report = await verifyLedger(file === undefined ? { connection: await connect() } : { file });
      return { lines: [printLedgerReport(report)], json: report, ok: report.ok };
    },
  },
  {
    name: "export-ledger",
    parameters: [{ name: "FILE" }],
    help: ["导出全部台账，供第三方离线验证。 Exports all ledgers, one entry a line, for others to verify offline."],
    run: async ([file = ""]) => {
      const entries = await exportLedger(await connect(), file);
      return { lines: [`${entries} entries written to ${file}`], json: { entries, file }, ok: true };
    },
  },
  {
    name: "devices enrol",
    parameters: [{ name: "CODE" }],
    help: [
      "为一台电梯的设备建立账号；密码只显示一次。 Makes the credentials of a lift's device; the password is shown once.",
      "CODE: 注册代码 (20 digits), 设备代码 (18), or the maker's credit code, a hyphen and the serial number.",
    ],
    run: async ([registerCode = ""]) => {
      const answer = await (await connect()).call("POST", "/api/v1/devices/enrol", { registerCode });
      const made = enrolReply.parse(answer);
      const lines = [`code      ${made.registerCode}`, `username  ${made.username}`, `password  ${made.password}`];
      return { lines, json: made, ok: true };
    },
  },
  {
    name: "roads build",
    parameters: [{ name: "FILE.osm.pbf" }],
    help: [
      "用 OSM 数据生成路网；平台运行时会自动启用。 Builds routing tiles and road lines from an OSM extract.",
      "Works without the platform; a running one takes the new roads up by itself.",
    ],
    run: async ([pbfFile = ""]) => {
      const built = await buildRoads({ pbfFile, roadsDir: join(dataDir(), "roads"), report: tell }).catch(
        (error: unknown) => {
          throw new CommandError(error instanceof Error ? error.message : String(error));
        },
      );
      return { lines: [`${built.ways} roads in ${built.seconds} s`], json: built, ok: true };
    },
  },
];
