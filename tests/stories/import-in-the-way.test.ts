import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, openDatabase } from "../../src/platform/database/database.ts";
import { type ImportHouse, startImportHouse } from "../support/import-house.ts";
import { manyRows } from "../support/many-rows.ts";

/** Into an empty register rows go without a look; then somebody registers one of them by hand. */
let house: ImportHouse;
let database: Database;
beforeAll(async () => {
  house = await startImportHouse();
  database = openDatabase({ url: house.database.migratorUrl, connectionsMax: 2, onIdleError: () => undefined });
});
afterAll(async () => {
  await database?.close();
  await house?.running.stop();
});

const rows = 9_000;
const [head = "", ...lines] = manyRows(rows).trimEnd().split("\n");
/** Behind what is under way while the import is held. */
const taken = lines[7_321] as string;

async function waiters(): Promise<number> {
  const { rows: found } = await sql<{ count: number }>`
    select count(*)::int as count from pg_locks where not granted and relation = 'lifts.import_row'::regclass`.execute(
    database.db,
  );
  return found[0]?.count ?? 0;
}

test("a lift that somebody registers while its row waits is met as known; every other row is new, none doubled", async () => {
  const source = (await house.desk.source("登记册")).id;
  const { id } = await house.desk.upload(source, "一.csv", [head, ...lines, ""].join("\n"));
  await house.desk.map(source, (await house.desk.preview(id)).mapping);
  const byHand = { csv: `register_code,kind,compound,address,region\n${taken.split(",")[0]},3110,另处,路,990101\n` };
  await database.transaction(async (tx) => {
    await sql`lock table lifts.import_row in exclusive mode`.execute(tx);
    await house.desk.act(id, "start");
    await expect.poll(waiters, { timeout: 20_000 }).toBeGreaterThan(0);
    expect(await house.post("/api/v1/imports/lifts", byHand)).toMatchObject({ created: 1 });
  });
  const { run } = await house.desk.ended(id);
  expect(run).toMatchObject({ state: "done", problem: null, counts: { rows, created: rows - 1, refused: 0 } });
  expect(run.counts.changed + run.counts.differs + run.counts.unchanged).toBe(1);
  const { rows: counted } = await sql<{ lifts: number; known: number }>`
    select (select count(*)::int from lifts.lift) as lifts, (select count(*)::int from lifts.import_row) as known`.execute(
    database.db,
  );
  expect(counted).toEqual([{ lifts: rows, known: rows }]);
});
