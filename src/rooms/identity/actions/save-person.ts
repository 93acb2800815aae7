import { sql } from "kysely";
import { newId, type OrganisationId } from "../../../kernel/ids.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { Tx } from "../../../platform/database/database.ts";
import type { Platform } from "../../../platform/platform.ts";
import type { CertificateKind, Permission, Unmasked } from "../contract.ts";
import { covers, scopesOf } from "../model/permits.ts";
import type { Asker } from "./asker.ts";
import { recordAudit } from "./record-audit.ts";

type Needs = Pick<Platform, "database">;
export type PersonFields = {
  readonly name: string;
  readonly organisationId: string | null;
  readonly position: string | null;
  /** Left out: stays. */
  readonly phone?: string | null | undefined;
  /** Left out: stays. */
  readonly identityNumber?: string | null | undefined;
};
type Before = {
  organisationId: string | null;
  regionCode: string | null;
  phone: string | null;
  identityNumber: string | null;
};

/** Locks the person, and says where he belongs. */
async function find(tx: Tx, id: string): Promise<Before | undefined> {
  const { rows } = await sql<Before>`
    select p.organisation_id as "organisationId", o.region_code as "regionCode", p.phone,
      p.identity_number as "identityNumber"
    from identity.person p left join identity.organisation o on o.id = p.organisation_id
    where p.id = ${id} for update of p`.execute(tx);
  return rows[0];
}

type Belongs = Pick<Before, "organisationId" | "regionCode">;
const mayTouch = ({ principal }: Asker, permission: Permission, { organisationId, regionCode }: Belongs): boolean =>
  covers(scopesOf(principal, permission), { regionCode, organisationIds: [organisationId as OrganisationId | null] });

async function found(tx: Tx, ask: Asker & { readonly id: string }, permission: Permission): Promise<Result<Before>> {
  const before = await find(tx, ask.id);
  if (before === undefined) return refuse("NOT_FOUND");
  return mayTouch(ask, permission, before) ? ok(before) : refuse("IDENTITY_OUT_OF_SCOPE");
}

/** Makes a person, or changes the one with `id`. Refused: NOT_FOUND, IDENTITY_OUT_OF_SCOPE, IDENTITY_ORGANISATION_UNKNOWN. */
export const savePerson = (
  platform: Needs,
  ask: Asker & { readonly id?: string; readonly fields: PersonFields },
): Promise<Result<{ readonly id: string }>> =>
  platform.database.transaction(async (tx) => {
    const { fields } = ask;
    const before = ask.id === undefined ? undefined : await found(tx, { ...ask, id: ask.id }, "identity.people.edit");
    if (before?.ok === false) return before;
    const belongs = await belongsTo(tx, fields.organisationId);
    if (!belongs.ok) return belongs;
    if (!mayTouch(ask, "identity.people.edit", belongs.value)) return refuse("IDENTITY_OUT_OF_SCOPE");
    const id = ask.id ?? newId<"person">();
    const phone = fields.phone === undefined ? (before?.value.phone ?? null) : fields.phone;
    const number = fields.identityNumber === undefined ? (before?.value.identityNumber ?? null) : fields.identityNumber;
    await sql`
      insert into identity.person (id, name, organisation_id, position, phone, identity_number)
      values (${id}, ${fields.name}, ${fields.organisationId}, ${fields.position}, ${phone}, ${number})
      on conflict (id) do update set name = excluded.name, organisation_id = excluded.organisation_id,
        position = excluded.position, phone = excluded.phone, identity_number = excluded.identity_number`.execute(tx);
    await note(tx, ask, ask.id === undefined ? "identity.person-made" : "identity.person-changed", id);
    return ok({ id });
  });

async function belongsTo(tx: Tx, organisationId: string | null): Promise<Result<Belongs>> {
  if (organisationId === null) return ok({ organisationId: null, regionCode: null });
  const { rows } = await sql<{ regionCode: string }>`
    select region_code as "regionCode" from identity.organisation where id = ${organisationId}`.execute(tx);
  return rows[0] === undefined
    ? refuse("IDENTITY_ORGANISATION_UNKNOWN")
    : ok({ organisationId, regionCode: rows[0].regionCode });
}

/** Somebody has left on a day; his record stays. Refused: NOT_FOUND, IDENTITY_OUT_OF_SCOPE. */
export const endPerson = (
  platform: Needs,
  ask: Asker & { readonly id: string; readonly on: string },
): Promise<Result<null>> =>
  platform.database.transaction(async (tx) => {
    const before = await found(tx, ask, "identity.people.edit");
    if (!before.ok) return before;
    await sql`update identity.person set ended_on = ${ask.on} where id = ${ask.id}`.execute(tx);
    await note(tx, ask, "identity.person-ended", ask.id);
    return ok(null);
  });

export type CertificateFields = {
  readonly kind: CertificateKind;
  readonly number: string;
  readonly issuer: string | null;
  readonly validFrom: string | null;
  readonly validTo: string | null;
};

/**
 * A paper of a person, known again by kind and number: renewing it changes its dates.
 * Refused: NOT_FOUND, IDENTITY_OUT_OF_SCOPE, IDENTITY_CERTIFICATE_OF_OTHER.
 */
export const saveCertificate = (
  platform: Needs,
  ask: Asker & { readonly id: string; readonly certificate: CertificateFields },
): Promise<Result<null>> =>
  platform.database.transaction(async (tx) => {
    const before = await found(tx, ask, "identity.people.edit");
    if (!before.ok) return before;
    if (!(await writeCertificate(tx, ask.id, ask.certificate))) return refuse("IDENTITY_CERTIFICATE_OF_OTHER");
    await note(tx, ask, "identity.certificate-saved", ask.id);
    return ok(null);
  });

/** False when another person has the paper of this kind and number. */
async function writeCertificate(tx: Tx, personId: string, paper: CertificateFields): Promise<boolean> {
  const done = await sql`
    insert into identity.certificate as old (id, person_id, kind, number, issuer, valid_from, valid_to)
    values (${newId<"certificate">()}, ${personId}, ${paper.kind}, ${paper.number}, ${paper.issuer},
            ${paper.validFrom}, ${paper.validTo})
    on conflict (kind, number) do update set issuer = excluded.issuer, valid_from = excluded.valid_from,
      valid_to = excluded.valid_to, ended_on = null
    where old.person_id = excluded.person_id`.execute(tx);
  return done.numAffectedRows === 1n;
}

/** A paper withdrawn or given up on a day. Refused: NOT_FOUND, IDENTITY_OUT_OF_SCOPE. */
export const endCertificate = (
  platform: Needs,
  ask: Asker & { readonly id: string; readonly certificateId: string; readonly on: string },
): Promise<Result<null>> =>
  platform.database.transaction(async (tx) => {
    const before = await found(tx, ask, "identity.people.edit");
    if (!before.ok) return before;
    const done = await sql`update identity.certificate set ended_on = ${ask.on}
      where id = ${ask.certificateId} and person_id = ${ask.id}`.execute(tx);
    if (done.numAffectedRows !== 1n) return refuse("NOT_FOUND");
    await note(tx, ask, "identity.certificate-ended", ask.id);
    return ok(null);
  });

type UnmaskAsk = Asker & {
  readonly id: string;
  readonly what: "phone" | "identity-number" | "certificates";
  readonly why: string;
};

/** Shows one thing about one person whole; who looked, at what and why is written first. Refused: NOT_FOUND, IDENTITY_OUT_OF_SCOPE. */
export const unmaskPerson = (platform: Needs, ask: UnmaskAsk): Promise<Result<Unmasked>> =>
  platform.database.transaction(async (tx) => {
    const before = await found(tx, ask, "identity.people.unmask");
    const { principal, address, at, what, why } = ask;
    await recordAudit(tx, {
      principal,
      act: "identity.person-unmasked",
      target: `identity/person/${ask.id}`,
      outcome: before.ok ? "done" : "refused",
      detail: { what, why },
      address,
      at,
    });
    if (!before.ok) return before;
    if (what === "phone") return ok({ phone: before.value.phone });
    if (what === "identity-number") return ok({ identityNumber: before.value.identityNumber });
    const { rows } = await sql<{ id: string; number: string }>`
      select id, number from identity.certificate where person_id = ${ask.id} limit 200`.execute(tx);
    return ok({ certificates: rows });
  });

const note = (tx: Tx, { principal, address, at }: Asker, act: string, id: string): Promise<void> =>
  recordAudit(tx, { principal, act, target: `identity/person/${id}`, outcome: "done", address, at });
