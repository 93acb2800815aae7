import { sql } from "kysely";
import { dayInChina } from "../../../kernel/china-time.ts";
import { newId } from "../../../kernel/ids.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { json, ts } from "../../../platform/database/database.ts";
import { gcj02ToWgs84 } from "../../../platform/gcj02.ts";
import { recordAudit, requireFresh } from "../../identity/index.ts";
import type { AreaRuleShown, PutAreas } from "../contract/arrive-areas.ts";
import type { RescueMeans } from "../rescue-means.ts";
import { reaches } from "../views/incident-scope.ts";
import { judgeRegionAndDay } from "./judge-setting.ts";
import { readAreas } from "./read-areas.ts";

type Asked = { readonly principal: Principal; readonly address: string; readonly wanted: PutAreas };

/**
 * Gives a region its areas from a day on; what was planned for the same day is replaced. Wants a fresh proof of who asks. Refused: what
 * `judgeRegionAndDay`, `readAreas` and `requireFresh` refuse, RESCUE_NOT_YOURS, RESCUE_REGION_UNKNOWN.
 */
export async function putAreas(means: RescueMeans, asked: Asked): Promise<Result<AreaRuleShown>> {
  const now = means.clock.now();
  const { principal, address, wanted } = asked;
  if (!reaches(principal, "rescue.settings.edit", wanted.regionCode)) return refuse("RESCUE_NOT_YOURS");
  const fresh = requireFresh(principal, now);
  if (!fresh.ok) return fresh;
  const judged = judgeRegionAndDay(wanted, dayInChina(now));
  if (!judged.ok) return judged;
  const read = readAreas(wanted.areas.features, wanted.coordinates === "GCJ02" ? gcj02ToWgs84 : (position) => position);
  if (!read.ok) return read;
  const { regionCode, validFrom, outsideSeconds, coordinates: givenIn, source, certainty } = wanted;
  const areas = read.value;
  return means.database.transaction(async (tx) => {
    const region = await sql`select 1 from identity.v_region where code = ${regionCode}`.execute(tx);
    if (region.rows.length === 0) return refuse("RESCUE_REGION_UNKNOWN");
    await sql`
      insert into rescue.arrive_rule (id, region_code, valid_from, outside_seconds, areas, given_in, source, certainty, put_at)
      values (${newId()}, ${regionCode}, ${validFrom}, ${outsideSeconds}, ${json(areas)}::jsonb, ${givenIn}, ${source}, ${certainty}, ${ts(now)})
      on conflict (region_code, valid_from) do update set id = excluded.id, outside_seconds = excluded.outside_seconds,
        areas = excluded.areas, given_in = excluded.given_in, source = excluded.source, certainty = excluded.certainty,
        put_at = excluded.put_at`.execute(tx);
    await recordAudit(tx, {
      principal,
      act: "rescue.setting-put",
      target: `region/${regionCode}`,
      outcome: "done",
      detail: { name: "arriveAreas", areas: areas.length, outsideSeconds, from: validFrom, source },
      address,
      at: now,
    });
    return ok({ regionCode, validFrom, outsideSeconds, givenIn, source, certainty, areas });
  });
}
