import { sql } from "kysely";
import type { Tx } from "../../../platform/database/database.ts";

/** How many of them lie in the region or below it, by the tree of regions. */
export async function countWithin(tx: Tx, ids: readonly string[], regionCode: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    with recursive below as (
      select code from identity.v_region where code = ${regionCode}
      union select r.code from identity.v_region r join below on r.parent = below.code
    ) select count(*) as n from identity.v_organisation o join below on below.code = o.region_code
      where o.id = any(${ids}::uuid[])`.execute(tx);
  return rows[0]?.n ?? 0;
}
