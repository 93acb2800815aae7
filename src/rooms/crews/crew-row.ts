import { sql } from "kysely";
import type { Principal } from "../../kernel/principal.ts";
import type { Db } from "../../platform/database/database.ts";
import type { LiveTopic } from "../../platform/live/live.ts";
import { covers, maskPhone, scopesOf, seesPhones } from "../identity/index.ts";
import type { CrewRow } from "./contract.ts";
import { type CrewRecord, selectCrews } from "./crew-record.ts";
import { crewsTopic } from "./duty.ts";

export const seenBy = (principal: Principal, crew: CrewRecord): boolean =>
  covers(scopesOf(principal, "crews.read"), { regionCode: crew.regionCode, organisationIds: [crew.organisationId] });

export function presentCrew(crew: CrewRecord, principal: Principal): CrewRow {
  const { regionCode: _, phone, ...row } = crew;
  return { ...row, phone: seesPhones(principal) ? phone : maskPhone(phone) };
}

/** Rows of the live topic: phones masked for everybody, the region kept for the filter. */
type LiveCrew = CrewRow & { readonly regionCode: string };

/** Live topic `crews`: duty and positions for the map. */
export function crewsLive(db: Db): LiveTopic<Principal, LiveCrew> {
  const live = (crew: CrewRecord): LiveCrew => ({ ...crew, phone: maskPhone(crew.phone) });
  const sees = (viewer: Principal, row: LiveCrew) =>
    covers(scopesOf(viewer, "crews.read"), { regionCode: row.regionCode });
  return {
    name: crewsTopic,
    snapshot: async (viewer) => (await selectCrews(db, sql`on_duty`)).map(live).filter((row) => sees(viewer, row)),
    load: async (keys) => (await selectCrews(db, sql`id in (${sql.join(keys)})`)).map(live),
    keyOf: (row) => row.id,
    sees: (viewer, _arg, row) => sees(viewer, row),
  };
}
