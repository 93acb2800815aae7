import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { Scope } from "../../../kernel/principal.ts";
import type { Db } from "../../../platform/database/database.ts";
import type { IncidentRow } from "../contract.ts";
import { selectIncidentRows } from "./incident-rows.ts";
import { inScopes } from "./incident-scope.ts";

const rowsMax = 500;

/** Incidents with a file of a suspected accident; whose report is most urgent first, then the latest. */
export function listAccidents(
  db: Db,
  state: "open" | "all",
  viewer: { readonly scopes: readonly Scope[]; readonly now: Instant },
): Promise<IncidentRow[]> {
  const undecided = state === "open" ? sql`f.judged_at is null` : sql`true`;
  const file = sql`exists (select 1 from rescue.accident_file f where f.incident_id = i.id and ${undecided})`;
  const order = sql`order by (select case when f.reported_at is null then f.report_by end
    from rescue.accident_file f where f.incident_id = i.id) nulls last, i.opened_at desc limit ${rowsMax}`;
  return selectIncidentRows(db, sql`${file} and ${inScopes(viewer.scopes)}`, order, viewer.now);
}
