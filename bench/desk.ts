import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "playwright-core";
import { openAccountBook, wantedAccounts } from "../sim/accounts.ts";
import { type Api, bearer, createApi } from "../sim/api.ts";
import { adminToken, startPlatform } from "../sim/platform-child.ts";
import { beforeFirst } from "../src/rooms/lifts/model/ledger-chain.ts";
import { done, openReply } from "../src/rooms/rescue/contract.ts";
import { launchChromium, newChineseContext } from "../tests/support/chromium.ts";
import { buildWeb } from "../tools/build-web.ts";
import { percentile, type Report, rounded, target } from "../tools/report-line.ts";
import { connectAsOwner, seedRegister } from "./registry-seed.ts";

export type DeskOptions = {
  readonly seed: number;
  readonly lifts: number;
  readonly incidents: number;
  readonly rounds: number;
  readonly say: (line: string) => void;
};

const viewport = { width: 1366, height: 768 } as const;
/** A dispatcher's hands are not faster; what comes later than this after a key is no part of it. */
const pauseMs = 120;
/** While one works, incidents change: one each so often. */
const changeEveryMs = 500;

/**
 * The duty desk in a real browser, over a big register and with many open incidents: each key press and click of a dispatcher's usual work,
 * until the next picture is drawn.
 */
export async function benchDesk(options: DeskOptions): Promise<Report> {
  const { say } = options;
  await buildWeb();
  const dataDir = mkdtempSync(join(tmpdir(), "sp-bench-desk-"));
  const platform = await startPlatform({
    dataDir,
    logFile: join(dataDir, "platform.log"),
    readyLimitMs: 300_000,
    env: { SP_HTTP_PORT: "0", SP_MQTT_PORT: "0", SP_LOG_LEVEL: "warn", DATABASE_URL: "" },
  });
  const browser = await launchChromium();
  try {
    const api = createApi(platform.http, bearer(adminToken(dataDir)), 120_000);
    const client = await connectAsOwner(dataDir);
    await seedRegister(client, options.lifts, say);
    const { rows } = await client.query<{ id: string }>(
      "select id from lifts.lift where kind like '31%' and registration = 'in-use' and lat is not null order by md5(id::text) limit $1",
      [options.incidents],
    );
    // The copied register has no chains; a rescue writes into its lift's.
    await client.query("insert into lifts.ledger_head (lift_id, no, hash) select unnest($1::uuid[]), $2, $3", [
      rows.map(({ id }) => id),
      beforeFirst.no,
      beforeFirst.hash,
    ]);
    await client.end();
    const incidents = await openAll(
      api,
      rows.map(({ id }) => id),
    );
    say(`${incidents.length} incidents are open`);
    const book = openAccountBook(join(dataDir, "demo-accounts.json"));
    await book.make(api, (await wantedAccounts(api, [], "")).slice(0, 1));
    const context = await newChineseContext(browser, { viewport });
    const { login, password } = book.of("desk-demo");
    const reply = await context.request.post(`${platform.http}/api/v1/session`, { data: { login, password } });
    if (!reply.ok()) throw new Error(`log-in: ${reply.status()}`);
    const page = await context.newPage();
    await page.addInitScript({ content: watchInteractions });
    await page.goto(`${platform.http}/`);
    await page.locator(".queue-row").nth(8).waitFor({ timeout: 60_000 });
    await sleep(5_000);
    const changes = keepChanging(api, incidents);
    try {
      for (let round = 0; round < options.rounds; round += 1) await work(page, round);
    } finally {
      await changes.stop();
    }
    return reportOf(options, (await page.evaluate("window.spTook")) as Took[]);
  } finally {
    await browser.close();
    await platform.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function openAll(api: Api, liftIds: readonly string[]): Promise<string[]> {
  const nobody = { rescueCode: null, place: null, callerPhone: null, injured: null, note: null };
  const ids: string[] = [];
  for (let from = 0; from < liftIds.length; from += 8) {
    const opened = liftIds.slice(from, from + 8).map(async (liftId, i) => {
      const people = { persons: i === 0 ? null : i, vulnerable: i === 7 };
      const body = { ...nobody, key: randomUUID(), liftId, ...people };
      return (await api.post("/api/v1/incidents", body, openReply)).incidentId;
    });
    ids.push(...(await Promise.all(opened)));
  }
  return ids;
}

function keepChanging(api: Api, incidents: readonly string[]): { readonly stop: () => Promise<void> } {
  const ending = new AbortController();
  const running = (async () => {
    for (let n = 0; !ending.signal.aborted; n += 1) {
      const body = { key: randomUUID(), persons: 1 + (n % 6), injured: 0, vulnerable: false };
      await api.post(`/api/v1/incidents/${incidents[(n * 37) % incidents.length]}/persons`, body, done);
      await sleep(changeEveryMs, undefined, { signal: ending.signal }).catch(() => {});
    }
  })();
  return {
    stop: async () => {
      ending.abort();
      await running;
    },
  };
}

/** Through the queue by key and by mouse, the panes of the incident, a lift searched by its code, the list of keys. */
async function work(page: Page, round: number): Promise<void> {
  const rest = (): Promise<void> => page.waitForTimeout(pauseMs);
  const press = async (key: string): Promise<void> => {
    await page.keyboard.press(key);
    await rest();
  };
  const click = async (selector: string, nth: number): Promise<void> => {
    await page.locator(selector).nth(nth).click({ timeout: 20_000 });
    await rest();
  };
  for (const step of [1, 2, 3]) await press(String(1 + ((round + 3 * step) % 9)));
  for (const step of [0, 7]) await click(".queue-row", (round * 3 + step) % 60);
  await page.locator(".tab").first().waitFor({ timeout: 20_000 });
  for (const tab of [1, 2, 3, 0]) await click(".tab", tab);
  await press("/");
  for (const letter of String(1_000_000 + 137 * (round + 1))) await press(letter);
  await page.waitForTimeout(400);
  await press("ArrowDown");
  await press("Escape");
  await press("?");
  await press("Escape");
}

type Took = { readonly what: string; readonly ms: number };

// Code for the page stands in a string: the types of a browser would be wrong everywhere else in this program.
const watchInteractions = `
  window.spTook = [];
  for (const kind of ["keydown", "click"]) addEventListener(kind, (event) => {
    const what = kind === "click" ? (event.target.closest?.(".tab") ? "tab" : event.target.closest?.(".queue-row") ? "row" : "click")
      : event.target.matches?.("input") ? "typing" : "key " + (/[0-9]/.test(event.key) ? "1-9" : event.key);
    requestAnimationFrame(() => {
      const drawn = new MessageChannel();
      drawn.port1.onmessage = () => window.spTook.push({ what, ms: performance.now() - event.timeStamp });
      drawn.port2.postMessage(null);
    });
  }, { capture: true });`;

function reportOf({ seed, lifts, incidents, rounds }: DeskOptions, took: readonly Took[]): Report {
  const all = took.map(({ ms }) => ms);
  return {
    name: "desk",
    seed,
    targets: [target("interaction_p95_ms", rounded(percentile(all, 0.95)), { op: "<=", limit: 100, unit: "ms" })],
    details: {
      lifts,
      incidents,
      rounds,
      interactions: took.length,
      measured:
        "from the event's own time stamp (when the browser took the key press or click) until a task after the next animation frame, when that frame has been drawn",
      viewport,
      change_every_ms: changeEveryMs,
      all: spread(all),
      by_kind: Object.fromEntries(
        [...Map.groupBy(took, ({ what }) => what)].map(([what, each]) => [
          what,
          { n: each.length, ...spread(each.map(({ ms }) => ms)) },
        ]),
      ),
      load_average: rounded(loadavg()[0] ?? null),
    },
  };
}

const spread = (sample: readonly number[]) => ({
  p50: rounded(percentile(sample, 0.5)),
  p95: rounded(percentile(sample, 0.95)),
  max: rounded(percentile(sample, 1)),
});
