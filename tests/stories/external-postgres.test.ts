import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Api, bearer, createApi } from "../../sim/api.ts";
import { generateCity } from "../../sim/city/generate-city.ts";
import { adminToken, freePort, type PlatformChild, startPlatform } from "../../sim/platform-child.ts";
import { populate } from "../../sim/populate.ts";
import type { RestoreReport } from "../../src/platform/backup/restore.ts";
import { enrolReply } from "../../src/rooms/devices/contract.ts";
import { type LiftSummary, liftList } from "../../src/rooms/lifts/contract.ts";
import { incidentList } from "../../src/rooms/rescue/contract.ts";
import { type ForeignPostgres, findForeignPrograms, startForeignPostgres } from "../support/foreign-postgres.ts";
import { connectDevice, type Device, eventually, must } from "../support/house.ts";
import { jsonOf, sp } from "../support/sp.ts";

const programs = findForeignPrograms();
const why = programs === undefined ? " (skipped: no PostgreSQL 15 or newer is installed on this machine)" : "";
const folder = mkdtempSync(join(tmpdir(), "sp-external-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The statements that the documentation gives to the administrator of the server, with the test's passwords. */
function documentedStatements(): string {
  const text = readFileSync(resolve(import.meta.dirname, "../../docs/operations.md"), "utf8");
  const block = must(/```sql\n(create role[\s\S]*?)```/.exec(text)?.[1], "block of SQL in docs/operations.md");
  return block.replaceAll("OWNER-PASSWORD", "owner-secret").replaceAll("APP-PASSWORD", "app-secret");
}

describe.skipIf(programs === undefined)(`a PostgreSQL that others run${why}`, () => {
  let server: ForeignPostgres;
  let platform: PlatformChild;
  let admin: Api;
  let lifts: readonly LiftSummary[];
  let device: Device;
  const dataDir = join(folder, "data");
  const addresses = (database: string) => ({
    DATABASE_URL: server.url("shengping_owner", "owner-secret", database),
    DATABASE_APP_URL: server.url("shengping_app", "app-secret", database),
  });

  beforeAll(async () => {
    server = await startForeignPostgres(must(programs, "programs"));
    server.admin(documentedStatements());
    platform = await startPlatform({
      dataDir,
      logFile: join(folder, "platform.log"),
      readyLimitMs: 60_000,
      env: {
        SP_HTTP_PORT: String(await freePort()),
        SP_MQTT_PORT: String(await freePort()),
        SP_LOG_LEVEL: "warn",
        ...addresses("shengping"),
      },
    });
    admin = createApi(platform.http, bearer(adminToken(dataDir)));
    await populate(admin, generateCity({ seed: 7, lifts: 24, liftsPerCrew: 6 }), () => undefined);
    ({ lifts } = await admin.get("/api/v1/lifts?limit=200", liftList));
    const { registerCode } = must(
      lifts.find((lift) => lift.kind === "3110"),
      "lift",
    );
    device = await connectDevice(
      platform.mqtt,
      await admin.post("/api/v1/devices/enrol", { registerCode }, enrolReply),
    );
  });
  afterAll(async () => {
    await device?.client.endAsync(true);
    await platform?.stop();
    await server?.stop();
  });

  test("is used with roles that are no superusers, as documented", () => {
    expect(Number.parseInt(server.version, 10)).toBeGreaterThanOrEqual(15);
    const flags = "select rolsuper or rolcreaterole or rolcreatedb from pg_roles where rolname like 'shengping%'";
    expect(server.admin(flags).split("\n")).toEqual(["f", "f"]);
    expect(server.admin("select count(*) from lifts.lift", "shengping")).toBe(String(lifts.length));
    const owned = "select count(*) from pg_tables where tableowner = 'shengping_app'";
    expect(server.admin(owned, "shengping")).toBe("0");
  });

  test("that crashes and comes back loses no alarm, and the platform needs no restart", async () => {
    await server.kill();
    expect((await fetch(`${platform.http}/readyz`)).status).toBe(503);
    const sent = device.send("event", { id: "while-away", at: Date.now(), code: "entrapment", phase: "raised" });
    await sleep(1_000);
    await server.start();
    await sent;
    await eventually(
      async () => {
        const open = await admin.get("/api/v1/incidents?state=open&limit=200", incidentList).catch(() => undefined);
        return open?.incidents.length === 1;
      },
      "the incident",
      40_000,
    );
    await eventually(async () => (await fetch(`${platform.http}/readyz`)).status === 200, "ready again", 20_000);
  });

  test("is backed up as a copy of rows and restored into an empty database, equal; a full one is left alone", async () => {
    const store = join(folder, "backups");
    const backup = jsonOf<{ outcome: string; kind: string }>(
      await sp(["backup", store, "--json"], { SP_DATA_DIR: dataDir }),
    );
    expect(backup).toMatchObject({ outcome: "done", kind: "logical" });
    const full = await sp(["restore", store], { SP_DATA_DIR: join(folder, "full"), ...addresses("shengping") });
    expect(full.code).toBe(1);
    expect(full.err).toContain("目标数据库不是空的");
    server.admin("create database spare owner shengping_owner; grant connect on database spare to shengping_app");
    const into = { SP_DATA_DIR: join(folder, "restored"), ...addresses("spare") };
    const report = jsonOf<RestoreReport>(await sp(["restore", store, "--json"], into));
    expect(report).toMatchObject({ ok: true, kind: "logical", difference: null });
    const rows = "select count(*) from lifts.ledger_entry";
    expect(server.admin(rows, "spare")).toBe(server.admin(rows, "shengping"));
    // Transaction ids of another life mean nothing here: readers would wait for them, or pass over rows.
    const future = "select count(*) from platform.stream_event where tx >= pg_snapshot_xmax(pg_current_snapshot())";
    expect(server.admin(future, "spare")).toBe("0");
    const copy = await startPlatform({
      dataDir: into.SP_DATA_DIR,
      logFile: join(folder, "restored.log"),
      readyLimitMs: 60_000,
      env: {
        SP_HTTP_PORT: String(await freePort()),
        SP_MQTT_PORT: String(await freePort()),
        SP_LOG_LEVEL: "warn",
        ...addresses("spare"),
      },
    });
    const again = createApi(copy.http, bearer(adminToken(into.SP_DATA_DIR)));
    const { incidents } = await again.get("/api/v1/incidents?state=open&limit=200", incidentList);
    expect(incidents.length).toBe(1);
    await copy.stop();
    // And into a server of our own: the way back from an external one.
    const drill = jsonOf<{ ok: boolean }>(await sp(["restore-drill", store, "--json"], { SP_DATA_DIR: dataDir }));
    expect(drill.ok).toBe(true);
  });
});
