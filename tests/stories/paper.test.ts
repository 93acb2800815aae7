import { spawnSync } from "node:child_process";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { minutes } from "../../src/kernel/clock.ts";
import { PdfPrinter } from "../../src/platform/files/pdf/pdf.ts";
import { makePaper } from "../../src/rooms/centre/actions/make-paper.ts";
import { paperState } from "../../src/rooms/centre/contract.ts";
import { liftIdsOf } from "../../src/rooms/centre/views/paper-lifts.ts";
import { openTestDatabase } from "../support/database.ts";
import { eventually, type House, must, startHouse } from "../support/house.ts";
import { missingLetters, pagesOf } from "../support/pdf-letters.ts";

const hour = minutes(60);
const day = 24 * hour;
/** 20:00 in Beijing. */
const evening = Date.UTC(2026, 10, 26, 12);
let house: House;
let dir = "";

beforeAll(async () => {
  house = await startHouse({ lifts: 60, start: evening, settings: { SP_PAPER_AT: "03:30", SP_PAPER_KEEP_DAYS: "2" } });
  dir = join(house.database.dataDir, "paper");
});

const state = () => house.admin.get("/api/v1/paper", paperState);
/** The row is set by the work; the making goes on beside it. */
const made = (folder: string) =>
  eventually(
    async () => {
      const { lastGood } = await state();
      return lastGood?.folder === folder ? lastGood : undefined;
    },
    `paper ${folder}`,
    20_000,
  );
const take = async (path: string, headers: Record<string, string>) =>
  fetch(`${house.running.http}${path}`, { headers });
const sessionOf = async (login: string) => {
  const reply = await fetch(`${house.running.http}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ login, password: "correct horse battery" }),
  });
  return { cookie: must(reply.headers.get("set-cookie")?.split(";")[0], "cookie") };
};

describe("paper for when everything is down", () => {
  test("before the first night it is old; at half past three it lies on disk, whole and for its owner only", async () => {
    expect(await state()).toMatchObject({ old: true, lastGood: null, atMinute: 210 });
    await house.forward(7 * hour);
    expect(await readdir(dir).catch(() => [])).toEqual([]);
    await house.forward(hour);
    const run = await made("2026-11-27-040000");
    expect(run).toMatchObject({ cause: "nightly", outcome: "done", lifts: 60 });
    expect((await state()).old).toBe(false);
    const files = await readdir(join(dir, run.folder));
    expect(files.sort()).toEqual(run.files.map(({ name }) => name).sort());
    expect((await stat(join(dir, run.folder, "000-index.pdf"))).mode & 0o077).toBe(0);
    expect((await stat(dir)).mode & 0o077).toBe(0);
    expect(run.files.filter(({ kind }) => kind === "district").reduce((sum, { lifts }) => sum + lifts, 0)).toBe(60);
  });

  test("a volume holds code, place, machine room and key, and the phones of who must come; pages and moment stand on it", async () => {
    const lift = must(
      house.lifts.find(({ rescueCode }) => rescueCode !== null),
      "lift",
    );
    const folder = must((await state()).lastGood, "paper").folder;
    const name = `${lift.regionCode.slice(0, 6)}-001.pdf`;
    const pdf = await readFile(join(dir, folder, name));
    expect(pagesOf(pdf)).toBeGreaterThanOrEqual(3);
    const { rows } = await sql<{ text: string }>`
      select v.rescue_code || v.address || w.compound || w.machine_room || w.key_place || coalesce(v.use_unit_duty_phone, '')
        || coalesce(v.maintenance_duty_phone, '') as text
      from lifts.v_lift v join lifts.v_way_in w on w.id = v.id where v.id = ${lift.id}`.execute(
      house.running.platform.database.db,
    );
    expect(
      missingLetters(pdf, `${must(rows[0], "row").text.replaceAll(" ", "")}制表2026-11-2704:00第页共96333`),
    ).toEqual([]);
  });

  test("crews that are registered with the city stand in each district's volume, and in the index under the city's name", async () => {
    const { folder, files } = must((await state()).lastGood, "paper");
    for (const { name } of files.filter(({ kind }) => kind === "district"))
      expect(missingLetters(await readFile(join(dir, folder, name)), "登记在市级的救援组与站点"), name).toEqual([]);
    const { rows } = await sql<{ name: string }>`
      select r.name from crews.v_crew c join identity.v_region r on r.code = left(c.region_code, 6) limit 1`.execute(
      house.running.platform.database.db,
    );
    const index = await readFile(join(dir, folder, "000-index.pdf"));
    expect(missingLetters(index, must(rows[0], "the region of a crew").name)).toEqual([]);
  });

  test("a dispatcher of a district reads its volumes only, others none; each reading stands in the audit", async () => {
    const { files } = must((await state()).lastGood, "paper");
    const districts = [...new Set(files.flatMap(({ regionCode }) => regionCode ?? []))];
    const own = must(districts[0], "district");
    await house.person("own-district", "dispatcher", { kind: "region", code: own });
    await house.person("whole-city", "dispatcher");
    await house.person("an-officer", "officer");
    const [mine, all, officer] = [
      await sessionOf("own-district"),
      await sessionOf("whole-city"),
      await sessionOf("an-officer"),
    ];
    expect((await take(`/api/v1/paper/files/${own}-001.pdf`, mine)).status).toBe(200);
    for (const { name, regionCode } of files.filter((file) => file.regionCode !== own)) {
      expect((await take(`/api/v1/paper/files/${name}`, mine)).status, String(regionCode)).toBe(404);
      expect((await take(`/api/v1/paper/files/${name}`, all)).status).toBe(200);
    }
    expect((await take(`/api/v1/paper/files/${own}-001.pdf`, officer)).status).toBe(403);
    expect((await take("/api/v1/paper/files/..%2F..%2Fsecrets%2Fadmin-token", all)).status).toBe(404);
    const seen = paperState.parse(await (await take("/api/v1/paper", mine)).json());
    expect(seen.lastGood?.files.every(({ regionCode }) => regionCode === own)).toBe(true);
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from identity.audit_row where act = 'centre.paper-read'`.execute(
      house.running.platform.database.db,
    );
    expect(rows[0]?.n).toBe(files.length - files.filter(({ regionCode }) => regionCode === own).length + 1);
  });

  test("made at once on demand; one at a time", async () => {
    house.clock.forward(hour);
    const replies = await Promise.all([
      house.admin.post("/api/v1/paper", {}, z.object({})).then(
        () => "begun",
        () => "refused",
      ),
      house.admin.post("/api/v1/paper", {}, z.object({})).then(
        () => "begun",
        () => "refused",
      ),
    ]);
    expect(replies.sort()).toEqual(["begun", "refused"]);
    expect(await made("2026-11-27-050000")).toMatchObject({ cause: "asked" });
  });

  test("folders go after their days, the newest never; a night that fails is tried again and is said", async () => {
    await house.forward(day);
    await made("2026-11-28-050000");
    await house.forward(day);
    await made("2026-11-29-050000");
    // Old folders go right after the new one is there.
    const kept = ["2026-11-27-050000", "2026-11-28-050000", "2026-11-29-050000"];
    await expect.poll(async () => (await readdir(dir)).sort()).toEqual(kept);
    // The disk does not take it: a file stands where the folder should be.
    await rm(dir, { recursive: true });
    await writeFile(dir, "in the way");
    await house.forward(day);
    const failed = await eventually(async () => {
      const { last } = await state();
      return last?.outcome === "failed" ? last : undefined;
    }, "a failed paper");
    expect(failed.why).toMatch(/EEXIST|ENOTDIR/);
    await house.forward(4 * hour);
    await eventually(async () => (await state()).last?.id !== failed.id, "another try");
    await eventually(async () => (await state()).last?.outcome === "failed", "its end");
    expect((await state()).old).toBe(true);
    await rm(dir);
    await house.forward(2 * hour);
    await made("2026-11-30-110000");
    expect((await state()).old).toBe(false);
  });

  test("ended amid it: the next start says so and makes it anew", async () => {
    const db = openTestDatabase(house.database);
    await house.restart(async () => {
      await mkdir(join(dir, ".new-2026-11-30-120000"));
      await sql`insert into centre.paper_run (id, cause, begun_at, outcome)
        values (gen_random_uuid(), 'nightly', ${new Date(house.clock.now() + 1)}, 'running')`.execute(db.db);
      house.clock.forward(hour);
    });
    await db.close();
    await made("2026-11-30-120000");
    expect((await readdir(dir)).some((name) => name.startsWith(".new"))).toBe(false);
  });

  test("what cannot be made leaves nothing half behind", async () => {
    const before = await readdir(dir);
    const printer = new PdfPrinter({ limitMs: 1 });
    const order = { db: house.running.platform.database.bulk, printer, dir, number: "96333", at: house.clock.now() };
    await expect(makePaper(order)).rejects.toThrow("timeout");
    expect(await readdir(dir)).toEqual(before);
  });

  test("2号楼 stands before 10号楼, buildings without a number after them", async () => {
    const { db } = house.running.platform.database;
    const names = ["10号楼", "B座", "2号楼", "A座"];
    const { rows } = await sql<{ id: string; name: string }>`
      with four as (select id, row_number() over (order by id) as no from lifts.building order by id limit 4)
      update lifts.building b set name = (${names}::text[])[four.no], site_id = (select id from lifts.site order by id limit 1)
      from four where b.id = four.id and exists (select 1 from lifts.lift l where l.building_id = b.id) returning b.id, b.name`.execute(
      db,
    );
    expect(rows).toHaveLength(4);
    const ids = await liftIdsOf(db, "");
    const named = await sql<{ id: string; name: string }>`
      select l.id, b.name from lifts.lift l join lifts.building b on b.id = l.building_id where b.id = any(${rows.map(({ id }) => id)}::uuid[])`.execute(
      db,
    );
    const nameOf = new Map(named.rows.map(({ id, name }) => [id, name]));
    const seen = ids.flatMap((id) => nameOf.get(id) ?? []);
    expect([...new Set(seen)]).toEqual(["2号楼", "10号楼", "A座", "B座"]);
  });

  test.skipIf(process.platform !== "linux")(
    "a disk without room: it is not begun, the page says why, and with room again it is made",
    async () => {
      const mounted =
        spawnSync("mount", ["-t", "tmpfs", "-o", "size=64m", "tmpfs", dir], { stdio: "ignore" }).status === 0;
      if (!mounted) return console.warn("skipped: this machine does not let us mount a small file system");
      try {
        house.clock.forward(hour);
        await house.admin.post("/api/v1/paper", {}, z.object({}));
        const failed = await eventually(async () => {
          const { last } = await state();
          return last?.outcome === "failed" ? last : undefined;
        }, "a failed paper");
        expect(failed.why).toMatch(/磁盘空间不足：需要 257 MiB，剩余 64 MiB/);
        expect(await readdir(dir)).toEqual([]);
      } finally {
        spawnSync("umount", ["-l", dir], { stdio: "ignore" });
      }
      house.clock.forward(hour);
      await house.admin.post("/api/v1/paper", {}, z.object({}));
      await made("2026-11-30-140000");
    },
  );
});
