import { sql } from "kysely";
import { distanceMetres, type Position } from "../../../kernel/coordinates.ts";
import type { Db } from "../../../platform/database/database.ts";
import type { RowProblem } from "../../../platform/imports/import-form.ts";
import type { LiftFacts } from "../model/lift-facts.ts";

/** Farther from the middle of its city no lift stands, unless a decimal point slipped. */
const farMetres = 100_000;
/** From so many positions on a city has a middle. */
const knownMin = 20;
/** Positions of one file from which a middle is made where the register has none. */
const gatheredMax = 200;
/** Rows of the register from which the middles are taken. */
const sampledMax = 50_000;

const cityOf = (regionCode: string): string => regionCode.slice(0, 4);

/** Middles of the cities that have twenty lifts with a position, by the first four digits of the region; one query. */
export async function loadMiddles(db: Db): Promise<Map<string, Position>> {
  const estimate = await sql<{ rows: number }>`
    select reltuples::float8 as rows from pg_class where oid = 'lifts.lift'::regclass`.execute(db);
  const percent = Math.min(100, (sampledMax * 100) / Math.max(1, estimate.rows[0]?.rows ?? 0));
  const { rows } = await sql<{ city: string; lat: number; lon: number }>`
    select left(region_code, 4) as city, percentile_disc(0.5) within group (order by lat) as lat,
      percentile_disc(0.5) within group (order by lon) as lon
    from lifts.lift tablesample system (${percent}::real)
    where lat is not null and lon is not null and withdrawn_at is null
    group by 1 having count(*) >= ${knownMin}`.execute(db);
  return new Map(rows.map(({ city, lat, lon }) => [city, { lat, lon }]));
}

type Placed = Pick<LiftFacts, "regionCode" | "lat" | "lon">;
type Gathered = { readonly lats: number[]; readonly lons: number[] };

/** Tells positions far from where the lifts of the city are. A city of which nothing is known gets its middle from the file's first rows. */
export function createPositionWatch(middles: ReadonlyMap<string, Position>): (place: Placed) => RowProblem | undefined {
  const known = new Map(middles);
  const gathering = new Map<string, Gathered>();
  return ({ regionCode, lat, lon }) => {
    if (lat === null || lon === null) return undefined;
    const city = cityOf(regionCode);
    if (!middles.has(city)) gather(city, { lat, lon }, { known, gathering });
    const middle = known.get(city);
    if (middle === undefined || isNear(middle, { lat, lon })) return undefined;
    const metres = distanceMetres(middle, { lat, lon });
    if (metres <= farMetres) return undefined;
    return { field: "lat", code: "POSITION_FAR", params: { km: Math.round(metres / 1_000) } };
  };
}

/** What is surely near costs no sines. */
const isNear = (a: Position, b: Position): boolean => Math.abs(a.lat - b.lat) < 0.4 && Math.abs(a.lon - b.lon) < 0.4;

type Gathering = { readonly known: Map<string, Position>; readonly gathering: Map<string, Gathered> };

function gather(city: string, { lat, lon }: Position, { known, gathering }: Gathering): void {
  const found = gathering.get(city) ?? { lats: [], lons: [] };
  if (found.lats.length >= gatheredMax) return;
  if (found.lats.length === 0) gathering.set(city, found);
  found.lats.push(lat);
  found.lons.push(lon);
  const { length } = found.lats;
  if (length === knownMin || (length > knownMin && length % 45 === 20)) known.set(city, middleOf(found));
}

const middleOf = ({ lats, lons }: Gathered): Position => ({ lat: median(lats), lon: median(lons) });
const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] as number;
