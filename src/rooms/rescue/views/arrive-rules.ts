import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { Position } from "../../../kernel/coordinates.ts";
import { assert } from "../../../kernel/result.ts";
import { isInside } from "../../../platform/areas.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import type { AreaRuleShown, ArriveArea, ArriveLimit } from "../contract/arrive-areas.ts";
import { type AreaRule, arriveLimitOf, type StatedClock } from "../model/arrive-limit.ts";
import { regionsAbove } from "./clocks.ts";

type Row = StatedClock & { readonly name: "arrive" | "arriveElsewhere" | "areas"; readonly ruleId: string | null };

/** How long a crew has to a place in a region, by the clocks and areas that hold now. One small query; outlines are remembered. */
export async function arriveLimitFor(
  db: Db,
  place: { readonly regionCode: string; readonly position: Position | null },
  now: Instant,
): Promise<ArriveLimit> {
  const above = regionsAbove(place.regionCode);
  const today = sql`(${ts(now)}::timestamptz at time zone 'Asia/Shanghai')::date`;
  const { rows } = await sql<Row>`
    select distinct on (name) name, seconds, region_code as "regionCode", source, certainty,
      to_char(valid_from, 'YYYY-MM-DD') as "validFrom", rule_id as "ruleId"
    from (select name, seconds, region_code, source, certainty, valid_from, null::uuid as rule_id from rescue.clock
          where name in ('arrive', 'arriveElsewhere')
          union all
          select 'areas', outside_seconds, region_code, source, certainty, valid_from, id from rescue.arrive_rule) stated
    where region_code = any(${above}) and valid_from <= ${today}
    order by name, array_position(${above}::text[], region_code), valid_from desc`.execute(db);
  const found = new Map(rows.map(({ name, ruleId: _, ...row }) => [name, row]));
  const read = (name: "arrive" | "arriveElsewhere"): StatedClock => {
    const clock = found.get(name);
    assert(clock !== undefined, `the clock ${name} has a national default`);
    return clock;
  };
  return arriveLimitOf({
    above,
    position: place.position,
    clock: read("arrive"),
    elsewhere: read("arriveElsewhere"),
    holds: ({ polygons }, position) => isInside(polygons, position),
    areas: await areaRuleOf(
      db,
      rows.find(({ name }) => name === "areas"),
    ),
  });
}

async function areaRuleOf(db: Db, row: Row | undefined): Promise<AreaRule | null> {
  if (row === undefined || row.ruleId === null) return null;
  const { regionCode, source, certainty, validFrom, seconds: outsideSeconds, ruleId } = row;
  return { regionCode, source, certainty, validFrom, outsideSeconds, areas: await areasOf(db, ruleId) };
}

/** A rule's outlines never change under its id. As many are kept as a province has districts, at the most. */
const remembered = new Map<string, readonly ArriveArea[]>();
const rememberedMax = 200;

async function areasOf(db: Db, ruleId: string): Promise<readonly ArriveArea[]> {
  const known = remembered.get(ruleId);
  if (known !== undefined) return known;
  const { rows } = await sql<{
    areas: ArriveArea[];
  }>`select areas from rescue.arrive_rule where id = ${ruleId}`.execute(db);
  const areas = rows[0]?.areas ?? [];
  if (remembered.size >= rememberedMax) remembered.clear();
  remembered.set(ruleId, areas);
  return areas;
}

export async function listArriveRules(db: Db): Promise<AreaRuleShown[]> {
  const { rows } = await sql<AreaRuleShown>`
    select region_code as "regionCode", to_char(valid_from, 'YYYY-MM-DD') as "validFrom", outside_seconds as "outsideSeconds",
      given_in as "givenIn", source, certainty, areas
    from rescue.arrive_rule order by region_code, valid_from desc limit 200`.execute(db);
  return rows;
}
