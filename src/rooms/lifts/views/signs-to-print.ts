import { sql } from "kysely";
import type { LiftId } from "../../../kernel/ids.ts";
import type { Scope } from "../../../kernel/principal.ts";
import type { Db } from "../../../platform/database/database.ts";
import type { Sign } from "../documents/sign-sheets.ts";
import { visibleLiftCondition } from "./visible-lifts.ts";

/** The signs of these lifts, as far as the viewer may print them and they have a rescue code; by place. */
export async function signsToPrint(
  db: Db,
  asked: { readonly ids: readonly LiftId[]; readonly scopes: readonly Scope[]; readonly publicUrl: string },
): Promise<Sign[]> {
  const { rows } = await sql<{ rescueCode: string; place: string; registerCode: string; pageToken: string }>`
    select v.rescue_code as "rescueCode", v.place, v.register_code as "registerCode", l.page_token as "pageToken"
    from lifts.v_lift v join lifts.lift l on l.id = v.id
    where v.id = any(${asked.ids}::uuid[]) and v.rescue_code is not null and ${visibleLiftCondition(asked.scopes)}
    order by v.place, v.id`.execute(db);
  return rows.map(({ pageToken, ...sign }) => ({
    ...sign,
    pageUrl: `${asked.publicUrl}/s/${encodeURIComponent(sign.rescueCode)}?t=${pageToken}`,
  }));
}
