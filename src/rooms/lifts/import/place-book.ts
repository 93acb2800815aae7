import { sql } from "kysely";
import { assert } from "../../../kernel/result.ts";
import type { Tx } from "../../../platform/database/database.ts";
import { manyIds } from "../../../platform/imports/many-ids.ts";
import { type LiftFacts, siteNameOf } from "../model/lift-facts.ts";

const knownMax = 20_000;
const cut = "\u001f";

const siteKey = (facts: LiftFacts): string => `${facts.regionCode}${cut}${siteNameOf(facts)}`;
const buildingKey = (siteId: string, { building, unit, address }: LiftFacts): string =>
  `${siteId}${cut}${building}${cut}${unit}${cut}${address}`;

/** Sites and buildings of the lifts of a batch: found, or made in bulk. What a batch found holds from `settled(true)` on. */
export class PlaceBook {
  #sites = new Map<string, string>();
  #buildings = new Map<string, string>();
  #newSites = new Map<string, string>();
  #newBuildings = new Map<string, string>();

  async ensure(tx: Tx, lifts: readonly LiftFacts[]): Promise<void> {
    await this.#ensureSites(tx, lifts);
    await this.#ensureBuildings(tx, lifts);
  }

  buildingOf(facts: LiftFacts): string {
    const key = buildingKey(this.#siteOf(facts), facts);
    const id = this.#buildings.get(key) ?? this.#newBuildings.get(key);
    assert(id, "the building of a lift was made");
    return id;
  }

  settled(committed: boolean): void {
    if (committed) {
      if (this.#sites.size > knownMax) this.#sites = new Map();
      if (this.#buildings.size > knownMax) this.#buildings = new Map();
      for (const [key, id] of this.#newSites) this.#sites.set(key, id);
      for (const [key, id] of this.#newBuildings) this.#buildings.set(key, id);
    }
    this.#newSites = new Map();
    this.#newBuildings = new Map();
  }

  #siteOf(facts: LiftFacts): string {
    const key = siteKey(facts);
    const id = this.#sites.get(key) ?? this.#newSites.get(key);
    assert(id, "the site of a lift was made");
    return id;
  }

  async #ensureSites(tx: Tx, lifts: readonly LiftFacts[]): Promise<void> {
    const asked = new Map<string, { sector: string; community: string; facts: LiftFacts }>();
    for (const facts of lifts) {
      const key = siteKey(facts);
      if (this.#sites.has(key)) continue;
      const before = asked.get(key);
      if (before === undefined)
        asked.set(key, { sector: facts.sector ?? "unknown", community: facts.community, facts });
      else {
        if (before.sector === "unknown" && facts.sector !== null) before.sector = facts.sector;
        if (before.community === "") before.community = facts.community;
      }
    }
    if (asked.size === 0) return;
    const list = [...asked.values()];
    const { rows } = await sql<{ id: string; regionCode: string; name: string }>`
      insert into lifts.site as s (id, region_code, name, sector, community)
      select * from unnest(${manyIds(list.length)}::uuid[], ${list.map(({ facts }) => facts.regionCode)}::text[],
        ${list.map(({ facts }) => siteNameOf(facts))}::text[], ${list.map(({ sector }) => sector)}::text[],
        ${list.map(({ community }) => community)}::text[])
      on conflict (region_code, name) do update set
        sector = case when s.sector = 'unknown' then excluded.sector else s.sector end,
        community = case when s.community = '' then excluded.community else s.community end
      returning id, region_code as "regionCode", name`.execute(tx);
    for (const { id, regionCode, name } of rows) this.#newSites.set(`${regionCode}${cut}${name}`, id);
  }

  async #ensureBuildings(tx: Tx, lifts: readonly LiftFacts[]): Promise<void> {
    const asked = new Map<string, { siteId: string; point: string; facts: LiftFacts }>();
    for (const facts of lifts) {
      const siteId = this.#siteOf(facts);
      const key = buildingKey(siteId, facts);
      if (!this.#buildings.has(key) && !asked.has(key))
        asked.set(key, { siteId, point: facts.powerSupplyPoint, facts });
    }
    if (asked.size === 0) return;
    const list = [...asked.values()];
    const { rows } = await sql<{ id: string; siteId: string; name: string; unit: string; address: string }>`
      insert into lifts.building as b (id, site_id, name, unit, address, power_supply_point)
      select * from unnest(${manyIds(list.length)}::uuid[], ${list.map(({ siteId }) => siteId)}::uuid[],
        ${list.map(({ facts }) => facts.building)}::text[], ${list.map(({ facts }) => facts.unit)}::text[],
        ${list.map(({ facts }) => facts.address)}::text[], ${list.map(({ point }) => point)}::text[])
      on conflict (site_id, name, unit, address) do update set
        power_supply_point = case when b.power_supply_point = '' then excluded.power_supply_point else b.power_supply_point end
      returning id, site_id as "siteId", name, unit, address`.execute(tx);
    for (const row of rows)
      this.#newBuildings.set(`${row.siteId}${cut}${row.name}${cut}${row.unit}${cut}${row.address}`, row.id);
  }
}
