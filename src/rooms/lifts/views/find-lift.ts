import { type RawBuilder, sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { Position } from "../../../kernel/coordinates.ts";
import type { LiftId, OrganisationId } from "../../../kernel/ids.ts";
import type { Db } from "../../../platform/database/database.ts";
import type { LiftKind, OrderInForce, Registration, Service } from "../contract.ts";
import { tidyUseRegistrationNo } from "../model/use-registration.ts";

/** Who answers for a lift today, and the telephone that somebody always picks up (the contract's own, else the unit's). */
export type PartyNow = {
  readonly organisationId: OrganisationId;
  readonly name: string;
  readonly dutyPhone: string | null;
};

export type LiftRecord = {
  readonly id: LiftId;
  /** The best code in force by which registers and devices name it: 注册代码, 设备代码, …, see `identifiersOf`. */
  readonly registerCode: string;
  readonly deviceCode: string | null;
  /** 救援识别码: what the sign in the car says. */
  readonly rescueCode: string | null;
  readonly kind: LiftKind;
  readonly place: string;
  readonly compound: string;
  readonly building: string;
  /** 单元. */
  readonly unit: string;
  readonly liftNo: string;
  readonly address: string;
  readonly regionCode: string;
  readonly position: Position | null;
  /** From the lowest up, as the car's panel names them. */
  readonly floors: readonly string[];
  readonly registration: Registration;
  readonly orderInForce: OrderInForce;
  readonly service: Service;
  readonly useUnit: PartyNow | null;
  readonly maintenanceUnit: PartyNow | null;
  readonly registeredHereAt: Instant;
};

type Row = Omit<LiftRecord, "position" | "useUnit" | "maintenanceUnit"> & {
  lat: number | null;
  lon: number | null;
  useUnitId: OrganisationId | null;
  useUnitName: string | null;
  useUnitPhone: string | null;
  maintenanceId: OrganisationId | null;
  maintenanceName: string | null;
  maintenancePhone: string | null;
};

async function findWhere(db: Db, condition: RawBuilder<unknown>): Promise<LiftRecord | undefined> {
  const { rows } = await sql<Row>`
    select v.id, v.register_code as "registerCode", v.device_code as "deviceCode", v.rescue_code as "rescueCode", v.kind,
      v.place, v.compound, v.building, v.unit, v.lift_no as "liftNo", v.address, v.region_code as "regionCode",
      v.lat, v.lon, v.floors, v.registration, v.order_in_force as "orderInForce", v.service, v.registered_here_at as "registeredHereAt",
      v.use_unit_id as "useUnitId", v.use_unit as "useUnitName", v.use_unit_duty_phone as "useUnitPhone",
      v.maintenance_unit_id as "maintenanceId", v.maintenance_unit as "maintenanceName",
      v.maintenance_duty_phone as "maintenancePhone"
    from lifts.v_lift v where ${condition}`.execute(db);
  return rows[0] && recordOf(rows[0]);
}

function recordOf(row: Row): LiftRecord {
  const { lat, lon, useUnitId, useUnitName, useUnitPhone, maintenanceId, maintenanceName, maintenancePhone, ...rest } =
    row;
  return {
    ...rest,
    position: lat === null || lon === null ? null : { lat, lon },
    useUnit: partyNow(useUnitId, useUnitName, useUnitPhone),
    maintenanceUnit: partyNow(maintenanceId, maintenanceName, maintenancePhone),
  };
}

const partyNow = (
  organisationId: OrganisationId | null,
  name: string | null,
  dutyPhone: string | null,
): PartyNow | null => (organisationId === null ? null : { organisationId, name: name ?? "", dutyPhone });

export const liftById = (db: Db, id: LiftId): Promise<LiftRecord | undefined> => findWhere(db, sql`v.id = ${id}`);

/** By what a device or a register may call it, now or formerly; never by the public rescue code. */
export const findLiftByRegisterCode = (db: Db, code: string): Promise<LiftRecord | undefined> =>
  findWhere(db, codeNames(code, sql``));

/** By the public number on the sign in the car, in force today. */
export const findLiftByRescueCode = (db: Db, code: string): Promise<LiftRecord | undefined> =>
  findWhere(db, sql`v.rescue_code = ${code}`);

/** By any code that a caller may read out. */
export const findLiftByAnyCode = (db: Db, code: string): Promise<LiftRecord | undefined> =>
  findWhere(db, anyCodeNames(code));

/** True for the lift `v` that any code names: for a `where`. */
export const anyCodeNames = (code: string): RawBuilder<unknown> =>
  codeNames(code, sql`union all select l.id, 6 from lifts.lift l where l.rescue_code = ${code}`);

// Codes in force, the best kind first, go before one that was replaced. Each branch is one look into one index.
const codeNames = (code: string, further: RawBuilder<unknown>): RawBuilder<unknown> => sql`v.id = (
  select named.id from (
    select l.id, 1 as rank from lifts.lift l where l.register_code = ${code}
    union all select l.id, 2 from lifts.lift l where l.device_code = ${code}
    union all select l.id, 3 from lifts.lift l where l.maker_code || '-' || l.serial_number = ${code} and l.maker_code is not null and l.serial_number is not null
    union all select l.id, 4 from lifts.lift l where l.use_registration_no = ${tidyUseRegistrationNo(code)} and lifts.is_use_registration_no(l.use_registration_no)
    union all select l.id, 5 from lifts.lift l where l.local_code = ${code}
    ${further}
    union all (select f.lift_id, 7 from lifts.former_code f where f.code = ${code} and f.kind <> 'rescue'
      order by f.until_at desc limit 1)
  ) named order by rank limit 1)`;
