import { sql } from "kysely";
import type pg from "pg";
import type { Tx } from "../../../platform/database/database.ts";
import { copyLines, copyText, LineBytes } from "../../../platform/imports/copy-lines.ts";
import { HashTable } from "../../../platform/imports/hash-table.ts";
import { hash64 } from "../../../platform/imports/hash64.ts";
import { numberedIds } from "../../../platform/imports/many-ids.ts";
import { type LiftFacts, siteNameOf } from "../model/lift-facts.ts";

/** Places of a batch of rows as COPY takes them, and what its rows tell of places that earlier rows left blank. */
export type PlaceLines = {
  readonly sites: LineBytes;
  readonly buildings: LineBytes;
  readonly told: { id: string; sector: string; community: string }[];
  readonly supplied: { id: string; powerSupplyPoint: string }[];
};
export const beginPlaceLines = (): PlaceLines => ({
  sites: new LineBytes(),
  buildings: new LineBytes(),
  told: [],
  supplied: [],
});

const [sectorBlank, communityBlank, supplyBlank] = [1, 2, 4] as const;

/** What numbered places still lack, a byte each. */
class Blanks {
  #of = new Uint8Array(1 << 12);

  get(no: number): number {
    return this.#of[no] ?? 0;
  }

  set(no: number, blanks: number): void {
    if (no >= this.#of.length) {
      const grown = new Uint8Array(this.#of.length * 2);
      grown.set(this.#of);
      this.#of = grown;
    }
    this.#of[no] = blanks;
  }
}

/**
 * Sites and buildings of a register that has none: each gets its id at the first row that names it, without asking the database, so that
 * a row is a line as soon as it is read. They are known again by hashes of 64 bits: a million of them take some 40 MB.
 */
export class DrawnPlaces {
  readonly #sites = new HashTable();
  readonly #buildings = new HashTable();
  readonly #siteId = numberedIds();
  readonly #buildingId = numberedIds();
  readonly #siteBlanks = new Blanks();
  readonly #buildingBlanks = new Blanks();

  /** The building's id; what is new goes to the lines of its batch, which must be written before any later batch's. */
  buildingOf(facts: LiftFacts, lines: PlaceLines): string {
    const name = siteNameOf(facts);
    const key = hash64([facts.regionCode, name, facts.building, facts.unit, facts.address]);
    const known = this.#buildings.get(key);
    if (known !== 0) {
      if (this.#buildingBlanks.get(known) !== 0) this.#fill(known, facts, lines);
      return this.#buildingId(known);
    }
    const no = this.#buildings.size + 1;
    this.#buildings.set(key, no);
    const site = this.#siteOf(facts, lines);
    const id = this.#buildingId(no);
    const { building, unit, address, powerSupplyPoint } = facts;
    this.#buildingBlanks.set(no, this.#siteBlanks.get(site) | (powerSupplyPoint === "" ? supplyBlank : 0));
    lines.buildings.add(
      `${id}\t${this.#siteId(site)}\t${copyText(building)}\t${copyText(unit)}\t${copyText(address)}\t${copyText(powerSupplyPoint)}\n`,
    );
    return id;
  }

  /** The site's number. */
  #siteOf(facts: LiftFacts, lines: PlaceLines): number {
    const name = siteNameOf(facts);
    const key = hash64([facts.regionCode, name]);
    const known = this.#sites.get(key);
    if (known !== 0) {
      this.#tell(known, facts, lines);
      return known;
    }
    const no = this.#sites.size + 1;
    this.#sites.set(key, no);
    this.#siteBlanks.set(no, (facts.sector === null ? sectorBlank : 0) | (facts.community === "" ? communityBlank : 0));
    lines.sites.add(
      `${this.#siteId(no)}\t${facts.regionCode}\t${copyText(name)}\t${facts.sector ?? "unknown"}\t${copyText(facts.community)}\n`,
    );
    return no;
  }

  /** A later row may know of a site what the first did not. */
  #tell(site: number, { sector, community }: LiftFacts, lines: PlaceLines): void {
    const before = this.#siteBlanks.get(site);
    const after = before & ((sector === null ? sectorBlank : 0) | (community === "" ? communityBlank : 0));
    if (after === before) return;
    this.#siteBlanks.set(site, after);
    lines.told.push({ id: this.#siteId(site), sector: sector ?? "unknown", community });
  }

  #fill(building: number, facts: LiftFacts, lines: PlaceLines): void {
    const site = this.#siteOf(facts, lines);
    let supply = this.#buildingBlanks.get(building) & supplyBlank;
    if (supply !== 0 && facts.powerSupplyPoint !== "") {
      supply = 0;
      lines.supplied.push({ id: this.#buildingId(building), powerSupplyPoint: facts.powerSupplyPoint });
    }
    this.#buildingBlanks.set(building, this.#siteBlanks.get(site) | supply);
  }
}

/** Writes new places, and what was told of those there; a person's correction stays. */
export async function writePlaces(
  tx: Tx,
  client: pg.Client,
  { sites, buildings, told, supplied }: PlaceLines,
): Promise<void> {
  await copyLines(client, "lifts.site (id, region_code, name, sector, community)", sites.pieces());
  await copyLines(client, "lifts.building (id, site_id, name, unit, address, power_supply_point)", buildings.pieces());
  if (told.length > 0)
    await sql`update lifts.site s set
        sector = case when s.sector = 'unknown' and not coalesce(s.corrected ? 'sector', false) then t.sector else s.sector end,
        community = case when s.community = '' and not coalesce(s.corrected ? 'community', false) then t.community else s.community end
      from (select id, coalesce(max(sector) filter (where sector <> 'unknown'), 'unknown') as sector, max(community) as community
        from unnest(${told.map(({ id }) => id)}::uuid[], ${told.map(({ sector }) => sector)}::text[],
          ${told.map(({ community }) => community)}::text[]) as u (id, sector, community) group by id) t
      where s.id = t.id`.execute(tx);
  if (supplied.length > 0)
    await sql`update lifts.building b set power_supply_point = u.point
      from unnest(${supplied.map(({ id }) => id)}::uuid[], ${supplied.map(({ powerSupplyPoint }) => powerSupplyPoint)}::text[]) as u (id, point)
      where b.id = u.id and b.power_supply_point = '' and not coalesce(b.corrected ? 'powerSupplyPoint', false)`.execute(
      tx,
    );
}
