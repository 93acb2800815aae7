import { sql } from "kysely";
import { type Instant, minutes } from "../../../kernel/clock.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import type { GroupSupply } from "../contract/storms.ts";
import type { LiftPower, SupplyReturn } from "../model/supply.ts";
import { groupKeyOfLift, type StormRecord } from "./storm-state.ts";

/** Supply that was lost so long before the storm was declared belongs to it: the alarms come after it. */
const lookBack = minutes(15);
const liftsMax = 20_000;

/** What lifts of the storm's county say that have lost their supply since it began, by the storm's groups; not only lifts with people inside. */
export async function powersByGroup(db: Db, storm: StormRecord): Promise<ReadonlyMap<string, LiftPower[]>> {
  const { rows } = await sql<LiftPower & { buildingId: string | null; supplyPoint: string | null }>`
    select p.lost, p.at, p.heard_at as "heardAt", p.lost_at as "lostAt", p.how,
      l.building_id as "buildingId", nullif(l.power_supply_point, '') as "supplyPoint"
    from rescue.lift_power p join lifts.v_lift l on l.id = p.lift_id
    where p.lost_at >= ${ts(storm.declaredAt - lookBack)} and left(l.region_code, 6) = ${storm.regionCode}
    limit ${liftsMax}`.execute(db);
  const groups = new Map<string, LiftPower[]>();
  for (const { buildingId, supplyPoint, ...power } of rows) {
    const key = groupKeyOfLift({ buildingId, supplyPoint });
    if (key !== null) groups.set(key, [...(groups.get(key) ?? []), power]);
  }
  return groups;
}

export type StoredReturn = SupplyReturn & {
  readonly groupKey: string;
  readonly no: number;
  readonly askKey: string;
  readonly by: string | null;
  readonly askedAt: Instant | null;
  readonly asked: number;
};

/** The latest return of each group. */
export async function latestReturns(db: Db, stormId: string): Promise<ReadonlyMap<string, StoredReturn>> {
  const { rows } = await sql<StoredReturn>`
    select distinct on (r.group_key) r.group_key as "groupKey", r.no, r.back_at as "backAt", r.how, p.name as by,
      r.lifts_back as back, r.lifts_of as of, r.ask_key as "askKey", r.asked_at as "askedAt", r.asked, r.lost_again_at as "lostAgainAt"
    from rescue.supply_return r left join identity.v_person p on p.id = r.by_person
    where r.storm_id = ${stormId} order by r.group_key, r.no desc`.execute(db);
  return new Map(rows.map((row) => [row.groupKey, row]));
}

/** What the storm page says of a group's supply; null: nobody has said anything. */
export function supplyOf(powers: readonly LiftPower[], last: StoredReturn | undefined): GroupSupply | null {
  if (last !== undefined && last.lostAgainAt === null)
    return {
      state: "back",
      back: last.back,
      of: last.of,
      at: last.backAt,
      how: last.how,
      by: last.by,
      asked: last.askedAt === null ? null : last.asked,
      lostAgain: false,
    };
  if (powers.length === 0) return null;
  const back = powers.filter(({ lost }) => !lost).length;
  const rest = { at: null, how: null, by: null, asked: null };
  return { state: "lost", back, of: powers.length, ...rest, lostAgain: last !== undefined };
}
