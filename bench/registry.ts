import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { z } from "zod";
import { type Api, bearer, createApi } from "../sim/api.ts";
import { adminToken, type PlatformChild, startPlatform } from "../sim/platform-child.ts";
import { generateRegisterRows, type RegisterRow } from "../sim/registers/register-rows.ts";
import { writeRegisterCsv } from "../sim/registers/write-register.ts";
import { refusedRowList } from "../src/platform/imports/import-contract.ts";
import { gapCounts } from "../src/rooms/lifts/contract/editing.ts";
import { liftCounts } from "../src/rooms/lifts/contract.ts";
import { type Report, rounded, type Target, target } from "../tools/report-line.ts";
import { exportLedger } from "../tools/sp/ledger.ts";
import { verifyExport } from "../tools/sp/ledger-verify.ts";
import { residentMib, watchMemory } from "./process-memory.ts";
import { act, makeSource, mapNewYork, untilCounted, upload } from "./registry-import.ts";
import { type Reading, readCodes, readOverviews, readPages, readSearches, readTiles, timed } from "./registry-reads.ts";
import { connectAsOwner, seedRegister } from "./registry-seed.ts";

export const registryParts = [
  "import",
  "reimport",
  "pages",
  "search",
  "tiles",
  "code",
  "overview",
  "export",
  "ledger",
  "nyc",
] as const;
export type RegistryPart = (typeof registryParts)[number];
export type RegistryOptions = {
  readonly lifts: number;
  readonly seed: number;
  readonly only: readonly RegistryPart[];
  readonly say: (line: string) => void;
};

type House = {
  readonly platform: PlatformChild;
  readonly api: Api;
  readonly client: pg.Client;
  readonly dataDir: string;
};
type Results = { readonly targets: Target[]; readonly details: Record<string, unknown> };
type Measuring = RegistryOptions & Results & House;

/**
 * A platform with the settings of production, a register of this size out of the invented city, and how fast it takes it in and
 * answers. Without `import` the register is copied into the tables, past the import: for a look at single figures.
 */
export async function benchRegistry(options: RegistryOptions): Promise<Report> {
  const dataDir = mkdtempSync(join(tmpdir(), "sp-bench-registry-"));
  const platform = await startPlatform({
    dataDir,
    logFile: join(dataDir, "platform.log"),
    readyLimitMs: 60_000,
    env: { SP_HTTP_PORT: "0", SP_MQTT_PORT: "0", SP_LOG_LEVEL: "info", DATABASE_URL: "" },
  });
  try {
    const api = createApi(platform.http, bearer(adminToken(dataDir)), 60_000);
    const client = await connectAsOwner(dataDir);
    const measuring = { ...options, platform, api, client, dataDir, targets: [], details: { lifts: options.lifts } };
    await measure(measuring);
    await client.end();
    return { name: "registry", targets: measuring.targets, details: measuring.details, seed: options.seed };
  } finally {
    await platform.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function measure(measuring: Measuring): Promise<void> {
  const { only, say, details } = measuring;
  const emptyMib = residentMib(measuring.platform.pid);
  const source = only.includes("import") ? await measureImport(measuring) : await copyIn(measuring);
  details.index_load_ms = lastLoadMs(measuring.dataDir);
  details.rss_mib = { empty: rounded(emptyMib), loaded: rounded(residentMib(measuring.platform.pid)) };
  details.database_gib = await databaseGib(measuring.client);
  if (only.includes("reimport") && source !== undefined) await measureReimport(measuring, source);
  await measureReads(measuring);
  if (only.includes("export")) await measureExport(measuring);
  if (only.includes("ledger")) await measureLedger(measuring);
  if (only.includes("nyc")) await measureNewYork(measuring);
  say("done");
}

function put({ targets, say }: Pick<Measuring, "targets" | "say">, made: Target): void {
  targets.push(made);
  say(`${made.name} ${made.value} (${made.op} ${made.limit} ${made.unit})`);
}

async function copyIn({ client, api, lifts, say }: Measuring): Promise<undefined> {
  await seedRegister(client, lifts, say);
  await untilCounted(api, lifts);
}

type Source = { readonly id: string; readonly file: string };

/** The invented city's register as one CSV through the import, as an officer would: upload, mapping, start. */
async function measureImport(measuring: Measuring): Promise<Source> {
  const { api, lifts, seed, dataDir, details, say, platform } = measuring;
  const file = join(dataDir, "register.csv");
  const regions = new Set<string>();
  await writeRegisterCsv(file, withBadEnd(watchedRows(generateRegisterRows(seed, lifts), regions)));
  await importRegions(api, regions);
  say(`file of ${lifts} lifts written`);
  const { source, run } = await makeSource(api, { name: "bench", file });
  const memory = watchMemory(platform.pid);
  const { seconds, counts } = await act(api, run, "start");
  const waited = await untilCounted(api, counts.created);
  const highest = memory.stop();
  const bad = (await api.get(`/api/v1/import-runs/${run}/refused`, refusedRowList)).rows.map(
    ({ row, reasons }) => `${row}: ${reasons.map(({ zh, en }) => `${zh} / ${en}`).join("; ")}`,
  );
  if (counts.created !== lifts || bad.length !== 1)
    throw new Error(`the bad row at the end was not found: ${bad.join()}`);
  details.import = { counts, index_wait_s: rounded(waited), bad };
  put(measuring, target("import_s", rounded(seconds + waited), { op: "<=", limit: 120, unit: "s" }));
  put(measuring, target("import_rss_mib", rounded(highest), { op: "<=", limit: 1_024, unit: "MiB" }));
  return { id: source, file };
}

/** One bad row more, at the very end: it is refused with its reason, and nothing else is. */
function* withBadEnd(rows: Iterable<RegisterRow>): Generator<RegisterRow> {
  let last: RegisterRow | undefined;
  for (const row of rows) {
    last = row;
    yield row;
  }
  if (last !== undefined) yield { ...last, register_code: "311099010120" };
}

function* watchedRows(rows: Iterable<RegisterRow>, regions: Set<string>): Generator<RegisterRow> {
  for (const row of rows) {
    regions.add(row.region);
    yield row;
  }
}

async function importRegions(api: Api, regions: ReadonlySet<string>): Promise<void> {
  const codes = new Set([...regions].flatMap((code) => [`${code.slice(0, 2)}0000`, `${code.slice(0, 4)}00`, code]));
  const parentOf = (code: string): string => {
    if (code.endsWith("0000")) return "100000";
    return code.endsWith("00") ? `${code.slice(0, 2)}0000` : `${code.slice(0, 4)}00`;
  };
  const lines = [...codes].sort().map((code) => `${code},${code},${parentOf(code)}\n`);
  await api.post("/api/v1/imports/regions", { csv: `code,name,parent\n${lines.join("")}` }, z.unknown());
}

async function measureReimport(measuring: Measuring, { id, file }: Source): Promise<void> {
  const { seconds, counts } = await act(measuring.api, await upload(measuring.api, id, file), "start");
  measuring.details.reimport = { counts };
  put(measuring, target("reimport_unchanged_s", rounded(seconds), { op: "<=", limit: 120, unit: "s" }));
}

async function measureReads(measuring: Measuring): Promise<void> {
  const { api, client, only, details } = measuring;
  const reads: Record<keyof typeof readTargets, () => Promise<Reading>> = {
    pages: () => readPages(api, client),
    search: () => readSearches(api, client),
    tiles: () => readTiles(api, client),
    code: () => readCodes(api, client),
    overview: () => readOverviews(api, client),
  };
  for (const part of Object.keys(reads) as (keyof typeof readTargets)[]) {
    if (!only.includes(part)) continue;
    const reading = await reads[part]();
    const { name, limit } = readTargets[part];
    details[part] = reading.details;
    put(measuring, target(name, reading.p95, { op: "<=", limit, unit: "ms" }));
  }
}

const readTargets = {
  pages: { name: "page_p95_ms", limit: 100 },
  search: { name: "search_p95_ms", limit: 100 },
  tiles: { name: "tile_p95_ms", limit: 100 },
  code: { name: "by_code_p95_ms", limit: 10 },
  overview: { name: "overview_p95_ms", limit: 300 },
} as const;

/** What the platform's log says of the last load. */
function lastLoadMs(dataDir: string): number | null {
  const told = readFileSync(join(dataDir, "platform.log"), "utf8").matchAll(
    /"ms":(\d+),"msg":"the register is in memory"/g,
  );
  const last = [...told].at(-1)?.[1];
  return last === undefined ? null : Number(last);
}

const exportedMax = 300_000;

/** Up to 300,000 lifts as XLSX: of a larger register those of an age that leaves about so many. */
async function measureExport(measuring: Measuring): Promise<void> {
  const { platform, api, details } = measuring;
  const path = await exportPath(api);
  const idle = residentMib(platform.pid);
  const memory = watchMemory(platform.pid);
  const { ms, body } = await timed(api, path);
  const highest = memory.stop();
  details.export = { path, mib: rounded(body.length / 2 ** 20), idle_rss_mib: rounded(idle) };
  const above = idle === null || highest === null ? null : rounded(highest - idle);
  put(measuring, target("export_s", rounded(ms / 1_000), { op: "<=", limit: 60, unit: "s" }));
  put(measuring, target("export_rss_mib", above, { op: "<=", limit: 300, unit: "MiB" }));
}

/** All ledgers as `sp export-ledger` writes them, checked as a third party does. */
async function measureLedger(measuring: Measuring): Promise<void> {
  const { api, dataDir, details, say } = measuring;
  const file = join(dataDir, "ledger.ndjson");
  const page = async (path: string): Promise<{ text: string; next: string | null }> => {
    const reply = await fetch(`${api.http}${path}`, { headers: api.headers() });
    if (!reply.ok) throw new Error(`${path}: ${reply.status}`);
    return { text: await reply.text(), next: reply.headers.get("x-next") };
  };
  const notAsked = (): Promise<never> => Promise.reject(new Error("not asked"));
  // The import is followed by looks for gaps, which have the processors until they are done; this is measured offline.
  while ((await api.get("/api/v1/gaps/counts", gapCounts)).waiting) await sleep(2_000);
  const written = await exportLedger({ page, call: notAsked, upload: notAsked }, file);
  say(`${written} ledger entries exported`);
  const begun = performance.now();
  const report = await verifyExport(file, undefined);
  const perSecond = report.entries / ((performance.now() - begun) / 1_000);
  details.ledger = { ok: report.ok, entries: report.entries, lifts: report.lifts };
  const value = report.entries === 0 ? null : Math.round(perSecond);
  put(measuring, target("verify_ledger_entries_per_s", value, { op: ">=", limit: 200_000, unit: "1/s" }));
}

/** The real register of New York beside the shared data; left out, and said so, where it is missing. */
async function measureNewYork(measuring: Measuring): Promise<void> {
  const { api, details, say } = measuring;
  const file = join(resolve(process.env.SP_REAL_DATA ?? "../shared/data"), "registers/nyc-dob-2015.csv");
  if (!existsSync(file)) {
    details.nyc = "left out: the file is not there";
    return say("nyc left out: the file is not there");
  }
  const region = "990900";
  await importRegions(api, new Set([region]));
  const { run } = await makeSource(api, { name: "nyc", file, mend: (preview) => mapNewYork(preview, region) });
  const dry = await act(api, run, "check");
  const before = (await api.get("/api/v1/lifts/counts", liftCounts)).total;
  const done = await act(api, run, "start");
  const waited = await untilCounted(api, before + done.counts.created);
  details.nyc = { counts: done.counts, index_wait_s: rounded(waited) };
  put(measuring, target("nyc_dry_run_s", rounded(dry.seconds), { op: "<=", limit: 10, unit: "s" }));
  put(measuring, target("nyc_import_s", rounded(done.seconds + waited), { op: "<=", limit: 10, unit: "s" }));
}

/** A filter that leaves at most the wanted number of lifts. */
async function exportPath(api: Api): Promise<string> {
  const counts = await api.get("/api/v1/lifts/counts", liftCounts);
  if (counts.total <= exportedMax) return "/api/v1/lifts/export?format=xlsx";
  for (let age = 1; age < 40; age++) {
    const { total } = await api.get(`/api/v1/lifts/counts?ageFrom=${age}`, liftCounts);
    if (total <= exportedMax) return `/api/v1/lifts/export?format=xlsx&ageFrom=${age}`;
  }
  return "/api/v1/lifts/export?format=xlsx&registration=stopped";
}

async function databaseGib(client: pg.Client): Promise<number | null> {
  const { rows } = await client.query<{ bytes: string }>("select pg_database_size(current_database()) as bytes");
  return rounded(Number(rows[0]?.bytes ?? 0) / 2 ** 30);
}
