import { type RawBuilder, sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { ts } from "../../../platform/database/database.ts";
import type { CoverSettingName } from "../contract/settings.ts";

/** A setting of a region as an expression, by the rule of `settingsFor`: where a query needs it for many regions at once. */
export function settingOf(name: CoverSettingName, region: RawBuilder<unknown>, now: Instant): RawBuilder<number> {
  const above = sql`array[${region}, left(${region}, 6), left(${region}, 4) || '00', left(${region}, 2) || '0000', '100000']`;
  return sql<number>`(select s.value from rescue.setting s
    where s.name = ${name} and s.region_code = any(${above})
      and s.valid_from <= (${ts(now)}::timestamptz at time zone 'Asia/Shanghai')::date
    order by array_position(${above}, s.region_code), s.valid_from desc limit 1)`;
}
