import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";

/** The embedded server of a data folder, as its owner. For benches only. */
export async function connectAsOwner(dataDir: string): Promise<pg.Client> {
  const password = readFileSync(join(dataDir, "secrets/postgres-superuser"), "utf8").trim();
  const port = readFileSync(join(dataDir, "postgres-port"), "utf8").trim();
  const url = (database: string): string =>
    `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
  const admin = new pg.Client({ connectionString: url("postgres") });
  await admin.connect();
  const { rows } = await admin.query<{ name: string }>(
    "select datname as name from pg_database where not datistemplate and datname <> 'postgres' order by datname limit 1",
  );
  await admin.end();
  const client = new pg.Client({ connectionString: url(rows[0]?.name ?? "shengping") });
  // When a part of the bench fails, the server is stopped under this connection: the failure is what should be seen.
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

const districts = ["330102", "330105", "330106", "330108", "330109", "330110", "330111", "330112", "330113", "330114"];
const first =
  "阳光,绿地,金色,紫荆,桂花,江南,湖畔,滨江,文澜,翠苑,长安,锦绣,和平,新城,中央,东方,银泰,星光,海棠,玉兰".split(",");
const last = "花园,小区,家园,公寓,大厦,广场,名苑,新村,中心,雅居".split(",");
const roads =
  "文一,文二,文三,天目山,凤起,庆春,解放,延安,建国,江南,滨盛,江陵,学院,古墩,丰潭,莫干山,机场,秋涛,之江,钱江".split(",");
const sectors = ["housing", "housing", "housing", "housing", "office", "mall", "hotel", "school", "hospital", "metro"];
const kinds = ["3110", "3110", "3110", "3110", "3110", "3110", "3110", "3120", "3310", "3320"];
const registrations = [
  "in-use",
  "in-use",
  "in-use",
  "in-use",
  "in-use",
  "in-use",
  "in-use",
  "unregistered",
  "stopped",
  "scrapped",
];

const pick = <T>(list: readonly T[], n: number): T => list[n % list.length] as T;
/** A cheap spread of numbers: the same lift gets the same of everything. */
const draw = (n: number, salt: number): number => (Math.imul(n ^ (salt * 0x9e3779b1), 0x85ebca6b) >>> 8) & 0xffff;

type Ids = {
  readonly sites: readonly string[];
  readonly buildings: readonly string[];
  readonly lifts: readonly string[];
  readonly users: readonly string[];
  readonly maintainers: readonly string[];
};
type Cells = readonly (string | null | undefined)[];

/** Fills an empty register by COPY, past the import: for measuring what reads. Two lifts a building, six buildings a compound. */
export async function seedRegister(client: pg.Client, lifts: number, say: (line: string) => void): Promise<void> {
  await client.query("set synchronous_commit = off");
  await seedUnits(client);
  const { rows: units } = await client.query<{ id: string; kind: string }>(
    "select id, kind from identity.organisation order by code",
  );
  const unitsOf = (kind: string): string[] => units.filter((unit) => unit.kind === kind).map((unit) => unit.id);
  const made = (count: number): string[] => Array.from({ length: Math.ceil(count) }, () => randomUUID());
  const ids: Ids = {
    sites: made(lifts / 12),
    buildings: made(lifts / 2),
    lifts: made(lifts),
    users: unitsOf("use-unit"),
    maintainers: unitsOf("maintenance"),
  };
  await copyRows(client, "lifts.site (id, region_code, name, sector, community)", ids.sites.length, (n) =>
    siteRow(ids, n),
  );
  await copyRows(client, "lifts.building (id, site_id, name, unit, address)", ids.buildings.length, (n) =>
    buildingRow(ids, n),
  );
  await copyRows(client, `lifts.lift (${liftColumns})`, lifts, (n) => liftRow(ids, n));
  await copyRows(client, "lifts.party (lift_id, role, organisation_id, from_date)", lifts * 2, (n) => partyRow(ids, n));
  say(`${lifts} lifts, ${ids.buildings.length} buildings, ${ids.sites.length} sites copied`);
  await client.query("analyze");
  // Its rows passed the triggers by.
  await client.query("select pg_notify('lifts_register', 'many'), pg_notify('lifts_register', 'now')");
}

const siteRow = ({ sites }: Ids, n: number): Cells => [
  sites[n],
  pick(districts, n),
  siteName(n),
  pick(sectors, draw(n, 1)),
  `${pick(roads, draw(n, 2))}社区`,
];

function buildingRow({ sites, buildings }: Ids, n: number): Cells {
  const site = Math.floor(n / 6);
  const address = `${pick(roads, draw(site, 3))}路${1 + (draw(site, 4) % 900)}号`;
  return [buildings[n], sites[site], `${1 + (n % 6)}幢`, n % 3 === 0 ? "" : `${1 + (n % 3)}单元`, address];
}

const liftColumns = `id, building_id, register_code, rescue_code, kind, lift_no, region_code, lat, lon, floors, registration,
  order_in_force, service, sign, page_token, in_use_since, next_inspection_due, registered_here_at`;

function liftRow({ lifts, buildings }: Ids, n: number): Cells {
  const site = Math.floor(n / 12);
  const kind = pick(kinds, draw(n, 5));
  const noPosition = draw(n, 6) % 30 === 0;
  const hasCode = n % 10 !== 0;
  return [
    lifts[n],
    buildings[Math.floor(n / 2)],
    `${kind}${pick(districts, site)}19${String(n).padStart(8, "0")}`,
    hasCode ? String(1_000_000 + n) : null,
    kind,
    `${1 + (n % 2)}号梯`,
    pick(districts, site),
    noPosition ? null : String(30 + draw(site, 7) / 120_000 + (n % 12) / 20_000),
    noPosition ? null : String(119.9 + draw(site, 8) / 90_000),
    "{1,2,3}",
    pick(registrations, draw(n, 9)),
    draw(n, 10) % 90 === 0 ? "stop-use" : "none",
    draw(n, 11) % 40 === 0 ? "out-of-service" : "running",
    hasCode ? pick(["assigned", "posted", "confirmed"], draw(n, 12)) : "none",
    "t",
    draw(n, 13) % 50 === 0 ? null : day(-draw(n, 14) % 9_000),
    day((draw(n, 15) % 420) - 30),
    "2026-01-01T00:00:00Z",
  ];
}

function partyRow({ lifts, users, maintainers }: Ids, n: number): Cells {
  const lift = Math.floor(n / 2);
  return n % 2 === 0
    ? [lifts[lift], "use-unit", pick(users, Math.floor(lift / 12)), "2020-01-01"]
    : [lifts[lift], "maintenance", pick(maintainers, Math.floor(lift / 300)), "2024-01-01"];
}

const siteName = (n: number): string =>
  `${pick(first, n)}${pick(first, Math.floor(n / 20))}${pick(last, draw(n, 16))}${n >= 400 ? `${Math.floor(n / 400)}期` : ""}`;
const day = (offset: number): string =>
  new Date(Date.UTC(2026, 10, 24) + offset * 86_400_000).toISOString().slice(0, 10);

async function seedUnits(client: pg.Client): Promise<void> {
  await client.query(
    `insert into identity.region (code, name, parent) values ('330000', '浙江省', '100000'), ('330100', '杭州市', '330000')`,
  );
  for (const code of districts)
    await client.query("insert into identity.region (code, name, parent) values ($1, $1, '330100')", [code]);
  await client.query(`insert into identity.organisation (id, code, name, kind, region_code)
    select gen_random_uuid(), 'WB' || n, '维保' || n, 'maintenance', '330106' from generate_series(1, 400) n
    union all select gen_random_uuid(), 'WY' || n, '物业' || n, 'use-unit', '330106' from generate_series(1, 8000) n`);
}

/** Copies rows into a table without its triggers: they are the importer's business. */
export async function copyRows(
  client: pg.Client,
  into: string,
  count: number,
  rowOf: (n: number) => readonly (string | null | undefined)[],
): Promise<void> {
  await client.query("set session_replication_role = replica");
  const stream = client.query(copyFrom(`copy ${into} from stdin`));
  let lines = "";
  for (let n = 0; n < count; n++) {
    lines += `${rowOf(n)
      .map((cell) => cell ?? "\\N")
      .join("\t")}\n`;
    if (lines.length < 200_000 && n < count - 1) continue;
    if (!stream.write(lines)) await once(stream, "drain");
    lines = "";
  }
  stream.end();
  await finished(stream);
  await client.query("set session_replication_role = default");
}
