import { type RawBuilder, sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { ts } from "../../../platform/database/database.ts";
import { settingOf } from "./setting-sql.ts";

/**
 * The last test call of each number that says something of it, and when the number falls due again: after an answer by
 * `testCallSeconds`, else by `testCallAgainSeconds`, of the unit's own region. To stand as a CTE.
 */
export const numberProofs = (now: Instant): RawBuilder<unknown> => sql`
  select t.*, t.result_at + make_interval(secs => case when t.result = 'answered'
      then ${settingOf("testCallSeconds", sql`o.region_code`, now)}
      else ${settingOf("testCallAgainSeconds", sql`o.region_code`, now)} end) as due_again_at
  from (select distinct on (organisation_id, phone) organisation_id, phone, result, result_at, way, answered_by, asked_by
        from rescue.test_call where result in ('answered', 'picked-up', 'not-answered')
        order by organisation_id, phone, result_at desc) t
  join identity.v_organisation o on o.id = t.organisation_id`;

/** What a number is worth, of a row with its `phone` beside the CTE `proof p`: the only definition of it. */
export const numberState = (phone: RawBuilder<unknown>, now: Instant): RawBuilder<string> => sql<string>`
  case when ${phone} is null then 'no-number' when p.result is null then 'never' when p.result <> 'answered' then 'not-answered'
    when p.due_again_at <= ${ts(now)} then 'overdue' else 'answered' end`;
