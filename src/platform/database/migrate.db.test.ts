import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import { makeTestDatabase, openTestDatabase, type TestDatabase } from "../../../tests/support/database.ts";
import { migrate } from "./migrate.ts";

let addresses: TestDatabase;
const folder = join(mkdtempSync(join(tmpdir(), "sp-migrations-")), "attic");

beforeAll(async () => {
  addresses = await makeTestDatabase([]);
  mkdirSync(folder);
});

const file = (name: string, text: string) => writeFileSync(join(folder, name), text);
const run = () =>
  migrate({ migratorUrl: addresses.migratorUrl, appRole: addresses.appRole, sets: [{ schema: "attic", folder }] });

describe("migrations", () => {
  test("each file runs once, in order, and the app may use what they made but not make anything", async () => {
    file("20260101T0000-one.sql", "create table attic.box (id integer primary key)");
    file("20260102T0000-two.sql", "alter table attic.box add column label text");
    expect(await run()).toBe(2);
    expect(await run()).toBe(0);
    const { db } = openTestDatabase(addresses);
    await sql`insert into attic.box (id, label) values (1, 'x')`.execute(db);
    await expect(sql`create table attic.other (id integer)`.execute(db)).rejects.toThrow("permission denied");
    await expect(sql`drop table attic.box`.execute(db)).rejects.toThrow("must be owner");
  });

  test("one that fails leaves nothing behind and names itself", async () => {
    file("20260103T0000-three.sql", "create table attic.half (id integer); select * from attic.nowhere");
    await expect(run()).rejects.toThrow("attic/20260103T0000-three.sql failed");
    file("20260103T0000-three.sql", "create table attic.half (id integer)");
    expect(await run()).toBe(1);
  });

  test("a file that was changed after it ran, or is gone, stops the start", async () => {
    file("20260101T0000-one.sql", "create table attic.box (id bigint primary key)");
    await expect(run()).rejects.toThrow("was changed after it ran");
    rmSync(join(folder, "20260101T0000-one.sql"));
    await expect(run()).rejects.toThrow("newer platform");
  });
});
