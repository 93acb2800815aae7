import { readFile, writeFile } from "node:fs/promises";
import { type EnrolFileReply, enrolFileReply } from "../../src/rooms/devices/contract/waiting.ts";
import type { Command } from "./command.ts";
import { CommandError, connect } from "./connection.ts";

/** Logins for a whole file of lifts; the secrets go into a file that only its owner may read. */
export const enrolFileCommand: Command = {
  name: "devices enrol-file",
  parameters: [{ name: "FILE.csv" }],
  takes: ["save"],
  help: [
    "按文件为多台电梯的设备建立账号，密码只在结果文件中出现一次。 Makes the logins of many lifts' devices; the secrets stand in the result file once.",
    "FILE: 表头 heads code (any code of the lift) or maker and serial; dialect, replace (yes: also where there is a login), remarks. 中文表头亦可。",
    "--save: 结果文件，默认 device-logins.csv；已存在时不覆盖。 Where the result goes; an existing file is not overwritten.",
    "未接收的行逐行列出理由，退出码 1。 Rows that are not taken are listed with the reason, and it exits 1.",
  ],
  run: async ([file = ""], { save = "device-logins.csv" }) => {
    const csv = await readFile(file, "utf8").catch(() => {
      throw new CommandError(`读不到文件。 "${file}" cannot be read.`);
    });
    const server = await connect();
    // Made before anything is asked: secrets that cannot be kept would be lost.
    await writeFile(save, "", { mode: 0o600, flag: "wx" }).catch(() => {
      throw new CommandError(`不能建立 "${save}"，或它已存在。 "${save}" cannot be made, or is there already.`);
    });
    const done = enrolFileReply.parse(await server.call("POST", "/api/v1/devices/enrol-file", { csv }));
    await writeFile(save, tableOf(done));
    const lines = [
      `${done.rows} 行 rows, ${done.enrolled.length} 个账号 logins → ${save}`,
      ...done.refused.map(({ row, text }) => `  第 ${row} 行 row ${row}: ${text}`),
    ];
    const json = { rows: done.rows, enrolled: done.enrolled.length, refused: done.refused, file: save };
    return { lines, json, ok: done.refused.length === 0 };
  },
};

const tableOf = ({ enrolled }: EnrolFileReply): string =>
  ["code,username,password,dialect", ...enrolled.map((row) => cellsOf(row).map(quoted).join(","))]
    .join("\r\n")
    .concat("\r\n");
const cellsOf = ({ code, username, password, dialect }: EnrolFileReply["enrolled"][number]): string[] => [
  code,
  username,
  password,
  dialect,
];
const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
