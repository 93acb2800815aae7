import { sql } from "kysely";
import type { LiftId } from "../../../kernel/ids.ts";
import type { Scope } from "../../../kernel/principal.ts";
import type { Db } from "../../../platform/database/database.ts";
import { maskPhone } from "../../identity/index.ts";
import { correctedNames } from "../actions/known-lifts.ts";
import type { LiftFile } from "../contract.ts";
import { pickSummary, type SummaryRow, summaryColumns, summaryOf } from "./list-lifts.ts";
import { stateNoteOf } from "./state-note.ts";
import { visibleLiftCondition } from "./visible-lifts.ts";

type Viewer = { readonly scopes: readonly Scope[]; readonly fullPhones: boolean; readonly printsSigns: boolean };
type Parties = LiftFile["parties"];
type Row = Omit<
  LiftFile,
  "lift" | "parties" | "maker" | "pagePath" | "formerCodes" | "parts" | "orderNote" | "serviceNote"
> & {
  lift: SummaryRow;
  makerCode: string | null;
  pageToken: string;
};

/** One lift with everybody who answers or answered for it; undefined when it is not there for this viewer. */
export async function liftFileOf(db: Db, liftId: LiftId, viewer: Viewer): Promise<LiftFile | undefined> {
  const row = await loadRow(db, liftId, viewer.scopes);
  if (row === undefined) return undefined;
  const parties = await partiesOf(db, liftId);
  const { lift, makerCode, pageToken, ...facts } = row;
  return {
    ...facts,
    lift: summaryOf(lift),
    maker: parties.find((party) => party.role === "maker")?.name ?? makerCode,
    parties: parties.map((party) => (viewer.fullPhones ? party : masked(party))),
    formerCodes: await formerCodesOf(db, liftId),
    parts: await partsOf(db, liftId),
    orderNote: lift.orderInForce === "none" ? null : await stateNoteOf(db, liftId, ["orderInForce", lift.orderInForce]),
    serviceNote: lift.service === "running" ? null : await stateNoteOf(db, liftId, ["service", lift.service]),
    pagePath:
      viewer.printsSigns && lift.rescueCode !== null
        ? `/s/${encodeURIComponent(lift.rescueCode)}?t=${pageToken}`
        : null,
  };
}

const masked = (party: Parties[number]): Parties[number] => ({ ...party, dutyPhone: maskPhone(party.dutyPhone) });

async function loadRow(db: Db, liftId: LiftId, scopes: readonly Scope[]): Promise<Row | undefined> {
  const { rows } = await sql<Omit<Row, "lift"> & SummaryRow>`
    select ${summaryColumns}, l.version, v.site_id as "siteId", v.building_id as "buildingId", v.compound, v.building, v.unit,
      v.lift_no as "liftNo", v.community, v.power_supply_point as "powerSupplyPoint", l.access_note as "accessNote",
      l.machine_room as "machineRoom", l.key_place as "keyPlace", l.registration_code as "registrationCode",
      l.local_code as "localCode", l.use_registration_no as "useRegistrationNo", l.parameters, l.made_on::text as "madeOn",
      l.design_life_years as "designLifeYears", l.warranty_until::text as "warrantyUntil",
      l.next_testing_due::text as "nextTestingDue", l.sign,
      ${correctedNames} as corrected, v.floors,
      v.device_code as "deviceCode", l.maker_code as "makerCode", l.serial_number as "serialNumber",
      l.page_token as "pageToken", v.registered_here_at as "registeredHereAt"
    from lifts.v_lift v join lifts.lift l on l.id = v.id join lifts.building b on b.id = l.building_id
      join lifts.site s on s.id = b.site_id
    where v.id = ${liftId} and ${visibleLiftCondition(scopes)}`.execute(db);
  const row = rows[0];
  if (row === undefined) return undefined;
  const lift = pickSummary(row);
  const rest = Object.fromEntries(Object.entries(row).filter(([key]) => !(key in lift)));
  return { ...rest, lift } as Row;
}

async function formerCodesOf(db: Db, liftId: LiftId): Promise<LiftFile["formerCodes"]> {
  const { rows } = await sql<LiftFile["formerCodes"][number]>`
    select kind, code, until_at as until from lifts.former_code where lift_id = ${liftId} order by until_at desc limit 100`.execute(
    db,
  );
  return rows;
}

async function partsOf(db: Db, liftId: LiftId): Promise<LiftFile["parts"]> {
  const { rows } = await sql<LiftFile["parts"][number]>`
    select id, kind, maker, type, serial_number as "serialNumber", certificate_no as "certificateNo",
      fitted_on::text as "fittedOn", removed_on::text as "removedOn"
    from lifts.part where lift_id = ${liftId} order by (removed_on is not null), kind, fitted_on desc limit 500`.execute(
    db,
  );
  return rows;
}

const partiesMax = 500;

async function partiesOf(db: Db, liftId: LiftId): Promise<Parties> {
  const { rows } = await sql<Parties[number]>`
    select p.role, p.organisation_id as "organisationId", o.name, p.from_date::text as "from", p.to_date::text as "to",
      p.from_stated as "fromStated",
      -- The paper of what a register told ends with the day of the file.
      case when not p.from_stated then substring(p.paper from '\\d{4}-\\d\\d-\\d\\d$') end as "toldOn",
      coalesce(p.duty_phone, o.duty_phone) as "dutyPhone", o.address, o.postcode, p.paper, p.safety_officer as "safetyOfficer", p.capacity
    from lifts.party p join identity.v_organisation o on o.id = p.organisation_id
    where p.lift_id = ${liftId} order by p.role, p.from_date desc limit ${partiesMax}`.execute(db);
  return rows;
}
