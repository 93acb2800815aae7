import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Api } from "./api.ts";
import { type RegisterRow, registerColumns } from "./registers/register-rows.ts";
import { csvOf } from "./registers/write-register.ts";

/** The platform's answers, as far as they are needed here. */
const source = z.object({ id: z.string(), form: z.string(), name: z.string() });
const run = z.object({
  id: z.string(),
  state: z.string(),
  counts: z.object({ rows: z.int(), refused: z.int() }),
  problem: z.object({ en: z.string() }).nullable(),
});
const limitMs = 600_000;

/** Imports a whole register, parties and parameters included. Returns how many rows it took. */
export const importRegister = (api: Api, name: string, rows: readonly RegisterRow[]): Promise<number> =>
  importTable(api, { form: "lifts", name, columns: registerColumns, csv: csvOf(rows) });

type Table = {
  readonly form: string;
  readonly name: string;
  /** Heads are the fields themselves. */
  readonly columns: readonly string[];
  readonly csv: string;
};

/** As the page for imports does it. Returns how many rows it took; throws when one is refused. */
export async function importTable(api: Api, { form, name, columns, csv }: Table): Promise<number> {
  const sourceId = await sourceNamed(api, form, name);
  const mapping = { columns: columns.map((column) => ({ head: column, field: column })) };
  await send(api, `/api/v1/import-sources/${sourceId}/mapping`, JSON.stringify({ mapping }));
  const path = `/api/v1/import-runs?source=${sourceId}&name=${encodeURIComponent(`${name}.csv`)}`;
  const uploaded = run.parse(await send(api, path, csv, "text/csv"));
  await api.post(`/api/v1/import-runs/${uploaded.id}/start`, {}, run);
  const begun = performance.now();
  while (performance.now() - begun < limitMs) {
    const { run: now } = await api.get(`/api/v1/import-runs/${uploaded.id}`, z.object({ run }));
    if (now.state === "failed" || now.state === "stopped") throw new Error(`import ${now.state}: ${now.problem?.en}`);
    if (now.state === "done" && now.counts.refused === 0) return now.counts.rows;
    if (now.state === "done") throw new Error(`the import refused ${now.counts.refused} rows of ${name}`);
    await sleep(200);
  }
  throw new Error("the import of the simulated register did not end");
}

/** A start that was cut short has made it already. */
async function sourceNamed(api: Api, form: string, name: string): Promise<string> {
  const { sources } = await api.get("/api/v1/import-sources", z.object({ sources: z.array(source) }));
  const known = sources.find((each) => each.form === form && each.name === name);
  return (known ?? (await api.post("/api/v1/import-sources", { form, name }, source))).id;
}

async function send(api: Api, path: string, body: string, type = "application/json"): Promise<unknown> {
  const reply = await fetch(`${api.http}${path}`, {
    method: "POST",
    headers: { ...api.headers(), "content-type": type },
    body,
    signal: AbortSignal.timeout(120_000),
  });
  if (!reply.ok) throw new Error(`POST ${path}: ${reply.status} ${await reply.text()}`);
  return reply.json();
}
