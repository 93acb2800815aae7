import { sql } from "kysely";
import type { Scope } from "../../../kernel/principal.ts";
import type { Db } from "../../../platform/database/database.ts";
import type { Certificate, CertificateKind, Person, PersonFile } from "../contract.ts";
import { certificateState, worstState } from "../model/certificate-state.ts";
import { readMark, writeMark } from "../model/name-mark.ts";
import { maskNumber, maskPhone } from "../model/permits.ts";
import { endedCondition, likeOf, visiblePersonCondition } from "./scope-conditions.ts";

type Viewer = {
  readonly scopes: readonly Scope[];
  readonly fullPhones: boolean;
  /** ISO date in China. */
  readonly today: string;
};
type Query = {
  readonly q?: string | undefined;
  readonly organisation?: string | undefined;
  readonly certificate?: "soon" | "expired" | "none" | undefined;
  readonly ended: "no" | "only" | "all";
  readonly after?: string | undefined;
};

const pageMax = 200;
type Row = Omit<Person, "certificateState" | "certificateKinds"> & {
  papers: { kind: CertificateKind; validTo: string | null }[];
};
const columns = sql`p.id, p.name, p.organisation_id as "organisationId", o.name as organisation, p.position, p.phone,
  to_char(p.ended_on, 'YYYY-MM-DD') as "endedOn",
  (select coalesce(jsonb_agg(jsonb_build_object('kind', c.kind, 'validTo', c.valid_to) order by c.kind), '[]')
   from identity.certificate c where c.person_id = p.id and c.ended_on is null) as papers`;
const tables = sql`identity.person p left join identity.organisation o on o.id = p.organisation_id`;

const soonDays = 60;

/** SQL: the people whose papers stand so; a paper without an end never ends. */
function paperCondition(wanted: Query["certificate"], today: string) {
  if (wanted === undefined) return sql`true`;
  const inForce = sql`select 1 from identity.certificate c where c.person_id = p.id and c.ended_on is null`;
  if (wanted === "none") return sql`not exists (${inForce})`;
  const from = wanted === "expired" ? sql`true` : sql`c.valid_to >= ${today}::date`;
  const before =
    wanted === "expired" ? sql`c.valid_to < ${today}::date` : sql`c.valid_to <= ${today}::date + ${soonDays}::int`;
  return sql`exists (${inForce} and ${from} and ${before})`;
}

/** People by name, 200 a page, within the viewer's scopes. */
export async function listPeople(
  db: Db,
  viewer: Viewer,
  query: Query,
): Promise<{ people: Person[]; total: number; next: string | null }> {
  const like = likeOf(query.q ?? "");
  const conditions = [
    visiblePersonCondition(viewer.scopes),
    sql`(p.name ilike ${like} or o.name ilike ${like})`,
    query.organisation === undefined ? sql`true` : sql`p.organisation_id = ${query.organisation}`,
    paperCondition(query.certificate, viewer.today),
    endedCondition("p.ended_on", query.ended, viewer.today),
  ];
  // Without words people without an organisation fit too.
  if (query.q === undefined || query.q === "") conditions.splice(1, 1);
  const fits = sql.join(conditions, sql` and `);
  const mark = readMark(query.after);
  const later = mark === undefined ? sql`true` : sql`(p.name, p.id) > (${mark.name}, ${mark.id}::uuid)`;
  const { rows } = await sql<Row>`
    select ${columns} from ${tables} where ${fits} and ${later} order by p.name, p.id limit ${pageMax}`.execute(db);
  const counted = await sql<{ n: number }>`select count(*) as n from ${tables} where ${fits}`.execute(db);
  const last = rows.at(-1);
  return {
    people: rows.map((row) => shown(row, viewer)),
    total: counted.rows[0]?.n ?? 0,
    next: rows.length === pageMax && last !== undefined ? writeMark(last) : null,
  };
}

function shown({ papers, ...row }: Row, viewer: Pick<Viewer, "fullPhones" | "today">): Person {
  return {
    ...row,
    phone: viewer.fullPhones ? row.phone : maskPhone(row.phone),
    certificateState: worstState(papers.map(({ validTo }) => certificateState(validTo, viewer.today))),
    certificateKinds: [...new Set(papers.map(({ kind }) => kind))],
  };
}

/** One person with papers, masked; undefined when not there or out of the viewer's scopes. */
export async function personFileOf(db: Db, id: string, viewer: Viewer): Promise<PersonFile | undefined> {
  const { rows } = await sql<Row & { identityNumber: string | null; login: string | null }>`
    select ${columns}, p.identity_number as "identityNumber",
      (select a.login from identity.account a where a.person_id = p.id and a.disabled_at is null
       order by a.created_at limit 1) as login
    from ${tables} where p.id = ${id} and ${visiblePersonCondition(viewer.scopes)}`.execute(db);
  const found = rows[0];
  if (found === undefined) return undefined;
  const { identityNumber, login, ...row } = found;
  return {
    ...shown(row, viewer),
    identityNumber: maskNumber(identityNumber),
    login,
    certificates: await certificatesOf(db, id, viewer.today),
  };
}

async function certificatesOf(db: Db, personId: string, today: string): Promise<Certificate[]> {
  const { rows } = await sql<Omit<Certificate, "state">>`
    select id, kind, number, issuer, to_char(valid_from, 'YYYY-MM-DD') as "validFrom",
      to_char(valid_to, 'YYYY-MM-DD') as "validTo", to_char(ended_on, 'YYYY-MM-DD') as "endedOn"
    from identity.certificate where person_id = ${personId}
    order by ended_on is not null, valid_to desc nulls first, kind limit 200`.execute(db);
  return rows.map((row) => ({
    ...row,
    number: maskNumber(row.number) ?? "",
    state: certificateState(row.validTo, today),
  }));
}
