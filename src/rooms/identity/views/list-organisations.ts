import { sql } from "kysely";
import type { Db } from "../../../platform/database/database.ts";
import type { Organisation, OrganisationKind } from "../contract.ts";
import { maskPhone } from "../model/permits.ts";

type Query = {
  readonly q?: string | undefined;
  readonly kind?: OrganisationKind | undefined;
  readonly fullPhones: boolean;
};

const shownMax = 200;

/** Organisations by name; the first 200 that fit, and how many there are. */
export async function listOrganisations(
  db: Db,
  query: Query,
): Promise<{ organisations: Organisation[]; total: number }> {
  const like = `%${(query.q ?? "").replace(/[\\%_]/g, "\\$&")}%`;
  const kind = query.kind === undefined ? sql`` : sql`and kind = ${query.kind}`;
  const { rows } = await sql<Organisation & { total: number }>`
    select id, code, name, kind, region_code as "regionCode", duty_phone as "dutyPhone", count(*) over () as total
    from identity.organisation where (name ilike ${like} or code ilike ${like}) ${kind}
    order by name, id limit ${shownMax}`.execute(db);
  const organisations = rows.map(({ total: _, ...row }) => ({
    ...row,
    dutyPhone: query.fullPhones ? row.dutyPhone : maskPhone(row.dutyPhone),
  }));
  return { organisations, total: rows[0]?.total ?? 0 };
}
