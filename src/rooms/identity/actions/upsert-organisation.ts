import { sql } from "kysely";
import { newId, type OrganisationId } from "../../../kernel/ids.ts";
import type { Db, Tx } from "../../../platform/database/database.ts";
import type { OrganisationKind } from "../contract.ts";
import type { Upserted } from "./upsert-region.ts";

export type OrganisationSeed = {
  /** 统一社会信用代码, or another code by which files name it. */
  readonly code: string;
  readonly name: string;
  readonly kind: OrganisationKind;
  readonly regionCode: string;
  readonly dutyPhone: string | null;
};

type Row = { id: OrganisationId; name: string; kind: OrganisationKind; regionCode: string; dutyPhone: string | null };

export type OrganisationRecord = Row & { readonly code: string };

/** Undefined when no organisation has this code. */
export async function findOrganisationByCode(db: Db, code: string): Promise<OrganisationRecord | undefined> {
  const { rows } = await sql<OrganisationRecord>`
    select id, code, name, kind, region_code as "regionCode", duty_phone as "dutyPhone"
    from identity.organisation where code = ${code}`.execute(db);
  return rows[0];
}

/** Makes or changes an organisation by its code. @throws when the region is not there (foreign key). */
export async function upsertOrganisation(
  tx: Tx,
  seed: OrganisationSeed,
): Promise<{ readonly id: OrganisationId; readonly was: Upserted }> {
  const before = await findOrganisationByCode(tx, seed.code);
  if (before !== undefined && same(before, seed)) return { id: before.id, was: "unchanged" };
  const { rows } = await sql<{ id: OrganisationId }>`
    insert into identity.organisation (id, code, name, kind, region_code, duty_phone)
    values (${newId<"organisation">()}, ${seed.code}, ${seed.name}, ${seed.kind}, ${seed.regionCode}, ${seed.dutyPhone})
    on conflict (code) do update set name = excluded.name, kind = excluded.kind, region_code = excluded.region_code,
      duty_phone = excluded.duty_phone
    returning id`.execute(tx);
  const id = rows[0]?.id;
  if (id === undefined) throw new Error("an upsert returns its row");
  return { id, was: before === undefined ? "created" : "changed" };
}

const same = (before: Row, seed: OrganisationSeed): boolean =>
  before.name === seed.name &&
  before.kind === seed.kind &&
  before.regionCode === seed.regionCode &&
  before.dutyPhone === seed.dutyPhone;
