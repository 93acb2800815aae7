import { readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";

/** What the first lines of `postmaster.pid` say of a platform's own server. */
export const postmasterOf = (dataDir: string): { readonly pid: number; readonly port: number } => {
  const lines = readFileSync(join(dataDir, "postgres", "postmaster.pid"), "utf8").split("\n");
  return { pid: Number(lines[0]), port: Number(lines[3]) };
};

/** Asks a platform's own server as its superuser. */
export async function askOwnServer<Row extends pg.QueryResultRow>(dataDir: string, text: string): Promise<Row[]> {
  const password = readFileSync(join(dataDir, "secrets", "postgres-superuser"), "utf8").trim();
  const { port } = postmasterOf(dataDir);
  const client = new pg.Client({ connectionString: `postgres://postgres:${password}@127.0.0.1:${port}/shengping` });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

/** What a register that came by one file must count, each as often as it has rows. */
export const countRegister = (dataDir: string): Promise<Record<string, string>[]> =>
  askOwnServer(
    dataDir,
    `select (select count(*) from lifts.lift) as lifts, (select count(*) from lifts.party where role = 'use-unit') as parties,
      (select count(*) from lifts.ledger_entry) as entries, (select count(*) from lifts.ledger_head where no = 1) as heads,
      (select count(*) from lifts.import_row) as remembered`,
  );
export const allCounted = (rows: number): Record<string, string>[] => {
  const n = String(rows);
  return [{ lifts: n, parties: n, entries: n, heads: n, remembered: n }];
};
