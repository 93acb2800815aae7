import { sql } from "kysely";
import type { LiftId, OrganisationId } from "../../../kernel/ids.ts";
import type { Db } from "../../../platform/database/database.ts";
import type { GivenParty } from "./lift-row.ts";

/** A party as it stands with a lift. */
export type HeldParty = {
  readonly liftId: LiftId;
  readonly role: GivenParty["role"];
  readonly organisationId: OrganisationId;
  readonly from: string;
  readonly to: string | null;
  /** False: `from` is where its period had to begin; nobody said since when it serves. */
  readonly fromStated: boolean;
  readonly organisation: string;
  /** Of a use unit; null where nobody has said so. */
  readonly capacity: GivenParty["capacity"];
  /** Names the source that told it: `<source> <day>`; otherwise a person's contract, or what another way brought. */
  readonly paper: string;
  /** A register's file told it, of whichever source. */
  readonly bySource: boolean;
  /** Its end was not told by a register's file: a person, or a contract, set it. */
  readonly endedByOther: boolean;
};

/** All parties of some lifts. Who set an end stands in the ledger: a register's file writes `register-changed` only. */
export async function loadParties(db: Db, liftIds: readonly LiftId[]): Promise<Map<LiftId, HeldParty[]>> {
  const { rows } = await sql<HeldParty>`
    select p.lift_id as "liftId", p.role, p.organisation_id as "organisationId", p.from_date::text as "from",
      p.to_date::text as "to", p.from_stated as "fromStated", p.capacity, o.name as organisation, p.paper,
      exists (select 1 from platform.v_import_source s
        where s.form = 'lifts' and p.paper = s.name || ' ' || right(p.paper, 10)) as "bySource",
      p.to_date is not null and exists (select 1 from lifts.ledger_entry e
        where e.lift_id = p.lift_id and e.kind in ('party-ended', 'party-changed')
          and e.body::jsonb ->> 'role' = p.role and e.body::jsonb ->> 'organisationId' = p.organisation_id::text) as "endedByOther"
    from lifts.party p join identity.v_organisation o on o.id = p.organisation_id
    where p.lift_id = any(${liftIds}::uuid[]) order by p.lift_id, p.role, p.from_date`.execute(db);
  return Map.groupBy(rows, ({ liftId }) => liftId);
}
