import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Api, bearer, createApi } from "../../sim/api.ts";
import { generateCity } from "../../sim/city/generate-city.ts";
import { adminToken, freePort, type PlatformChild, startPlatform } from "../../sim/platform-child.ts";
import { populate } from "../../sim/populate.ts";
import { enrolReply } from "../../src/rooms/devices/contract.ts";
import { type LiftSummary, liftList } from "../../src/rooms/lifts/contract.ts";
import { incidentList } from "../../src/rooms/rescue/contract.ts";
import { fillDisk } from "../support/fill-disk.ts";
import { connectDevice, type Device, eventually, keyFor, must } from "../support/house.ts";

/** The disk fills up under a platform with its own database, in production settings, on a small file system of its own. */
const folder = mkdtempSync(join(tmpdir(), "sp-disk-"));
const mounted =
  process.platform === "linux" &&
  spawnSync("mount", ["-t", "tmpfs", "-o", "size=320m", "tmpfs", folder], { stdio: "ignore" }).status === 0;
const why = mounted ? "" : " (skipped: this machine does not let us mount a small file system)";

afterAll(() => {
  if (mounted) spawnSync("umount", ["-l", folder], { stdio: "ignore" });
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(!mounted)(`the disk is full${why}`, () => {
  let platform: PlatformChild;
  let admin: Api;
  let lifts: readonly LiftSummary[];
  const devices: Device[] = [];

  beforeAll(async () => {
    const ports = { SP_HTTP_PORT: String(await freePort()), SP_MQTT_PORT: String(await freePort()) };
    platform = await startPlatform({
      dataDir: join(folder, "data"),
      logFile: join(tmpdir(), `sp-disk-${process.pid}.log`),
      readyLimitMs: 60_000,
      env: { ...ports, SP_LOG_LEVEL: "warn", DATABASE_URL: "" },
    });
    admin = createApi(platform.http, bearer(adminToken(join(folder, "data"))));
    await populate(admin, generateCity({ seed: 7, lifts: 24, liftsPerCrew: 6 }), () => undefined);
    lifts = (await admin.get("/api/v1/lifts?limit=200", liftList)).lifts
      .filter((lift) => lift.kind === "3110")
      .slice(0, 8);
    for (const { registerCode } of lifts) {
      const secret = await admin.post("/api/v1/devices/enrol", { registerCode }, enrolReply);
      devices.push(await connectDevice(platform.mqtt, secret));
    }
  });
  afterAll(async () => {
    for (const device of devices) await device.client.endAsync(true);
    await platform?.stop();
    rmSync(join(tmpdir(), `sp-disk-${process.pid}.log`), { force: true });
  });

  test("nothing that was acknowledged is lost; with room again everything goes on by itself", async () => {
    const acknowledged = new Set<string>();
    const alarm = async (n: number) => {
      const lift = must(lifts[n], "lift");
      await must(devices[n], "device").send("event", {
        id: `full-${n}`,
        at: Date.now(),
        code: "entrapment",
        phase: "raised",
      });
      acknowledged.add(lift.id);
    };
    const callAbout = (liftId: string) => {
      const body = { rescueCode: null, place: null, callerPhone: null, persons: 1, injured: null, vulnerable: false };
      return fetch(`${platform.http}/api/v1/incidents`, {
        method: "POST",
        headers: { ...admin.headers(), "content-type": "application/json" },
        body: JSON.stringify({ ...body, key: keyFor("full"), liftId, note: null }),
      });
    };
    await alarm(0);
    await alarm(1);
    fillDisk(join(folder, "filler"));
    const sent = [2, 3, 4].map(alarm);
    // State frames eat what is left of the space that the database had set aside.
    const load = new AbortController();
    const noise: Noise = { sent: 0, acknowledged: 0 };
    const noisy = makeNoise(must(devices[5], "device"), noise, load.signal);
    await sleep(4_000);
    expect((await fetch(`${platform.http}/healthz`)).status).toBe(200);
    // Alive, yet not ready, with the reason in words: whoever watches it is told before somebody calls.
    const ready = await fetch(`${platform.http}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({
      parts: { disk: false },
      reasons: { disk: "no room in the data folder" },
    });
    sent.push(alarm(6));
    await sleep(2_000);
    // The desk's own words are kept, or refused in words that say to try again; never taken and lost.
    const where = must(lifts[5], "lift");
    const reply = await callAbout(where.id);
    if (reply.status === 200) acknowledged.add(where.id);
    else expect(await reply.json()).toMatchObject({ status: 503, code: "UNAVAILABLE" });
    load.abort();
    await sleep(500);
    // It was full indeed: what could not be stored was not acknowledged. (An alarm is small, and may still have found room.)
    expect(noise.acknowledged).toBeLessThan(noise.sent);
    rmSync(join(folder, "filler"));
    await Promise.all(sent);
    await noisy;
    await eventually(() => noise.acknowledged === noise.sent, "every state acknowledged", 30_000);
    await eventually(async () => (await fetch(`${platform.http}/readyz`)).status === 200, "ready again", 30_000);
    expect(await (await fetch(`${platform.http}/readyz`)).json()).toMatchObject({ parts: { disk: true }, reasons: {} });
    await alarm(7);
    const rows = await eventually(
      async () => {
        const { incidents } = await admin
          .get("/api/v1/incidents?state=open&limit=200", incidentList)
          .catch(() => ({ incidents: [] }));
        return incidents.length >= acknowledged.size ? incidents : undefined;
      },
      "an incident for each alarm",
      40_000,
    );
    expect(rows.map((row) => row.liftId).sort()).toEqual([...acknowledged].sort());
    expect(rows.every((row) => row.dueAt !== null)).toBe(true);
  });
});

type Noise = { sent: number; acknowledged: number };

/** Large states, as fast as they are taken: what a state says beyond the interface is kept with it, and chance does not pack. */
async function makeNoise(device: Device, noise: Noise, signal: AbortSignal): Promise<void> {
  const state = { serviceMode: 1, carStatus: 0, carDirection: 0, doorZone: true, carPosition: "1", doorStatus: 2 };
  while (!signal.aborted) {
    for (let i = 0; i < 10 && noise.sent - noise.acknowledged < 100; i += 1) {
      const body = JSON.stringify({ ...state, at: Date.now(), more: randomBytes(9_000).toString("base64") });
      noise.sent += 1;
      device.client.publish(device.topic("state"), body, { qos: 1 }, (error) => {
        if (!error) noise.acknowledged += 1;
      });
    }
    await sleep(20);
  }
}
