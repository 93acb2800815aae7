import { join } from "node:path";
import { buildRoads } from "../../src/platform/roads/index.ts";
import { dialectNames, enrolReply } from "../../src/rooms/devices/contract.ts";
import { arriveAreasCommand } from "./arrive-areas-command.ts";
import { backupCommands } from "./backup-commands.ts";
import type { Answer, Command } from "./command.ts";
import { conformCommand } from "./conform-command.ts";
import { CommandError, connect, dataDir } from "./connection.ts";
import { dutyCommands } from "./duty-commands.ts";
import { enrolFileCommand } from "./enrol-file-command.ts";
import { gatewayCommands } from "./gateway-commands.ts";
import { type Form, forms, importFile, printReport } from "./import-file.ts";
import { importHelp } from "./import-forms.ts";
import { importRegister, isLargeRegister, printRegister, registerForms } from "./import-register.ts";
import { ledgerCommands } from "./ledger-commands.ts";
import { playCommands } from "./play-command.ts";
import { replayCommand } from "./replay-command.ts";
import { rescueReplayCommand } from "./rescue-replay-command.ts";
import { serviceCommands } from "./service-commands.ts";
import { watchCommands } from "./watch-commands.ts";

/** Progress goes to standard error, so that standard output stays the answer. */
const tell = (line: string): void => void process.stderr.write(`${line}\n`);

async function bringRegister(form: string, file: string, source: string | undefined): Promise<Answer> {
  const done = await importRegister(await connect(), file, { form, sourceName: source ?? "sp", tell });
  const ok = done.run.state === "done" && done.run.counts.refused === 0;
  return { lines: printRegister(done), json: done.run, ok };
}

/** Forms that the machinery of the pages reads too, with a source's saved mapping. */
const alsoRegisters: readonly Form[] = ["lifts", "organisations"];

/** Each form is a command of its own, so that its help is its columns; plain `import` answers for all of them. */
const importCommand = (form: Form): Command => ({
  name: `import ${form}`,
  parameters: [{ name: "FILE.csv" }, ...(alsoRegisters.includes(form) ? [{ name: "SOURCE", optional: true }] : [])],
  help: importHelp([form]),
  run: async ([file = "", source]) => {
    if (alsoRegisters.includes(form) && (source !== undefined || (await isLargeRegister(file))))
      return bringRegister(form, file, source);
    const report = await importFile(await connect(), form, file);
    return { lines: printReport(report), json: report, ok: report.refused.length === 0 };
  },
});

const registerCommand = (form: (typeof registerForms)[number]): Command => ({
  name: `import ${form}`,
  parameters: [{ name: "FILE" }, { name: "SOURCE", optional: true }],
  help: [
    "CSV 或 XLSX，表头中英文均可；列按来源保存的对照读取。 CSV or XLSX with Chinese or English heads, read by the source's saved mapping.",
    "字段见「导入」页；被拒绝的行在该页下载。 Fields, checks and refused rows are on the page /imports.",
  ],
  run: ([file = "", source]) => bringRegister(form, file, source),
});

export const commands: readonly Command[] = [
  ...forms.map(importCommand),
  ...registerForms.map(registerCommand),
  arriveAreasCommand,
  {
    name: "import",
    parameters: [{ name: [...forms, ...registerForms].join("|") }, { name: "FILE.csv" }],
    help: importHelp(),
    run: async ([form = ""]) => {
      throw new CommandError(
        `没有这种表。 There is no form "${form}"; there are: ${[...forms, ...registerForms].join(", ")}`,
      );
    },
  },
  ...ledgerCommands,
  ...backupCommands,
  ...serviceCommands,
  ...watchCommands,
  {
    name: "devices enrol",
    parameters: [{ name: "CODE" }],
    takes: ["dialect"],
    help: [
      "为一台电梯的设备建立账号；密码只显示一次。 Makes the credentials of a lift's device; the password is shown once.",
      "CODE: 注册代码 (20 digits), 设备代码 (18), or the maker's credit code, a hyphen and the serial number.",
      `--dialect: 设备的协议，不写则新设备为 canonical-v1，已接入的不变。 One of ${dialectNames.join(", ")}.`,
    ],
    run: async ([registerCode = ""], { dialect }) => {
      if (dialect !== undefined && !dialectNames.some((name) => name === dialect))
        throw new CommandError(
          `没有这种协议。 There is no dialect "${dialect}"; there are: ${dialectNames.join(", ")}`,
        );
      const body = { registerCode, ...(dialect === undefined ? {} : { dialect }) };
      const answer = await (await connect()).call("POST", "/api/v1/devices/enrol", body);
      const made = enrolReply.parse(answer);
      const lines = [`code      ${made.registerCode}`, `username  ${made.username}`, `password  ${made.password}`];
      return { lines, json: made, ok: true };
    },
  },
  enrolFileCommand,
  ...gatewayCommands,
  conformCommand,
  replayCommand,
  ...playCommands,
  rescueReplayCommand,
  ...dutyCommands,
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
