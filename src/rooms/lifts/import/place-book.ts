import { sql } from "kysely";
import { assert } from "../../../kernel/result.ts";
import type { Tx } from "../../../platform/database/database.ts";
import { manyIds } from "../../../platform/imports/many-ids.ts";
import { type LiftFacts, siteNameOf } from "../model/lift-facts.ts";

const knownMax = 20_000;
const cut = "\u001f";

const siteKey = (facts: LiftFacts): string => `${facts.regionCode}${cut}${siteNameOf(facts)}`;
const buildingKey = (site: string, { building, unit, address }: LiftFacts): string =>
  `${site}${cut}${building}${cut}${unit}${cut}${address}`;

type WantedSite = { sector: string; community: string; readonly facts: LiftFacts };
type WantedBuilding = { readonly site: string; readonly facts: LiftFacts };
/** What a batch needs that the book does not know yet. */
export type WantedPlaces = {
  readonly sites: ReadonlyMap<string, WantedSite>;
  readonly buildings: ReadonlyMap<string, WantedBuilding>;
};

/** Sites and buildings of the lifts of a batch: found, or made in bulk. What a batch found holds from `settled(true)` on. */
export class PlaceBook {
  #buildings = new Map<string, string>();
  #newBuildings = new Map<string, string>();

  /** No database: only what a look into the book tells. */
  want(lifts: readonly LiftFacts[]): WantedPlaces {
    const sites = new Map<string, WantedSite>();
    const buildings = new Map<string, WantedBuilding>();
    for (const facts of lifts) {
      const site = siteKey(facts);
      const key = buildingKey(site, facts);
      if (this.#buildings.has(key) || this.#newBuildings.has(key)) continue;
      if (!buildings.has(key)) buildings.set(key, { site, facts });
      const wanted = sites.get(site);
      if (wanted === undefined)
        sites.set(site, { sector: facts.sector ?? "unknown", community: facts.community, facts });
      else {
        if (wanted.sector === "unknown" && facts.sector !== null) wanted.sector = facts.sector;
        if (wanted.community === "") wanted.community = facts.community;
      }
    }
    return { sites, buildings };
  }

  async make(tx: Tx, { sites, buildings }: WantedPlaces): Promise<void> {
    if (buildings.size === 0) return;
    await this.#makeBuildings(tx, [...buildings], await makeSites(tx, [...sites.values()]));
  }

  buildingOf(facts: LiftFacts): string {
    const key = buildingKey(siteKey(facts), facts);
    const id = this.#buildings.get(key) ?? this.#newBuildings.get(key);
    assert(id, "the building of a lift was made");
    return id;
  }

  settled(committed: boolean): void {
    if (committed) {
      if (this.#buildings.size > knownMax) this.#buildings = new Map();
      for (const [key, id] of this.#newBuildings) this.#buildings.set(key, id);
    }
    this.#newBuildings = new Map();
  }

  async #makeBuildings(
    tx: Tx,
    wanted: readonly (readonly [string, WantedBuilding])[],
    sites: ReadonlyMap<string, string>,
  ): Promise<void> {
    const siteOf = new Map([...sites].map(([key, id]) => [id, key]));
    const { rows } = await sql<{ id: string; siteId: string; name: string; unit: string; address: string }>`
      insert into lifts.building as b (id, site_id, name, unit, address, power_supply_point)
      select * from unnest(${manyIds(wanted.length)}::uuid[], ${wanted.map(([, { site }]) => sites.get(site))}::uuid[],
        ${wanted.map(([, { facts }]) => facts.building)}::text[], ${wanted.map(([, { facts }]) => facts.unit)}::text[],
        ${wanted.map(([, { facts }]) => facts.address)}::text[], ${wanted.map(([, { facts }]) => facts.powerSupplyPoint)}::text[])
      on conflict (site_id, name, unit, address) do update set
        power_supply_point = case when b.power_supply_point = '' and not coalesce(b.corrected ? 'powerSupplyPoint', false)
          then excluded.power_supply_point else b.power_supply_point end
      returning id, site_id as "siteId", name, unit, address`.execute(tx);
    for (const { id, siteId, name, unit, address } of rows)
      this.#newBuildings.set(`${siteOf.get(siteId)}${cut}${name}${cut}${unit}${cut}${address}`, id);
  }
}

/** Ids of sites by their keys. */
async function makeSites(tx: Tx, wanted: readonly WantedSite[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; regionCode: string; name: string }>`
    insert into lifts.site as s (id, region_code, name, sector, community)
    select * from unnest(${manyIds(wanted.length)}::uuid[], ${wanted.map(({ facts }) => facts.regionCode)}::text[],
      ${wanted.map(({ facts }) => siteNameOf(facts))}::text[], ${wanted.map(({ sector }) => sector)}::text[],
      ${wanted.map(({ community }) => community)}::text[])
    on conflict (region_code, name) do update set
      sector = case when s.sector = 'unknown' and not coalesce(s.corrected ? 'sector', false) then excluded.sector else s.sector end,
      community = case when s.community = '' and not coalesce(s.corrected ? 'community', false) then excluded.community else s.community end
    returning id, region_code as "regionCode", name`.execute(tx);
  return new Map(rows.map(({ id, regionCode, name }) => [`${regionCode}${cut}${name}`, id]));
}
