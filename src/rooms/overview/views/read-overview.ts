import { type RawBuilder, sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { Principal, Scope } from "../../../kernel/principal.ts";
import { ok, type Result } from "../../../kernel/result.ts";
import type { Db } from "../../../platform/database/database.ts";
import type { DevicesDoor } from "../../devices/index.ts";
import type { Permission } from "../../identity/contract.ts";
import { scopesOf } from "../../identity/index.ts";
import { type RegisterIndex, regionPrefix } from "../../lifts/index.ts";
import type { Overview } from "../contract.ts";

export type OverviewMeans = {
  readonly db: Db;
  readonly index: RegisterIndex;
  readonly devices: Pick<DevicesDoor, "twins">;
};
export type OverviewQuestion = {
  readonly viewer: Principal;
  readonly region: string | undefined;
  readonly now: Instant;
};

/** The first page in one answer. Refused: LIFTS_INDEX_LOADING. */
export async function readOverview(means: OverviewMeans, question: OverviewQuestion): Promise<Result<Overview>> {
  const { viewer, now } = question;
  const filter = question.region === undefined ? {} : { region: question.region };
  const [lifts, incidents, devices, crews] = await Promise.all([
    means.index.ask("counts", { filter, scopes: scopesOf(viewer, "overview.read"), now }),
    openIncidents(means.db, question),
    devicesOnline(means, question),
    crewsOnDuty(means.db, question),
  ]);
  if (!lifts.ok) return lifts;
  const regions = await regionNames(means.db, Object.keys(lifts.value.byRegion));
  return ok({ lifts: lifts.value, regions, incidents, devices, crews });
}

const regionsMax = 5_000;

async function regionNames(db: Db, codes: readonly string[]): Promise<Overview["regions"]> {
  if (codes.length === 0) return [];
  const { rows } = await sql<Overview["regions"][number]>`
    select code, name from identity.v_region where code = any(${codes}) order by code limit ${regionsMax}`.execute(db);
  return rows;
}

/** Rows of a region that one of the scopes holds and the question asks for; undefined: this viewer sees none at all. */
function regionCondition(
  { viewer, region }: OverviewQuestion,
  permission: Permission,
): RawBuilder<unknown> | undefined {
  const scopes = scopesOf(viewer, permission);
  const reaches = (scope: Scope): string[] =>
    scope.kind === "everything" ? [""] : scope.kind === "region" ? [regionPrefix(scope.code)] : [];
  const prefixes = scopes.flatMap(reaches).map((prefix) => `${prefix}%`);
  if (prefixes.length === 0) return undefined;
  const wanted = region === undefined ? "%" : `${regionPrefix(region)}%`;
  return sql`region_code like any(${prefixes}) and region_code like ${wanted}`;
}

async function openIncidents(db: Db, question: OverviewQuestion): Promise<Overview["incidents"]> {
  const here = regionCondition(question, "rescue.read");
  if (here === undefined) return null;
  const { rows } = await sql<{ stage: string; n: number; oldest: Instant }>`
    select stage, count(*) as n, min(opened_at) as oldest from rescue.v_incident
    where closed_at is null and ${here} group by stage`.execute(db);
  return {
    open: rows.reduce((sum, { n }) => sum + n, 0),
    byStage: Object.fromEntries(rows.map(({ stage, n }) => [stage, n])),
    oldestOpenedAt: rows.length === 0 ? null : Math.min(...rows.map(({ oldest }) => oldest)),
  };
}

async function crewsOnDuty(db: Db, question: OverviewQuestion): Promise<Overview["crews"]> {
  const here = regionCondition(question, "crews.read");
  if (here === undefined) return null;
  const { rows } = await sql<{ known: number; onDuty: number }>`
    select count(*) as known, count(*) filter (where on_duty) as "onDuty" from crews.v_crew where ${here}`.execute(db);
  return rows[0] ?? { known: 0, onDuty: 0 };
}

async function devicesOnline(means: OverviewMeans, question: OverviewQuestion): Promise<Overview["devices"]> {
  const { viewer, region, now } = question;
  const scopes = scopesOf(viewer, "devices.read");
  if (scopes.length === 0) return null;
  const twins = [...means.devices.twins()];
  const filter = region === undefined ? {} : { region };
  const seen = await means.index.ask("among", { filter, scopes, now, ids: twins.map(({ liftId }) => liftId) });
  if (!seen.ok) return null;
  return { known: seen.value.length, online: seen.value.filter((at) => twins[at]?.connected === true).length };
}
