import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { z } from "zod";
import type { Api } from "../sim/api.ts";
import type { ImportMapping } from "../src/platform/imports/import-contract.ts";
import { importPreview, importRun, importRunFile, importSource } from "../src/platform/imports/import-contract.ts";
import { liftCounts } from "../src/rooms/lifts/contract.ts";

type Run = z.output<typeof importRun>;
type Preview = z.output<typeof importPreview>;
export type Imported = { readonly seconds: number; readonly counts: Run["counts"] };

const runLimitMs = 1_800_000;

/** A source of the lifts form; its mapping is what the platform guesses, changed by `mend`. */
export async function makeSource(
  api: Api,
  given: { readonly name: string; readonly file: string; readonly mend?: (preview: Preview) => ImportMapping },
): Promise<{ readonly source: string; readonly run: string }> {
  const source = await api.post("/api/v1/import-sources", { form: "lifts", name: given.name }, importSource);
  const run = await upload(api, source.id, given.file);
  const preview = await api.post(`/api/v1/import-runs/${run}/preview`, {}, importPreview);
  const mapping = given.mend?.(preview) ?? preview.mapping;
  await api.post(`/api/v1/import-sources/${source.id}/mapping`, { mapping }, importSource);
  return { source: source.id, run };
}

/** The file's bytes as a browser sends them; the id of the run that waits for its start. */
export async function upload(api: Api, source: string, file: string): Promise<string> {
  const reply = await fetch(
    `${api.http}/api/v1/import-runs?source=${source}&name=${encodeURIComponent(basename(file))}`,
    {
      method: "POST",
      headers: { ...api.headers(), "content-type": "text/csv" },
      body: Readable.toWeb(createReadStream(file)) as ReadableStream,
      duplex: "half",
    } as RequestInit,
  );
  if (!reply.ok) throw new Error(`upload: ${reply.status} ${await reply.text()}`);
  return importRun.parse(await reply.json()).id;
}

/** From the start of the run until it is over. */
export async function act(api: Api, run: string, name: "check" | "start"): Promise<Imported> {
  const begun = performance.now();
  await api.post(`/api/v1/import-runs/${run}/${name}`, {}, importRun);
  while (performance.now() - begun < runLimitMs) {
    const { run: now } = await api.get(`/api/v1/import-runs/${run}`, importRunFile);
    if (now.state === "failed" || now.state === "stopped")
      throw new Error(`the import ${now.state}: ${now.problem?.code} ${now.problem?.en}`);
    if (now.state === "done" || now.state === "checked")
      return { seconds: (performance.now() - begun) / 1_000, counts: now.counts };
    await sleep(100);
  }
  throw new Error(`the import did not end within ${runLimitMs / 1_000} s`);
}

/** Until list, search and counts know so many lifts; seconds that were waited. */
export async function untilCounted(api: Api, lifts: number): Promise<number> {
  const begun = performance.now();
  while (performance.now() - begun < runLimitMs) {
    const { total } = await api.get("/api/v1/lifts/counts", liftCounts).catch(() => ({ total: -1 }));
    if (total === lifts) return (performance.now() - begun) / 1_000;
    await sleep(50);
  }
  throw new Error(`the index did not get ${lifts} lifts`);
}

const nycColumns: Readonly<Record<string, { readonly field: string; readonly unit?: string }>> = {
  device_number: { field: "local_code" },
  house_number: { field: "address" },
  street_name: { field: "address" },
  device_type: { field: "kind" },
  approval_date: { field: "in_use_since" },
  manufacturer: { field: "maker" },
  travel_distance: { field: "travelHeight", unit: "ft" },
  speed_fpm: { field: "ratedSpeed", unit: "ft/min" },
  capacity_lbs: { field: "ratedLoad", unit: "lb" },
  latitude: { field: "lat" },
  longitude: { field: "lon" },
};
const nycKind = (word: string): string =>
  /escalator/i.test(word)
    ? "3310"
    : /walk/i.test(word)
      ? "3320"
      : /dumb/i.test(word)
        ? "3430"
        : /freight|sidewalk/i.test(word)
          ? "3120"
          : "3110";

/** The register of New York as somebody maps it by hand: feet, pounds, foreign words and codes. */
export function mapNewYork(preview: Preview, region: string): ImportMapping {
  const kinds = preview.columns.find(({ head }) => head === "device_type")?.words ?? [];
  return {
    ...preview.mapping,
    columns: preview.columns.map(({ head, nth }) => {
      const wanted = nycColumns[head];
      return { head, nth, field: wanted?.field ?? null, unit: wanted?.unit ?? null };
    }),
    values: {
      ...preview.mapping.values,
      kind: Object.fromEntries(kinds.map(({ word, value }) => [word, value ?? nycKind(word)])),
    },
    defaults: { ...preview.mapping.defaults, region },
  };
}
