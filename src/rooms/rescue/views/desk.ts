import { sql } from "kysely";
import { type Instant, minutes } from "../../../kernel/clock.ts";
import type { Principal } from "../../../kernel/principal.ts";
import type { Db } from "../../../platform/database/database.ts";
import type { LiveTopic } from "../../../platform/live/live.ts";
import { scopesOf } from "../../identity/index.ts";
import type { IncidentRow } from "../contract.ts";
import type { Means } from "../rescue-means.ts";
import { selectIncidentRows } from "./incident-rows.ts";
import { inScopes, reaches } from "./incident-scope.ts";
import { deskTopic } from "./topics.ts";

/** A closed incident stays in sight this long: whoever closed it by mistake sees it. */
const closedInSightMs = minutes(10);
/** As many as a storm may have (`openMembers`): whoever comes back in the middle of it must not miss the last of them. */
const openMax = sql`order by i.opened_at limit 3000`;

/** Live topic `desk`: open incidents and those closed a moment ago, of the viewer's regions. */
export function deskLive(means: Means): LiveTopic<Principal, IncidentRow> {
  const { db } = means.database;
  const scopes = (viewer: Principal) => scopesOf(viewer, "rescue.read");
  return {
    name: deskTopic,
    snapshot: (viewer) => {
      const now = means.clock.now();
      const since = new Date(now - closedInSightMs);
      return selectIncidentRows(
        db,
        sql`(i.closed_at is null or i.closed_at > ${since}) and ${inScopes(scopes(viewer))}`,
        openMax,
        now,
      );
    },
    load: (keys) => loadRows(db, keys, means.clock.now()),
    keyOf: (row) => row.id,
    sees: (viewer, _arg, row) => reaches(viewer, "rescue.read", row.regionCode),
  };
}

export const loadRows = (db: Db, ids: readonly string[], now: Instant): Promise<IncidentRow[]> =>
  ids.length === 0 ? Promise.resolve([]) : selectIncidentRows(db, sql`i.id in (${sql.join(ids)})`, sql``, now);
