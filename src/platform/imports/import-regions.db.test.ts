import { readFileSync } from "node:fs";
import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import { openRoomPlatform, type RoomPlatform } from "../../../tests/support/room-platform.ts";
import { newId } from "../../kernel/ids.ts";

const migration = readFileSync(new URL("../migrations/20261127T1300-import-regions.sql", import.meta.url), "utf8");
let house: RoomPlatform;
beforeAll(async () => {
  house = await openRoomPlatform(["identity"]);
});

/** A source with runs as they stood before sources had regions: `started` ones with theirs, others only uploaded. */
async function sourceWith(runs: readonly { regions: readonly string[] | null; started: boolean }[]): Promise<string> {
  const id = newId();
  const { db } = house.platform.database;
  await sql`insert into platform.import_source (id, form, name, created_at) values (${id}, 'lifts', ${id}, now())`.execute(
    db,
  );
  for (const { regions, started } of runs)
    await sql`insert into platform.import_run
      (id, source_id, form, file_name, file_hash, file_bytes, state, act, asked_by, asked_by_name, uploaded_at, started_at, regions)
      values (${newId()}, ${id}, 'lifts', 'a.csv', 'h', 1, ${started ? "done" : "uploaded"}, 'run', 'person:1', '甲', now(),
        case when ${started} then now() end, ${regions})`.execute(db);
  return id;
}
async function regionsOf(source: string) {
  const { rows } = await sql<{ own: string[] | null; runs: unknown }>`
    select s.regions as own, (select jsonb_agg(r.regions order by r.started_at nulls last) from platform.import_run r
      where r.source_id = s.id) as runs
    from platform.import_source s where s.id = ${source}`.execute(house.platform.database.db);
  return rows[0];
}

test("sources of before belong where their imports ran, else everywhere; what was only uploaded to its source", async () => {
  const city = { regions: ["330100"], started: true };
  const uploaded = { regions: null, started: false };
  const ofCity = await sourceWith([city, uploaded]);
  const ofAdministrator = await sourceWith([city, { regions: null, started: true }]);
  const ofNobody = await sourceWith([uploaded]);
  for (const statement of migration.split(/;\n/).filter((part) => /^\s*(--.*\s*)*update/m.test(part)))
    await sql.raw(statement).execute(house.platform.database.db);
  expect(await regionsOf(ofCity)).toEqual({ own: ["330100"], runs: [["330100"], ["330100"]] });
  expect((await regionsOf(ofAdministrator))?.own).toBeNull();
  expect(await regionsOf(ofNobody)).toEqual({ own: null, runs: [null] });
});
