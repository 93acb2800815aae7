import type pg from "pg";
import type { Api } from "../sim/api.ts";
import {
  liftFile,
  liftKinds,
  liftList,
  liftSectors,
  liftSorts,
  ordersInForce,
  registrations,
  services,
} from "../src/rooms/lifts/contract.ts";
import { percentile, rounded } from "../tools/report-line.ts";

/** Milliseconds that one request took, answered or not counted. */
export type Timed = { readonly what: string; readonly ms: number };
export type Reading = { readonly p95: number | null; readonly details: Record<string, unknown> };

/** Asks over one connection, one request after the other, and takes the time until the last byte. */
export async function timed(api: Api, path: string): Promise<{ ms: number; body: Buffer; status: number }> {
  const begun = performance.now();
  const reply = await fetch(`${api.http}${path}`, { headers: api.headers(), signal: AbortSignal.timeout(30_000) });
  const body = Buffer.from(await reply.arrayBuffer());
  const ms = performance.now() - begun;
  if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${body.toString("utf8").slice(0, 200)}`);
  return { ms, body, status: reply.status };
}

function readingOf(times: readonly Timed[]): Reading {
  const slowest = times.toSorted((a, b) => b.ms - a.ms).slice(0, 5);
  const ms = times.map((each) => each.ms);
  return {
    p95: rounded(percentile(ms, 0.95)),
    details: {
      requests: times.length,
      p50: rounded(percentile(ms, 0.5)),
      max: rounded(percentile(ms, 1)),
      slowest: slowest.map((each) => `${rounded(each.ms)} ms ${each.what}`),
    },
  };
}

const query = (fields: Readonly<Record<string, string | number>>): string =>
  new URLSearchParams(
    Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();

/** Values that occur in this register, so that every filter leaves something. */
type Present = {
  readonly region: string;
  readonly useUnit: string;
  readonly maintenanceUnit: string;
  readonly site: string;
};

async function presentIn(client: pg.Client): Promise<Present> {
  const { rows } = await client.query<Present>(
    `select l.region_code as region, b.site_id as site,
       (select organisation_id from lifts.party p where p.lift_id = l.id and role = 'use-unit' limit 1) as "useUnit",
       (select organisation_id from lifts.party p where p.lift_id = l.id and role = 'maintenance' limit 1) as "maintenanceUnit"
     from lifts.lift l join lifts.building b on b.id = l.building_id
     where exists (select 1 from lifts.party p where p.lift_id = l.id and role = 'use-unit')
       and exists (select 1 from lifts.party p where p.lift_id = l.id and role = 'maintenance') limit 1`,
  );
  if (rows[0] === undefined) throw new Error("no lift of this register has both units");
  return rows[0];
}

const filtersOf = (present: Present): Record<string, string | number>[] => [
  {},
  { region: present.region },
  { region: `${present.region.slice(0, 4)}00` },
  ...liftKinds.slice(0, 2).map((kind) => ({ kind })),
  ...liftSectors.slice(0, 2).map((sector) => ({ sector })),
  ...registrations.slice(2, 5).map((registration) => ({ registration })),
  ...ordersInForce.slice(0, 2).map((orderInForce) => ({ orderInForce })),
  ...services.slice(0, 2).map((service) => ({ service })),
  { useUnit: present.useUnit },
  { maintenanceUnit: present.maintenanceUnit },
  { site: present.site },
  { ageFrom: 10 },
  { ageFrom: 15, sector: "housing" },
  { dueBefore: new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10) },
  { gap: "no-use-unit" },
  { gap: "no-safety-officer" },
  { gap: "two-alike" },
  { gap: "no-position" },
  { gap: "no-rescue-code" },
  { gap: "sign-not-posted" },
  { region: present.region, kind: "3110", registration: "in-use", ageFrom: 5 },
];

/** Every offered filter with every order, both ways: the first page, the next one, and one behind a lift drawn at random. */
export async function readPages(api: Api, client: pg.Client): Promise<Reading> {
  const times: Timed[] = [];
  const drawn = await drawnIds(client, 40);
  for (const filter of filtersOf(await presentIn(client)))
    for (const sort of liftSorts)
      for (const descending of ["false", "true"]) {
        const asked = { ...filter, sort, descending };
        const ask = async (after?: string): Promise<string | null> => {
          const path = `/api/v1/lifts?${query({ ...asked, ...(after === undefined ? {} : { after }) })}`;
          const { ms, body } = await timed(api, path);
          times.push({ what: `${after === undefined ? "first" : "later"} ${query(asked)}`, ms });
          return liftList.parse(JSON.parse(body.toString("utf8"))).next;
        };
        const next = await ask();
        if (next !== null) await ask(next);
        await ask(await cursorBehind(api, drawn[times.length % drawn.length] ?? "", { sort, descending }));
      }
  return readingOf(times);
}

async function drawnIds(client: pg.Client, count: number): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    "select id from lifts.lift tablesample bernoulli (1) repeatable (7) limit $1",
    [count],
  );
  return rows.map((row) => row.id);
}

/** The mark that a page ending with this lift would hand on: where somebody is who has paged half through the register. */
async function cursorBehind(
  api: Api,
  id: string,
  { sort, descending }: { sort: string; descending: string },
): Promise<string> {
  const file = await api.get(`/api/v1/lifts/${id}`, liftFile);
  const { lift } = file;
  const dayOf = (date: string | null): number | null =>
    date === null ? null : Math.round(Date.parse(`${date}T00:00:00Z`) / 86_400_000);
  const inUse = dayOf(lift.inUseSince);
  const keys: Record<string, number | null> = {
    place: 0,
    kind: liftKinds.indexOf(lift.kind),
    due: dayOf(lift.nextInspectionDue),
    age: inUse === null ? null : -inUse,
    registered: Math.floor(file.registeredHereAt / 1_000),
  };
  const place = [file.compound, file.building, file.unit, file.liftNo];
  return Buffer.from(JSON.stringify([sort, descending === "true" ? 1 : 0, keys[sort], place, id])).toString(
    "base64url",
  );
}

/** Words out of the register itself: whole names (rare), what many share (frequent), pieces of addresses (between), initials, codes. */
async function wordsIn(client: pg.Client): Promise<{ kind: string; q: string }[]> {
  const { rows } = await client.query<{ site: string; name: string; unit: string; address: string; code: string }>(
    `select s.name as site, b.name, b.unit, b.address, l.register_code as code
     from lifts.lift l tablesample bernoulli (1) repeatable (11) join lifts.building b on b.id = l.building_id
     join lifts.site s on s.id = b.site_id limit 12`,
  );
  const made = rows.flatMap(({ site, name, unit, address, code }) => [
    { kind: "rare", q: site },
    { kind: "rare", q: `${site}${name}${unit}` },
    { kind: "rare", q: address },
    { kind: "medium", q: address.replace(/\d.*$/, "") },
    { kind: "medium", q: `${site.slice(-2)} ${name}` },
    { kind: "medium", q: address.replace(/^\D*/, "").slice(0, 3) || "12" },
    { kind: "frequent", q: site.slice(-2) },
    { kind: "frequent", q: site.slice(0, 2) },
    { kind: "code", q: code.slice(0, 16) },
  ]);
  const frequent = ["路", "花园", "大厦", "号", "1", "1号", "幢"].map((q) => ({ kind: "frequent", q }));
  const initials = ["hy", "yghy", "ldhy", "dx", "xq", "gy", "yg", "jn"].map((q) => ({ kind: "initials", q }));
  return [...made, ...frequent, ...initials, { kind: "none", q: "没有这个小区" }];
}

/** Searches as people type them, alone and with a filter, in two orders. */
export async function readSearches(api: Api, client: pg.Client): Promise<Reading> {
  const { region } = await presentIn(client);
  const times: Timed[] = [];
  for (const { kind, q } of await wordsIn(client))
    for (const filter of [{}, { region }, { kind: "3110", ageFrom: 5 }, { sort: "due" }]) {
      const { ms } = await timed(api, `/api/v1/lifts?${query({ ...filter, q })}`);
      times.push({ what: `${kind} ${q} ${query(filter)}`, ms });
    }
  return readingOf(times);
}

/** The tiles around where lifts stand, from the whole world to a street, with and without filters. */
export async function readTiles(api: Api, client: pg.Client): Promise<Reading & { largest_kb: number }> {
  const { rows } = await client.query<{ lat: number; lon: number }>(
    "select lat, lon from lifts.lift tablesample bernoulli (2) repeatable (3) where lat is not null limit 6",
  );
  const times: Timed[] = [];
  let largest = 0;
  for (let z = 0; z <= 18; z++)
    for (const { lat, lon } of rows.slice(0, z < 6 ? 2 : 6))
      for (const filter of [{}, { orderInForce: "stop-use" }, { q: "花园" }]) {
        const across = 2 ** z;
        const sine = Math.sin((lat * Math.PI) / 180);
        const x = Math.floor(((lon + 180) / 360) * across);
        const y = Math.floor((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * across);
        const { ms, body } = await timed(api, `/api/v1/lifts/tiles/${z}/${x}/${y}.mvt?${query(filter)}`);
        largest = Math.max(largest, body.length);
        times.push({ what: `z${z} ${query(filter)}`, ms });
      }
  return { ...readingOf(times), largest_kb: Math.round(largest / 1_000) };
}

/** A lift by a code that somebody reads out: the public number, or the code of the register. */
export async function readCodes(api: Api, client: pg.Client): Promise<Reading> {
  const { rows } = await client.query<{ code: string }>(
    `select unnest(array[register_code, rescue_code]) as code from lifts.lift tablesample bernoulli (1) repeatable (5)
     where rescue_code is not null limit 400`,
  );
  const times: Timed[] = [];
  for (const { code } of rows) {
    const { ms } = await timed(api, `/api/v1/lifts/by-code/${encodeURIComponent(code)}`);
    times.push({ what: code, ms });
  }
  return readingOf(times);
}

export async function readOverviews(api: Api, client: pg.Client): Promise<Reading> {
  const { region } = await presentIn(client);
  const times: Timed[] = [];
  for (let i = 0; i < 30; i++) {
    const path = i % 2 === 0 ? "/api/v1/overview" : `/api/v1/overview?region=${region}`;
    times.push({ what: path, ms: (await timed(api, path)).ms });
  }
  return readingOf(times);
}
