import { type RawBuilder, sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { ts } from "../../../platform/database/database.ts";
import { scopesOf } from "../../identity/index.ts";
import { regionPrefix, visibleLiftCondition } from "../../lifts/index.ts";

/** What lists and figures of the fleet ask beside their own: who looks, when, and which lifts; `f` is `devices.fleet_lift`. */
export type Asked<Q> = { readonly viewer: Principal; readonly now: Instant; readonly query: Q };

export function fleetWithin({
  viewer,
  query,
}: Asked<{ q?: string | undefined; region?: string | undefined }>): RawBuilder<unknown> {
  const like = `%${(query.q ?? "").replace(/[\\%_]/g, "\\$&")}%`;
  const found = like === "%%" ? sql`true` : sql`(f.register_code ilike ${like} or f.place ilike ${like})`;
  const region = query.region === undefined ? sql`true` : sql`f.region_code like ${`${regionPrefix(query.region)}%`}`;
  const seen = visibleLiftCondition(scopesOf(viewer, "devices.read"), { id: "f.lift_id", regionCode: "f.region_code" });
  return sql`${seen} and ${region} and ${found}`;
}

/** Test lifts stay out of every figure. */
export const untested = (now: Instant): RawBuilder<unknown> => sql`not exists (select 1 from devices.v_test_time t
  where t.lift_id = f.lift_id and t.from_at <= ${ts(now)} and t.to_at > ${ts(now)})`;

/** Beyond, a list says that it is longer. */
export const countedMax = 10_001;
export const fleetPlace = sql`f.register_code as "registerCode", f.place, f.region_code as "regionCode", f.maintenance_unit as "maintenanceUnit"`;

/** A keyset's mark: what the last row was ordered by. Undefined when it is none. */
export function partsOf(mark: string | undefined, count: number): readonly string[] | undefined {
  const parts = mark?.split("~");
  return parts?.length === count ? parts : undefined;
}
export const isUuid = (text: string | undefined): text is string => /^[0-9a-f-]{36}$/.test(text ?? "");
