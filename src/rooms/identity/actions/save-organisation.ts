import { sql } from "kysely";
import { dayInChina } from "../../../kernel/china-time.ts";
import { newId, type OrganisationId } from "../../../kernel/ids.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { Tx } from "../../../platform/database/database.ts";
import type { Platform } from "../../../platform/platform.ts";
import type { OrganisationKind } from "../contract.ts";
import { covers, scopesOf } from "../model/permits.ts";
import type { Asker } from "./asker.ts";
import { recordAudit } from "./record-audit.ts";
import { regionExists } from "./upsert-region.ts";

type Needs = Pick<Platform, "database">;
export type OrganisationFields = {
  readonly code: string;
  readonly name: string;
  readonly kind: OrganisationKind;
  readonly regionCode: string;
  /** Left out: stays. */
  readonly dutyPhone?: string | null | undefined;
  readonly address: string | null;
  /** Left out: stays. */
  readonly postcode?: string | null | undefined;
  readonly parentId: string | null;
};
type SaveAsk = Asker & { readonly id?: string; readonly fields: OrganisationFields };
type Before = { name: string; regionCode: string; dutyPhone: string | null; postcode: string | null };

const find = async (tx: Tx, id: string): Promise<Before | undefined> =>
  (
    await sql<Before>`select name, region_code as "regionCode", duty_phone as "dutyPhone", postcode
      from identity.organisation where id = ${id} for update`.execute(tx)
  ).rows[0];

const mayEdit = ({ principal }: Asker, regionCode: string): Result<null> =>
  covers(scopesOf(principal, "identity.organisations.edit"), { regionCode })
    ? ok(null)
    : refuse("IDENTITY_OUT_OF_SCOPE");

/**
 * Makes an organisation, or changes the one with `id`; a name that is given up stays as a former one. Refused: NOT_FOUND,
 * IDENTITY_OUT_OF_SCOPE, IDENTITY_REGION_UNKNOWN, IDENTITY_PARENT_UNKNOWN, IDENTITY_PARENT_LOOP, IDENTITY_CODE_TAKEN.
 */
export const saveOrganisation = (platform: Needs, ask: SaveAsk): Promise<Result<{ readonly id: string }>> =>
  platform.database.transaction(async (tx) => {
    const before = ask.id === undefined ? undefined : await find(tx, ask.id);
    if (ask.id !== undefined && before === undefined) return refuse("NOT_FOUND");
    const checked = await check(tx, ask, before);
    if (!checked.ok) return checked;
    const id = ask.id ?? newId<"organisation">();
    const { fields, at } = ask;
    if (before === undefined) await insert(tx, id, fields);
    else
      await update(tx, id, {
        ...fields,
        dutyPhone: fields.dutyPhone === undefined ? before.dutyPhone : fields.dutyPhone,
        postcode: fields.postcode === undefined ? before.postcode : fields.postcode,
      });
    if (before !== undefined && before.name !== fields.name)
      await writeAlias(tx, id, { name: before.name, kind: "former", from: null, to: dayInChina(at) });
    await note(tx, ask, before === undefined ? "identity.organisation-made" : "identity.organisation-changed", id);
    return ok({ id });
  });

async function check(tx: Tx, ask: SaveAsk, before: Before | undefined): Promise<Result<null>> {
  const { fields } = ask;
  if (!(await regionExists(tx, fields.regionCode))) return refuse("IDENTITY_REGION_UNKNOWN");
  for (const region of [fields.regionCode, before?.regionCode ?? fields.regionCode]) {
    const may = mayEdit(ask, region);
    if (!may.ok) return may;
  }
  const same = await sql`select 1 from identity.organisation
    where code = ${fields.code} and id is distinct from ${ask.id ?? null}::uuid`.execute(tx);
  if (same.rows.length > 0) return refuse("IDENTITY_CODE_TAKEN", { code: fields.code });
  return fields.parentId === null ? ok(null) : checkParent(tx, fields.parentId, ask.id);
}

/** A parent must be there and must not lie below. */
export async function checkParent(tx: Tx, parentId: string, id: string | undefined): Promise<Result<null>> {
  const { rows } = await sql<{ id: string }>`
    with recursive up as (
      select o.id, o.parent_id, 1 as depth from identity.organisation o where o.id = ${parentId}
      union all
      select o.id, o.parent_id, up.depth + 1 from identity.organisation o join up on o.id = up.parent_id
      where up.depth < 30)
    select id from up`.execute(tx);
  if (rows.length === 0) return refuse("IDENTITY_PARENT_UNKNOWN");
  return rows.some((row) => row.id === id) ? refuse("IDENTITY_PARENT_LOOP") : ok(null);
}

async function insert(
  tx: Tx,
  id: string,
  { code, name, kind, regionCode, ...more }: OrganisationFields,
): Promise<void> {
  await sql`
    insert into identity.organisation (id, code, name, kind, region_code, duty_phone, address, postcode, parent_id)
    values (${id}, ${code}, ${name}, ${kind}, ${regionCode}, ${more.dutyPhone ?? null}, ${more.address},
            ${more.postcode ?? null}, ${more.parentId})`.execute(tx);
}

async function update(
  tx: Tx,
  id: string,
  { code, name, kind, regionCode, ...more }: OrganisationFields,
): Promise<void> {
  await sql`
    update identity.organisation set code = ${code}, name = ${name}, kind = ${kind}, region_code = ${regionCode},
      duty_phone = ${more.dutyPhone ?? null}, address = ${more.address}, postcode = ${more.postcode ?? null}, parent_id = ${more.parentId}
    where id = ${id}`.execute(tx);
}

/** Ends an organisation on a day: it stays readable and is offered no more. Refused: NOT_FOUND, IDENTITY_OUT_OF_SCOPE. */
export const endOrganisation = (
  platform: Needs,
  ask: Asker & { readonly id: string; readonly on: string },
): Promise<Result<null>> =>
  platform.database.transaction(async (tx) => {
    const before = await find(tx, ask.id);
    if (before === undefined) return refuse("NOT_FOUND");
    const may = mayEdit(ask, before.regionCode);
    if (!may.ok) return may;
    await sql`update identity.organisation set ended_on = ${ask.on} where id = ${ask.id}`.execute(tx);
    await note(tx, ask, "identity.organisation-ended", ask.id);
    return ok(null);
  });

export type AliasFields = {
  readonly name: string;
  readonly kind: "former" | "short" | "other";
  readonly from: string | null;
  readonly to: string | null;
};

/** One more name by which files and papers know it. Refused: NOT_FOUND, IDENTITY_OUT_OF_SCOPE. */
export const addAlias = (
  platform: Needs,
  ask: Asker & { readonly id: string; readonly alias: AliasFields },
): Promise<Result<null>> =>
  platform.database.transaction(async (tx) => {
    const before = await find(tx, ask.id);
    if (before === undefined) return refuse("NOT_FOUND");
    const may = mayEdit(ask, before.regionCode);
    if (!may.ok) return may;
    await writeAlias(tx, ask.id, ask.alias);
    await note(tx, ask, "identity.alias-added", ask.id);
    return ok(null);
  });

async function writeAlias(tx: Tx, organisationId: string, alias: AliasFields): Promise<void> {
  await sql`
    insert into identity.organisation_alias (id, organisation_id, name, kind, from_on, to_on)
    values (${newId<"alias">()}, ${organisationId as OrganisationId}, ${alias.name}, ${alias.kind}, ${alias.from}, ${alias.to})
    on conflict (organisation_id, name) do update set kind = excluded.kind, from_on = excluded.from_on,
      to_on = excluded.to_on`.execute(tx);
}

const note = (tx: Tx, { principal, address, at }: Asker, act: string, id: string): Promise<void> =>
  recordAudit(tx, { principal, act, target: `identity/organisation/${id}`, outcome: "done", address, at });
