import { sql } from "kysely";
import type { LiftId } from "../../../kernel/ids.ts";
import type { Tx } from "../../../platform/database/database.ts";
import type { Identifier, LiftFacts } from "../model/lift-facts.ts";
import type { KnownLifts } from "../model/plan-lift.ts";

/** Imports into the register take turns, batch by batch, so that two of them cannot make the same lift twice. */
export async function lockRegister(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(7321846)`.execute(tx);
}

type Asked = { readonly codes: readonly string[]; readonly regions: readonly string[] };

export async function loadKnownLifts(tx: Tx, asked: Asked): Promise<KnownLifts> {
  const owners = await loadOwners(tx, asked.codes);
  const regions = await sql<{ code: string }>`
    select code from identity.v_region where code = any(${[...new Set(asked.regions)]})`.execute(tx);
  return {
    owners,
    facts: await loadFacts(tx, [...new Set(owners.values())]),
    regions: new Set(regions.rows.map(({ code }) => code)),
  };
}

/** A replaced code still names its lift, unless another has it now; a sign's number only while it is in force. */
async function loadOwners(tx: Tx, codes: readonly string[]): Promise<Map<string, LiftId>> {
  const { rows } = await sql<Identifier & { liftId: LiftId }>`
    select kind, code, lift_id as "liftId" from lifts.lift_identifier
    where code = any(${codes}) and (kind <> 'rescue' or until_at is null)
    order by (until_at is null), from_at`.execute(tx);
  return new Map(rows.map(({ kind, code, liftId }) => [`${kind}:${code}`, liftId]));
}

async function loadFacts(tx: Tx, liftIds: readonly LiftId[]): Promise<Map<LiftId, LiftFacts>> {
  const { rows } = await sql<LiftFacts & { id: LiftId }>`
    select id, case when registration = 'registered' then register_code end as "registrationCode",
      device_code as "deviceCode", maker_code as "makerCode", serial_number as "serialNumber",
      rescue_code as "rescueCode", kind, compound, building, entrance, lift_no as "liftNo", address,
      region_code as "regionCode", lat, lon, floors
    from lifts.lift where id = any(${liftIds}::uuid[]) order by id for update`.execute(tx);
  return new Map(rows.map(({ id, ...facts }) => [id, facts]));
}
