import { sql } from "kysely";
import { newId, type OrganisationId } from "../../../kernel/ids.ts";
import { json, type Tx } from "../../../platform/database/database.ts";
import type { OrganisationSeed } from "./upsert-organisation.ts";

export type NewOrganisation = OrganisationSeed & { readonly id: OrganisationId };

/** Makes organisations that nobody has, under ids that are drawn already. @throws 23505 when somebody made one meanwhile, or a region is not there. */
export async function insertOrganisations(tx: Tx, rows: readonly NewOrganisation[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into identity.organisation (id, code, name, kind, region_code, duty_phone)
    select id, code, name, kind, "regionCode", "dutyPhone"
    from jsonb_to_recordset(${json(rows)}::jsonb)
      as n(id uuid, code text, name text, kind text, "regionCode" text, "dutyPhone" text) order by code`.execute(tx);
}

/** Makes those organisations that are not there yet, by their codes; what is there stays as it is. @throws when a region is not there. */
export async function makeOrganisations(
  tx: Tx,
  seeds: readonly OrganisationSeed[],
): Promise<ReadonlyMap<string, OrganisationId>> {
  if (seeds.length === 0) return new Map();
  const rows = seeds.map((seed) => ({ id: newId<"organisation">(), ...seed }));
  await sql`
    insert into identity.organisation (id, code, name, kind, region_code, duty_phone)
    select id, code, name, kind, "regionCode", "dutyPhone"
    from jsonb_to_recordset(${json(rows)}::jsonb)
      as n(id uuid, code text, name text, kind text, "regionCode" text, "dutyPhone" text) order by code
    on conflict (code) do nothing`.execute(tx);
  const found = await sql<{ id: OrganisationId; code: string }>`
    select id, code from identity.organisation where code = any(${rows.map(({ code }) => code)})`.execute(tx);
  return new Map(found.rows.map(({ id, code }) => [code, id]));
}

/** Names by which organisations are known, former and short ones too; a name that several have is not among them. */
export async function loadOrganisationNames(
  db: Tx,
): Promise<readonly { readonly id: OrganisationId; readonly code: string; readonly name: string }[]> {
  const { rows } = await sql<{ id: OrganisationId; code: string; name: string }>`
    select id, code, name from identity.organisation
    union all select o.id, o.code, a.name from identity.organisation_alias a join identity.organisation o on o.id = a.organisation_id`.execute(
    db,
  );
  return rows;
}
