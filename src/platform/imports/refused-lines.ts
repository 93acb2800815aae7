import type pg from "pg";
import { copyLines, copyText } from "./copy-lines.ts";
import type { Hash64, RowProblem } from "./import-form.ts";

export type Refused = {
  readonly no: number;
  readonly raw: readonly string[];
  readonly hash: Hash64;
  readonly problems: readonly RowProblem[];
};

/** Keeps refused rows as they stood in the file. */
export const keepRefused = (client: pg.Client, runId: string, rows: readonly Refused[]): Promise<void> =>
  copyLines(
    client,
    "platform.import_refused_row (run_id, row_no, cells, reasons, hash_hi, hash_lo)",
    rows.map(
      ({ no, raw, problems, hash }) => `${runId}\t${no}\t${inCopy(raw)}\t${inCopy(problems)}\t${hash.hi}\t${hash.lo}\n`,
    ),
  );

/** A NUL is nothing that a database keeps. */
const inCopy = (value: unknown): string => copyText(JSON.stringify(value).replaceAll("\\u0000", ""));
