import { sql } from "kysely";
import type { LiftId } from "../../../kernel/ids.ts";
import type { Scope } from "../../../kernel/principal.ts";
import type { Db } from "../../../platform/database/database.ts";
import { maskPhone } from "../../identity/index.ts";
import type { LiftFile } from "../contract.ts";
import { type SummaryRow, summaryColumns, summaryOf } from "./list-lifts.ts";
import { visibleLiftCondition } from "./visible-lifts.ts";

type Viewer = { readonly scopes: readonly Scope[]; readonly fullPhones: boolean; readonly printsSigns: boolean };
type Row = SummaryRow &
  Pick<LiftFile, "compound" | "building" | "entrance" | "liftNo" | "floors" | "deviceCode" | "serialNumber"> & {
    makerCode: string | null;
    pageToken: string;
    registeredHereAt: number;
  };
type Parties = LiftFile["parties"];

/** One lift with everybody who answers or answered for it; undefined when it is not there for this viewer. */
export async function liftFileOf(db: Db, liftId: LiftId, viewer: Viewer): Promise<LiftFile | undefined> {
  const { rows } = await sql<Row>`
    select ${summaryColumns}, v.compound, v.building, v.entrance, v.lift_no as "liftNo", v.floors,
      v.device_code as "deviceCode", l.maker_code as "makerCode", l.serial_number as "serialNumber",
      l.page_token as "pageToken", v.registered_here_at as "registeredHereAt"
    from lifts.v_lift v join lifts.lift l on l.id = v.id
    where v.id = ${liftId} and ${visibleLiftCondition(viewer.scopes)}`.execute(db);
  const row = rows[0];
  if (row === undefined) return undefined;
  const parties = await partiesOf(db, liftId);
  const { compound, building, entrance, liftNo, floors, deviceCode, serialNumber, registeredHereAt } = row;
  const { makerCode, pageToken, ...rest } = row;
  const summary = summaryOf(pickSummary(rest));
  return {
    lift: summary,
    compound,
    building,
    entrance,
    liftNo,
    floors,
    deviceCode,
    maker: parties.find((party) => party.role === "maker")?.name ?? makerCode,
    serialNumber,
    parties: parties.map((party) => (viewer.fullPhones ? party : { ...party, dutyPhone: maskPhone(party.dutyPhone) })),
    pagePath:
      viewer.printsSigns && summary.rescueCode !== null
        ? `/s/${encodeURIComponent(summary.rescueCode)}?t=${pageToken}`
        : null,
    registeredHereAt,
  };
}

const pickSummary = (row: SummaryRow): SummaryRow => {
  const { id, registerCode, rescueCode, kind, place, address, regionCode, lat, lon, useUnit, maintenanceUnit } = row;
  return { id, registerCode, rescueCode, kind, place, address, regionCode, lat, lon, useUnit, maintenanceUnit };
};

const partiesMax = 500;

async function partiesOf(db: Db, liftId: LiftId): Promise<Parties> {
  const { rows } = await sql<Parties[number]>`
    select p.role, p.organisation_id as "organisationId", o.name, p.from_date::text as "from", p.to_date::text as "to",
      coalesce(p.duty_phone, o.duty_phone) as "dutyPhone"
    from lifts.party p join identity.v_organisation o on o.id = p.organisation_id
    where p.lift_id = ${liftId} order by p.role, p.from_date desc limit ${partiesMax}`.execute(db);
  return rows;
}
