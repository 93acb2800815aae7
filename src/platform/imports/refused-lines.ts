import type pg from "pg";
import { copyLines, copyText } from "./copy-lines.ts";
import type { RowProblem } from "./import-form.ts";

export type Refused = {
  readonly no: number;
  readonly raw: readonly string[];
  readonly problems: readonly RowProblem[];
};

/** Keeps refused rows as they stood in the file. */
export const keepRefused = (client: pg.Client, runId: string, rows: readonly Refused[]): Promise<void> =>
  copyLines(
    client,
    "platform.import_refused_row (run_id, row_no, cells, reasons)",
    rows.map(({ no, raw, problems }) => `${runId}\t${no}\t${inCopy(raw)}\t${inCopy(problems)}\n`),
  );

/** A NUL is nothing that a database keeps. */
const inCopy = (value: unknown): string => copyText(JSON.stringify(value).replaceAll("\\u0000", ""));
