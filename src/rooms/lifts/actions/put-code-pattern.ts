import { sql } from "kysely";
import { dayInChina } from "../../../kernel/china-time.ts";
import type { Instant } from "../../../kernel/clock.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { Platform } from "../../../platform/platform.ts";
import { covers, recordAudit, scopesOf } from "../../identity/index.ts";
import type { PutCodePattern } from "../contract/rescue-code-pattern.ts";
import { nationCode } from "../model/rescue-code-pattern.ts";
import { lockRegister } from "./known-lifts.ts";

type Ask = {
  readonly principal: Principal;
  readonly address: string;
  readonly at: Instant;
  readonly wanted: PutCodePattern;
};

/**
 * Says how the rescue codes of a region look from a day on; one planned for the same day is replaced. Codes that are there stay as they
 * are. Refused: LIFTS_PATTERN_OUTSIDE, LIFTS_PATTERN_NATIONAL, LIFTS_PATTERN_DAY, LIFTS_REGION_UNKNOWN.
 */
export async function putCodePattern(
  { database }: Pick<Platform, "database">,
  { principal, address, at, wanted }: Ask,
): Promise<Result<null>> {
  const { regionCode, pattern, validFrom, source, certainty } = wanted;
  if (!covers(scopesOf(principal, "lifts.import"), { regionCode })) return refuse("LIFTS_PATTERN_OUTSIDE");
  if (regionCode === nationCode) return refuse("LIFTS_PATTERN_NATIONAL");
  // Codes of days that have passed were judged by what held then.
  if (validFrom < dayInChina(at)) return refuse("LIFTS_PATTERN_DAY");
  return database.transaction(async (tx) => {
    await lockRegister(tx);
    const region = await sql`select 1 from identity.v_region where code = ${regionCode}`.execute(tx);
    if (region.rows.length === 0) return refuse("LIFTS_REGION_UNKNOWN");
    await sql`insert into lifts.rescue_code_pattern (region_code, pattern, source, certainty, valid_from)
      values (${regionCode}, ${pattern}, ${source}, ${certainty}, ${validFrom})
      on conflict (region_code, valid_from) do update
        set pattern = excluded.pattern, source = excluded.source, certainty = excluded.certainty`.execute(tx);
    await recordAudit(tx, {
      principal,
      act: "lifts.code-pattern-put",
      target: `region/${regionCode}`,
      outcome: "done",
      detail: { pattern, from: validFrom, source },
      address,
      at,
    });
    return ok(null);
  });
}
