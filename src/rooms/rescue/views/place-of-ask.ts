import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { Db } from "../../../platform/database/database.ts";
import type { AskOfCrew } from "./ask-of-crew.ts";
import { settingFor } from "./settings.ts";

export type PlaceOfAsk = { readonly rescueCode: string | null; readonly radiusMetres: number };

/** The code of the lift that a crew was asked to, and how near counts as there. */
export async function placeOfAsk(db: Db, { incidentId }: AskOfCrew, now: Instant): Promise<PlaceOfAsk> {
  const { rows } = await sql<{ rescueCode: string | null; regionCode: string }>`
    select l.rescue_code as "rescueCode", i.region_code as "regionCode"
    from rescue.incident i left join lifts.v_lift l on l.id = i.lift_id where i.id = ${incidentId}`.execute(db);
  const row = rows[0];
  const radiusMetres = await settingFor(
    db,
    { name: "arrivalRadiusMetres", regionCode: row?.regionCode ?? "100000" },
    now,
  );
  return { rescueCode: row?.rescueCode ?? null, radiusMetres };
}
