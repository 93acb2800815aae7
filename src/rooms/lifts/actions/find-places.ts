import { sql } from "kysely";
import { newId } from "../../../kernel/ids.ts";
import { assert } from "../../../kernel/result.ts";
import { json, type Tx } from "../../../platform/database/database.ts";
import { type LiftFacts, siteNameOf } from "../model/lift-facts.ts";

type Placed = Pick<
  LiftFacts,
  "regionCode" | "compound" | "address" | "building" | "unit" | "sector" | "community" | "powerSupplyPoint"
>;

const siteKey = (facts: Placed): string => JSON.stringify([facts.regionCode, siteNameOf(facts)]);
const buildingKey = (siteId: string, { building, unit, address }: Placed): string =>
  JSON.stringify([siteId, building, unit, address]);

/**
 * The buildings in which lifts stand; sites and buildings that are not there yet are made, what is told of them is
 * kept, but for what a person has put right.
 */
export async function findPlaces(tx: Tx, lifts: readonly Placed[]): Promise<(facts: Placed) => string> {
  const siteIds = await upsertSites(tx, lifts);
  const siteOf = (facts: Placed): string => {
    const id = siteIds.get(siteKey(facts));
    assert(id, "the site of a lift was made");
    return id;
  };
  const buildingIds = await upsertBuildings(tx, lifts, siteOf);
  return (facts) => {
    const id = buildingIds.get(buildingKey(siteOf(facts), facts));
    assert(id, "the building of a lift was made");
    return id;
  };
}

async function upsertSites(tx: Tx, lifts: readonly Placed[]): Promise<Map<string, string>> {
  // The last row that tells something of a site speaks for it.
  const asked = new Map<
    string,
    { id: string; regionCode: string; name: string; sector: string | null; community: string }
  >();
  for (const facts of lifts) {
    const before = asked.get(siteKey(facts));
    asked.set(siteKey(facts), {
      id: before?.id ?? newId<"site">(),
      regionCode: facts.regionCode,
      name: siteNameOf(facts),
      sector: facts.sector ?? before?.sector ?? null,
      community: facts.community || before?.community || "",
    });
  }
  const { rows } = await sql<{ id: string; regionCode: string; name: string }>`
    insert into lifts.site as s (id, region_code, name, sector, community)
    select id, "regionCode", name, coalesce(sector, 'unknown'), community
    from jsonb_to_recordset(${json([...asked.values()])}::jsonb)
      as n(id uuid, "regionCode" text, name text, sector text, community text) order by "regionCode", name
    on conflict (region_code, name) do update set
      sector = case when excluded.sector = 'unknown' or coalesce(s.corrected ? 'sector', false) then s.sector else excluded.sector end,
      community = case when excluded.community = '' or coalesce(s.corrected ? 'community', false) then s.community else excluded.community end
    returning id, region_code as "regionCode", name`.execute(tx);
  return new Map(rows.map(({ id, regionCode, name }) => [JSON.stringify([regionCode, name]), id]));
}

async function upsertBuildings(
  tx: Tx,
  lifts: readonly Placed[],
  siteOf: (facts: Placed) => string,
): Promise<Map<string, string>> {
  const asked = new Map(
    lifts.map((facts) => {
      const { building, unit, address, powerSupplyPoint } = facts;
      const siteId = siteOf(facts);
      const row = { id: newId<"building">(), siteId, name: building, unit, address, powerSupplyPoint };
      return [buildingKey(siteId, facts), row] as const;
    }),
  );
  const { rows } = await sql<{ id: string; siteId: string; building: string; unit: string; address: string }>`
    insert into lifts.building as b (id, site_id, name, unit, address, power_supply_point)
    select id, "siteId", name, unit, address, "powerSupplyPoint"
    from jsonb_to_recordset(${json([...asked.values()])}::jsonb)
      as n(id uuid, "siteId" uuid, name text, unit text, address text, "powerSupplyPoint" text) order by "siteId", name, unit
    on conflict (site_id, name, unit, address) do update set
      power_supply_point = case when excluded.power_supply_point = '' or coalesce(b.corrected ? 'powerSupplyPoint', false)
        then b.power_supply_point else excluded.power_supply_point end
    returning id, site_id as "siteId", name as building, unit, address`.execute(tx);
  return new Map(
    rows.map(({ id, siteId, building, unit, address }) => [JSON.stringify([siteId, building, unit, address]), id]),
  );
}
