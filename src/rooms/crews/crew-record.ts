import { type RawBuilder, sql } from "kysely";
import type { Instant } from "../../kernel/clock.ts";
import type { Position } from "../../kernel/coordinates.ts";
import type { CrewId, OrganisationId } from "../../kernel/ids.ts";
import type { Db } from "../../platform/database/database.ts";

export type CrewRecord = {
  readonly id: CrewId;
  readonly code: string;
  readonly name: string;
  readonly organisationId: OrganisationId;
  readonly organisation: string;
  readonly kind: "unit" | "station";
  readonly travel: "car" | "e-bike";
  readonly phone: string | null;
  readonly regionCode: string;
  readonly onDuty: boolean;
  /** Where it was last seen, or its home while it has not said anything. */
  readonly position: Position | null;
  /** Null: the position is the crew's home. */
  readonly positionAt: Instant | null;
};
export type CrewOnDuty = CrewRecord & { readonly position: Position };

export async function selectCrews(db: Db, where: RawBuilder<unknown>): Promise<CrewRecord[]> {
  const { rows } = await sql<CrewRecord>`
    select id, code, name, organisation_id as "organisationId", coalesce(organisation, '') as organisation, kind, travel, phone,
      region_code as "regionCode", on_duty as "onDuty", position_at as "positionAt",
      case when lat is null or lon is null then null else jsonb_build_object('lat', lat, 'lon', lon) end as position
    from crews.v_crew where ${where} order by code`.execute(db);
  return rows;
}

/** Every crew, on duty or not. */
export const allCrews = (db: Db): Promise<CrewRecord[]> => selectCrews(db, sql`true`);

/** Crews on duty whose place is known. */
export async function crewsOnDuty(db: Db): Promise<CrewOnDuty[]> {
  const crews = await selectCrews(db, sql`on_duty and lat is not null and lon is not null`);
  return crews.filter((crew): crew is CrewOnDuty => crew.position !== null);
}

export async function findCrew(db: Db, id: CrewId): Promise<CrewRecord | undefined> {
  return (await selectCrews(db, sql`id = ${id}`))[0];
}
