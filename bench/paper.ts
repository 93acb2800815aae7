import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { z } from "zod";
import { type Api, bearer, createApi } from "../sim/api.ts";
import { adminToken, isReady, type PlatformChild, startPlatform } from "../sim/platform-child.ts";
import { type PaperRun, paperState } from "../src/rooms/centre/contract/paper.ts";
import { percentile, type Report, rounded } from "../tools/report-line.ts";
import { childMib, residentMib, watchMemory } from "./process-memory.ts";
import { untilCounted } from "./registry-import.ts";
import { connectAsOwner, seedRegister } from "./registry-seed.ts";

const limitMs = 3 * 3_600_000;
/** How often the web server is asked while the paper is made beside it. */
const lookEveryMs = 200;

/** The nightly paper of a register of this size, made by a platform with the settings of production: time, memory, bytes. */
export async function benchPaper({ lifts, say }: { lifts: number; say: (line: string) => void }): Promise<Report> {
  const dataDir = mkdtempSync(join(tmpdir(), "sp-bench-paper-"));
  const platform = await startPlatform({
    dataDir,
    logFile: join(dataDir, "platform.log"),
    readyLimitMs: 60_000,
    env: { SP_HTTP_PORT: "0", SP_MQTT_PORT: "0", SP_LOG_LEVEL: "info", DATABASE_URL: "", SP_PAPER_AT: "off" },
  });
  try {
    const api = createApi(platform.http, bearer(adminToken(dataDir)), 60_000);
    const client = await connectAsOwner(dataDir);
    await seedRegister(client, lifts, say);
    await fillWaysIn(client);
    await client.end();
    await untilCounted(api, lifts);
    return { name: "paper", targets: [], details: { lifts, ...(await makePaper(platform, api, say)) } };
  } finally {
    await platform.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Every lift has a machine room, a key and a way in, every unit a telephone, every district crews: the fullest paper there can be. */
async function fillWaysIn(client: pg.Client): Promise<void> {
  await client.query(`update lifts.lift set machine_room = '楼顶机房，28 层上，左侧铁门', key_place = '物业值班室钥匙箱 ' || lift_no,
    access_note = '东门进，地下一层可停车，夜间按门铃 3 号'`);
  await client.query("update identity.organisation set duty_phone = '000-' || (555000 + (random() * 999)::int)");
  await client.query(`insert into crews.crew (id, code, name, organisation_id, region_code, travel, kind, phone, home_lat, home_lon)
    select gen_random_uuid(), 'C' || r.code || n, '救援' || n || '组', o.id, r.code, 'car', 'unit', '000-5550', 30.2, 120.1
    from identity.region r, generate_series(1, 12) n, (select id from identity.organisation where kind = 'maintenance' limit 1) o
    where r.parent = '330100'`);
  await client.query("analyze");
}

async function makePaper(platform: PlatformChild, api: Api, say: (line: string) => void) {
  const before = residentMib(platform.pid);
  const memory = watchMemory(platform.pid);
  const printer = watchMemory(platform.pid, (pid) => childMib(pid, "pdf-child.ts"));
  const begun = performance.now();
  await api.post("/api/v1/paper", {}, z.object({}));
  const looksMs: number[] = [];
  const run = await untilMade(platform, api, looksMs);
  const seconds = (performance.now() - begun) / 1_000;
  say(`${run.outcome} after ${Math.round(seconds)} s: ${run.files.length} files, ${run.bytes} bytes ${run.why ?? ""}`);
  const bytes = run.files.map((file) => file.bytes);
  return {
    outcome: run.outcome,
    seconds: rounded(seconds),
    files: run.files.length,
    mib: rounded(run.bytes / 2 ** 20),
    file_mib_max: rounded(Math.max(0, ...bytes) / 2 ** 20),
    rss_mib: { before: rounded(before), highest: rounded(memory.stop()), printer: rounded(printer.stop()) },
    ready_p99_ms: rounded(percentile(looksMs, 0.99)),
    ready_max_ms: rounded(percentile(looksMs, 1)),
  };
}

async function untilMade(platform: PlatformChild, api: Api, looksMs: number[]): Promise<PaperRun> {
  const begun = performance.now();
  while (performance.now() - begun < limitMs) {
    const asked = performance.now();
    await isReady(platform.http);
    looksMs.push(performance.now() - asked);
    const { last } = await api.get("/api/v1/paper", paperState);
    if (last !== null && last.outcome !== "running") return last;
    await sleep(lookEveryMs);
  }
  throw new Error(`the paper was not made within ${limitMs / 60_000} minutes`);
}
