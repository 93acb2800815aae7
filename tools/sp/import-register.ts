import { openAsBlob } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import {
  type ImportRunFile,
  importPreview,
  importRun,
  importRunFile,
  importSource,
  importSourceList,
} from "../../src/platform/imports/import-contract.ts";
import { CommandError, type Connection } from "./connection.ts";

/** Forms that only the machinery of the pages reads. */
export const registerForms = ["people", "contracts", "rosters"] as const;

/** What the small form takes in reasonable time; larger files and workbooks go the way of the pages. */
const smallBytes = 8 << 20;

export async function isLargeRegister(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found !== undefined && (/\.xlsx$/i.test(file) || found.size > smallBytes);
}

const atWork = ["checking", "running", "undoing"];

/**
 * Imports a register as the pages do: upload, the source's saved mapping or the guess, import in the background; waits for its end.
 * `tell` gets a line of progress now and then.
 */
export async function importRegister(
  connection: Connection,
  file: string,
  wish: { readonly form: string; readonly sourceName: string; readonly tell: (line: string) => void },
): Promise<ImportRunFile> {
  const { form: asked, sourceName, tell } = wish;
  const { sources } = importSourceList.parse(await connection.call("GET", "/api/v1/import-sources"));
  const source =
    sources.find(({ form, name }) => form === asked && name === sourceName) ??
    importSource.parse(await connection.call("POST", "/api/v1/import-sources", { form: asked, name: sourceName }));
  const name = encodeURIComponent(basename(file));
  const body = await openAsBlob(file).catch(() => {
    throw new CommandError(`${file} 打不开。 ${file} cannot be opened.`);
  });
  const run = importRun.parse(await connection.upload(`/api/v1/import-runs?source=${source.id}&name=${name}`, body));
  const path = `/api/v1/import-runs/${run.id}`;
  const { mapping } = importPreview.parse(await connection.call("POST", `${path}/preview`, {}));
  await connection.call("POST", `/api/v1/import-sources/${source.id}/mapping`, { mapping });
  await connection.call("POST", `${path}/start`);
  for (let told = 0; ; ) {
    const now = importRunFile.parse(await connection.call("GET", path));
    if (!atWork.includes(now.run.state)) return now;
    if (now.run.counts.rows >= told + 50_000) {
      told = now.run.counts.rows;
      tell(`${told} / ${now.run.rowsEstimate ?? "?"}`);
    }
    await pause(500);
  }
}

export function printRegister({ run }: ImportRunFile): string[] {
  const { rows, created, changed, unchanged, differs, refused } = run.counts;
  const counted = `${rows} rows: ${created} created, ${changed} changed, ${unchanged} unchanged, ${differs} to decide, ${refused} refused`;
  const missing = run.findings.missing ?? 0;
  return [
    `${run.state}: ${counted}`,
    ...(missing === 0 ? [] : [`${missing} lifts of this source are no longer in its file`]),
    ...(run.problem === null ? [] : [`${run.problem.zh} ${run.problem.en} [${run.problem.code}]`]),
    ...(refused === 0 ? [] : [`被拒绝的行见「导入」页，可下载改正。 Refused rows: on the page /imports/${run.id}`]),
  ];
}
