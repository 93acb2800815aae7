import { sql } from "kysely";
import { regionPrefix } from "../../../kernel/principal.ts";
import type { Db } from "../../../platform/database/database.ts";
import type { Organisation, OrganisationFile, OrganisationKind } from "../contract.ts";
import { readMark, writeMark } from "../model/name-mark.ts";
import { maskPhone } from "../model/permits.ts";
import { endedCondition, likeOf } from "./scope-conditions.ts";

type Query = {
  readonly q?: string | undefined;
  readonly kind?: OrganisationKind | undefined;
  readonly region?: string | undefined;
  readonly ended?: "no" | "only" | "all";
  readonly after?: string | undefined;
  readonly fullPhones: boolean;
  /** ISO date in China. */
  readonly today: string;
};
type List = { organisations: Organisation[]; total: number; next: string | null };

const pageMax = 200;
const columns = sql`o.id, o.code, o.name, o.kind, o.region_code as "regionCode", o.duty_phone as "dutyPhone",
  to_char(o.ended_on, 'YYYY-MM-DD') as "endedOn"`;

/** Organisations by name, known also by their former and short names; 200 a page. */
export async function listOrganisations(db: Db, query: Query): Promise<List> {
  const like = likeOf(query.q ?? "");
  const conditions = [
    sql`(o.name ilike ${like} or o.code ilike ${like} or exists
      (select 1 from identity.organisation_alias x where x.organisation_id = o.id and x.name ilike ${like}))`,
    query.kind === undefined ? sql`true` : sql`o.kind = ${query.kind}`,
    query.region === undefined ? sql`true` : sql`o.region_code like ${`${regionPrefix(query.region)}%`}`,
    endedCondition("o.ended_on", query.ended ?? "no", query.today),
  ];
  const fits = sql.join(conditions, sql` and `);
  const mark = readMark(query.after);
  const later = mark === undefined ? sql`true` : sql`(o.name, o.id) > (${mark.name}, ${mark.id}::uuid)`;
  const { rows } = await sql<Organisation>`
    select ${columns} from identity.organisation o where ${fits} and ${later} order by o.name, o.id limit ${pageMax}`.execute(
    db,
  );
  const counted = await sql<{ n: number }>`select count(*) as n from identity.organisation o where ${fits}`.execute(db);
  const last = rows.at(-1);
  return {
    organisations: rows.map((row) => shown(row, query.fullPhones)),
    total: counted.rows[0]?.n ?? 0,
    next: rows.length === pageMax && last !== undefined ? writeMark(last) : null,
  };
}

const shown = <R extends { dutyPhone: string | null }>(row: R, fullPhones: boolean): R => ({
  ...row,
  dutyPhone: fullPhones ? row.dutyPhone : maskPhone(row.dutyPhone),
});

const namedAs = sql`jsonb_build_object('id', r.id, 'name', r.name, 'kind', r.kind)`;

/** One organisation with what belongs to it; undefined when it is not there. */
export async function organisationFileOf(
  db: Db,
  id: string,
  viewer: { readonly fullPhones: boolean; readonly today: string },
): Promise<OrganisationFile | undefined> {
  const { rows } = await sql<OrganisationFile>`
    select ${columns}, o.address, o.postcode, g.name as "regionName",
      (select ${namedAs} from identity.organisation r where r.id = o.parent_id) as parent,
      (select coalesce(jsonb_agg(${namedAs} order by r.name), '[]')
       from (select * from identity.organisation c where c.parent_id = o.id order by c.name limit 500) r) as children,
      (select coalesce(jsonb_agg(jsonb_build_object('id', x.id, 'name', x.name, 'kind', x.kind,
                'from', x.from_on, 'to', x.to_on) order by x.to_on desc nulls first, x.name), '[]')
       from identity.organisation_alias x where x.organisation_id = o.id) as aliases,
      (select count(*) from identity.person p where p.organisation_id = o.id
         and ${endedCondition("p.ended_on", "no", viewer.today)}) as people
    from identity.organisation o join identity.region g on g.code = o.region_code where o.id = ${id}`.execute(db);
  const found = rows[0];
  return found && shown(found, viewer.fullPhones);
}
