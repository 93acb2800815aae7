import { z } from "zod";
import type { Instant } from "../../../kernel/clock.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { Tx } from "../../../platform/database/database.ts";
import { readCsvForm } from "../../../platform/files/csv-form.ts";
import { findLiftByRegisterCode } from "../../lifts/index.ts";
import type { EnrolFileReply } from "../contract/waiting.ts";
import { dialectNames } from "../contract.ts";
import { enrolDevice } from "./enrol-device.ts";
import { hasLogin } from "./waiting-devices.ts";

const cell = (max: number) => z.string().max(max).optional();
const form = z.object({
  /** Any code of the lift; or its maker's credit code with the serial number. */
  code: cell(120),
  maker: cell(18),
  serial: cell(60),
  dialect: z.enum(dialectNames).optional(),
  /** `yes`: also where the lift has a login, which then ends. */
  replace: z.enum(["yes", "no", "是", "否"]).optional(),
  /** For whoever keeps the file; not read. */
  remarks: cell(500),
});
type Row = z.output<typeof form>;

/** Heads as a Chinese list has them. */
const heads: Readonly<Record<string, string>> = {
  电梯代码: "code",
  制造单位代码: "maker",
  出厂编号: "serial",
  协议: "dialect",
  替换: "replace",
  备注: "remarks",
};
const rowsMax = 2_000;

type File = { readonly csv: string; readonly principal: Principal; readonly at: Instant };

/**
 * Logins for the devices of a file's lifts, all in this transaction: the secrets stand in the answer and nowhere else. Rows that cannot
 * be taken are named with the reason. Refuses as a whole what is no such file (IMPORT_…), and DEVICES_FILE_TOO_LONG.
 */
export async function enrolFile(tx: Tx, { csv, principal, at }: File): Promise<Result<EnrolFileReply>> {
  const read = readCsvForm(withEnglishHead(csv), form);
  if (!read.ok) return read;
  const { rows, total } = read.value;
  if (total > rowsMax) return refuse("DEVICES_FILE_TOO_LONG", { max: rowsMax });
  const refused: EnrolFileReply["refused"] = [...read.value.refused];
  const enrolled: EnrolFileReply["enrolled"] = [];
  const done = new Map<string, number>();
  for (const { row, value } of rows) {
    const lift = await liftOf(tx, value, done);
    if (typeof lift !== "string") {
      refused.push({ row, ...lift });
      continue;
    }
    const { dialect } = value;
    const made = await enrolDevice(tx, { registerCode: lift, dialect, principal, at });
    if (!made.ok) throw new Error("a lift that was found a moment ago is there");
    const { username, password } = made.value;
    enrolled.push({ row, code: lift, username, password, dialect: dialect ?? "" });
    done.set(lift, row);
  }
  return ok({ rows: total, enrolled, refused: refused.sort((a, b) => a.row - b.row) });
}

function withEnglishHead(csv: string): string {
  const [head = "", ...rest] = csv.replace(/^\uFEFF/, "").split("\n");
  const names = head.split(",").map((name) => heads[name.trim().replaceAll('"', "")] ?? name);
  return [names.join(","), ...rest].join("\n");
}

type Refused = { readonly column: string | null; readonly code: string; readonly text: string };

/** The lift's code, or why the row cannot be taken. */
async function liftOf(tx: Tx, row: Row, done: ReadonlyMap<string, number>): Promise<string | Refused> {
  const built = row.maker === undefined || row.serial === undefined ? undefined : `${row.maker}-${row.serial}`;
  const code = row.code ?? built;
  if (code === undefined)
    return no("code", "IMPORT_CELL_EMPTY", "缺少电梯代码，或制造单位代码和出厂编号。 No code, nor maker and serial");
  const lift = await findLiftByRegisterCode(tx, code);
  if (lift === undefined)
    return no("code", "DEVICES_NO_SUCH_LIFT", `没有代码为「${code}」的电梯。 No lift has the code "${code}"`);
  const other = built === undefined || built === code ? lift : await findLiftByRegisterCode(tx, built);
  if (other?.id !== lift.id)
    return no("serial", "DEVICES_CODE_IS_ANOTHERS", `「${built}」不是这台电梯。 "${built}" is not this lift`);
  const { registerCode } = lift;
  const before = done.get(registerCode);
  if (before !== undefined)
    return no("code", "IMPORT_ROW_REPEATED", `与第 ${before} 行是同一台电梯。 The same lift as row ${before}`);
  const mayReplace = row.replace === "yes" || row.replace === "是";
  if (!mayReplace && (await hasLogin(tx, lift.id)))
    return no(
      "code",
      "DEVICES_HAS_LOGIN",
      "已有账号；如需更换，替换列写「是」。 It has a login; write yes under replace to end it",
    );
  return registerCode;
}

const no = (column: string, code: string, text: string): Refused => ({ column, code, text });
