import { sql } from "kysely";
import type { LiftId } from "../../../kernel/ids.ts";
import type { Db, Tx } from "../../../platform/database/database.ts";
import type { IdentifierKind, LiftFacts } from "../model/lift-facts.ts";
import type { KnownLifts } from "../model/plan-lift.ts";

/** Imports into the register take turns, batch by batch, so that two of them cannot make the same lift twice. */
export async function lockRegister(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(7321846)`.execute(tx);
}

type Asked = { readonly codes: readonly string[]; readonly regions: readonly string[] };

export async function loadKnownLifts(tx: Tx, asked: Asked): Promise<KnownLifts> {
  const owners = new Map(
    (await loadOwners(tx, asked.codes)).map(({ kind, code, liftId }) => [`${kind}:${code}`, liftId]),
  );
  const regions = await sql<{ code: string }>`
    select code from identity.v_region where code = any(${[...new Set(asked.regions)]})`.execute(tx);
  return {
    owners,
    facts: await loadFacts(tx, [...new Set(owners.values())]),
    regions: new Set(regions.rows.map(({ code }) => code)),
  };
}

type Owner = {
  readonly kind: IdentifierKind;
  readonly code: string;
  readonly liftId: LiftId;
  /** False for a code that the lift had before. */
  readonly inForce: boolean;
};

/**
 * The lifts that codes name, codes in force last: a replaced code still names its lift unless another has it now, a sign's
 * number only while it is in force.
 */
export async function loadOwners(tx: Db, codes: readonly string[]): Promise<Owner[]> {
  const { rows } = await sql<Owner>`
    select kind, code, lift_id as "liftId", until_at is null as "inForce" from (
      select f.kind, f.code, f.lift_id, f.until_at from lifts.former_code f
        where f.code = any(${codes}) and f.kind <> 'rescue'
      union all select 'register', l.registration_code, l.id, null from lifts.lift l
        where l.register_code = any(${codes}) and l.registration_code is not null
      union all select 'device', l.device_code, l.id, null from lifts.lift l where l.device_code = any(${codes})
      union all select 'maker-serial', l.maker_code || '-' || l.serial_number, l.id, null from lifts.lift l
        where l.maker_code || '-' || l.serial_number = any(${codes}) and l.maker_code is not null and l.serial_number is not null
      union all select 'use-registration', l.use_registration_no, l.id, null from lifts.lift l
        where l.use_registration_no = any(${codes}) and lifts.is_use_registration_no(l.use_registration_no)
      union all select 'local', l.local_code, l.id, null from lifts.lift l where l.local_code = any(${codes})
      union all select 'rescue', l.rescue_code, l.id, null from lifts.lift l where l.rescue_code = any(${codes})
    ) named order by (until_at is null), until_at`.execute(tx);
  return rows;
}

/** A lift's facts as they are now. */
const factColumns = sql.raw(`l.registration_code as "registrationCode", l.device_code as "deviceCode",
  l.maker_code as "makerCode", l.serial_number as "serialNumber", l.local_code as "localCode",
  l.rescue_code as "rescueCode", nullif(l.sign, 'none') as sign, l.use_registration_no as "useRegistrationNo", l.kind,
  case when s.name = b.address then '' else s.name end as compound, b.name as building, b.unit, l.lift_no as "liftNo",
  b.address, l.region_code as "regionCode", nullif(s.sector, 'unknown') as sector, s.community,
  b.power_supply_point as "powerSupplyPoint", l.access_note as "accessNote", l.machine_room as "machineRoom",
  l.key_place as "keyPlace", l.lat, l.lon, l.floors, l.parameters, l.made_on::text as "madeOn",
  l.in_use_since::text as "inUseSince", l.design_life_years as "designLifeYears",
  l.warranty_until::text as "warrantyUntil", l.registration, l.next_inspection_due::text as "nextInspectionDue",
  l.next_testing_due::text as "nextTestingDue"`);

export async function loadFacts(tx: Db, liftIds: readonly LiftId[]): Promise<Map<LiftId, LiftFacts>> {
  const { rows } = await sql<LiftFacts & { id: LiftId }>`
    select l.id, ${factColumns}
    from lifts.lift l join lifts.building b on b.id = l.building_id join lifts.site s on s.id = b.site_id
    where l.id = any(${liftIds}::uuid[])`.execute(tx);
  return new Map(rows.map(({ id, ...facts }) => [id, facts]));
}

/** The lifts that codes of the register name, by code; a public number of a sign names none here. */
export async function findLiftsByRegisterCodes(db: Db, codes: readonly string[]): Promise<ReadonlyMap<string, LiftId>> {
  const owners = await loadOwners(db, codes);
  return new Map(owners.filter(({ kind }) => kind !== "rescue").map(({ code, liftId }) => [code, liftId]));
}

/** What a person has put right of each lift and of the place where it stands, by the names of facts and parameters. */
export async function loadCorrected(tx: Db, liftIds: readonly LiftId[]): Promise<Map<LiftId, ReadonlySet<string>>> {
  const { rows } = await sql<{ id: LiftId; names: string[] }>`
    select l.id, ${correctedNames} as names
    from lifts.lift l join lifts.building b on b.id = l.building_id join lifts.site s on s.id = b.site_id
    where l.id = any(${liftIds}::uuid[]) and coalesce(l.corrected, b.corrected, s.corrected) is not null`.execute(tx);
  return new Map(rows.map(({ id, names }) => [id, new Set(names)]));
}

/** Over lift `l`, building `b` and site `s`. */
export const correctedNames = sql.raw(
  `array(select jsonb_object_keys(coalesce(s.corrected, '{}') || coalesce(b.corrected, '{}') || coalesce(l.corrected, '{}')))`,
);
