import { sql } from "kysely";
import { dayInChina } from "../../../kernel/china-time.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { Tx } from "../../../platform/database/database.ts";
import { recordAudit, requireFresh } from "../../identity/index.ts";
import { clockBounds, type PutSetting } from "../contract/settings.ts";
import type { RescueMeans } from "../rescue-means.ts";
import { reaches } from "../views/incident-scope.ts";
import { judgeSetting } from "./judge-setting.ts";

type Asked = { readonly principal: Principal; readonly address: string; readonly wanted: PutSetting };

/**
 * Gives a region its own figure from a day on; a figure planned for the same day is replaced. Wants a fresh proof of who asks. Refused:
 * what `judgeSetting` and `requireFresh` refuse, RESCUE_NOT_YOURS, RESCUE_REGION_UNKNOWN.
 */
export async function putSetting(means: RescueMeans, asked: Asked): Promise<Result<PutSetting>> {
  const now = means.clock.now();
  const { principal, address, wanted } = asked;
  if (!reaches(principal, "rescue.settings.edit", wanted.regionCode)) return refuse("RESCUE_NOT_YOURS");
  const fresh = requireFresh(principal, now);
  if (!fresh.ok) return fresh;
  const judged = judgeSetting(wanted, dayInChina(now));
  if (!judged.ok) return judged;
  return means.database.transaction(async (tx) => {
    const region = await sql`select 1 from identity.v_region where code = ${wanted.regionCode}`.execute(tx);
    if (region.rows.length === 0) return refuse("RESCUE_REGION_UNKNOWN");
    await (wanted.name in clockBounds ? putClock(tx, wanted) : putValue(tx, wanted));
    const { name, value, validFrom, source } = wanted;
    await recordAudit(tx, {
      principal,
      act: "rescue.setting-put",
      target: `region/${wanted.regionCode}`,
      outcome: "done",
      detail: { name, value, from: validFrom, source },
      address,
      at: now,
    });
    return ok(wanted);
  });
}

async function putClock(tx: Tx, { name, regionCode, value, validFrom, source, certainty }: PutSetting): Promise<void> {
  await sql`insert into rescue.clock (name, region_code, seconds, source, certainty, valid_from)
    values (${name}, ${regionCode}, ${value}, ${source}, ${certainty}, ${validFrom})
    on conflict (name, region_code, valid_from) do update
      set seconds = excluded.seconds, source = excluded.source, certainty = excluded.certainty`.execute(tx);
}

async function putValue(tx: Tx, { name, regionCode, value, validFrom, source, certainty }: PutSetting): Promise<void> {
  await sql`insert into rescue.setting (name, region_code, value, source, certainty, valid_from)
    values (${name}, ${regionCode}, ${value}, ${source}, ${certainty}, ${validFrom})
    on conflict (name, region_code, valid_from) do update
      set value = excluded.value, source = excluded.source, certainty = excluded.certainty`.execute(tx);
}
