import { sql } from "kysely";
import type { Tx } from "../../../platform/database/database.ts";

/** A region of the tree by its GB/T 2260 code; the parent must exist. */
export type RegionSeed = { readonly code: string; readonly name: string; readonly parent: string };

export type Upserted = "created" | "changed" | "unchanged";

/** @throws when the parent is not there (foreign key). */
export async function upsertRegion(tx: Tx, seed: RegionSeed): Promise<Upserted> {
  const found = await sql<{ name: string; parent: string | null }>`
    select name, parent from identity.region where code = ${seed.code} for update`.execute(tx);
  const before = found.rows[0];
  if (before?.name === seed.name && before.parent === seed.parent) return "unchanged";
  await sql`insert into identity.region (code, name, parent) values (${seed.code}, ${seed.name}, ${seed.parent})
    on conflict (code) do update set name = excluded.name, parent = excluded.parent`.execute(tx);
  return before === undefined ? "created" : "changed";
}

export async function regionExists(tx: Tx, code: string): Promise<boolean> {
  const { rows } = await sql`select 1 from identity.region where code = ${code}`.execute(tx);
  return rows.length === 1;
}
