import { sql } from "kysely";
import type { Position } from "../../../kernel/coordinates.ts";
import type { Db } from "../../../platform/database/database.ts";
import type { LiftSummary } from "../contract.ts";
import { type Look, type SummaryRow, summaryColumns, summaryOf } from "./list-lifts.ts";
import { visibleLiftCondition } from "./visible-lifts.ts";

/** Half sides of the boxes that are looked into, in degrees of latitude (about 250 m, 1 km, 4 km): the first that has enough is taken. */
const halves = [0.00225, 0.009, 0.036] as const;
/** No more of a box are measured: a dense quarter has thousands. */
const measuredMax = 4_000;

export type Near = { readonly lift: LiftSummary; readonly metres: number };

/** The lifts nearest to a point in a straight line, the nearest first, within four kilometres. */
export async function liftsNear(db: Db, { scopes }: Look, at: Position, limit: number): Promise<Near[]> {
  for (const half of halves) {
    const found = await within(db, scopes, { ...at, half, limit });
    if (found.length >= limit || half === halves.at(-1)) return found;
  }
  return [];
}

type Box = Position & { readonly half: number; readonly limit: number };

async function within(db: Db, scopes: Look["scopes"], { lat, lon, half, limit }: Box): Promise<Near[]> {
  const shrink = Math.max(0.01, Math.cos((lat * Math.PI) / 180));
  const wide = half / shrink;
  const { rows } = await sql<SummaryRow & { metres: number }>`
    with box as materialized (
      select l.id, l.lat, l.lon from lifts.lift l
      where l.lat between ${lat - half} and ${lat + half} and l.lon between ${lon - wide} and ${lon + wide} limit ${measuredMax}
    ), nearest as (
      select id, sqrt(((lat - ${lat}) * 111320) ^ 2 + ((lon - ${lon}) * 111320 * ${shrink}) ^ 2) as metres from box order by metres, id limit ${limit * 4}
    )
    select ${summaryColumns}, n.metres from nearest n join lifts.v_lift v on v.id = n.id
    where ${visibleLiftCondition(scopes)} order by n.metres, v.place limit ${limit}`.execute(db);
  return rows.map(({ metres, ...row }) => ({ lift: summaryOf(row), metres: Math.round(metres) }));
}
