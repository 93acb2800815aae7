import { type RawBuilder, sql } from "kysely";
import { type Instant, minutes } from "../../../kernel/clock.ts";
import type { LiftId, OrganisationId } from "../../../kernel/ids.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import { type DeviceState, newDevice } from "../model/device-state.ts";
import type { Phase } from "../model/entrapment.ts";
import { noReadings, placeReading } from "../model/reading-order.ts";
import { readBody } from "../ingest/read-body.ts";
import type { Dialect } from "../vendors/dialect.ts";
import { dialectNamed } from "../vendors/dialects.ts";
import type { Device, Fleet } from "./fleet.ts";

type Row = {
  id: string;
  liftId: LiftId;
  username: string;
  salt: Buffer;
  hash: Buffer;
  dialect: string;
  enrolledCode: string;
  lastCode: string;
  registerCode: string;
  deviceCode: string | null;
  regionCode: string;
  useUnitId: OrganisationId | null;
  maintenanceUnitId: OrganisationId | null;
  mutedUntil: Instant | null;
  phase: Phase | null;
  payload: Buffer | null;
  receivedAt: Instant | null;
};

const pageSize = 1_000;

/** Brings all devices into memory: logins, where each detector stood, and the twin from the newest stored state of a day. */
export async function loadFleet(db: Db, fleet: Fleet, now: Instant): Promise<void> {
  let after = "00000000-0000-0000-0000-000000000000";
  for (;;) {
    const rows = await readDevices(db, sql`c.id > ${after} order by c.id limit ${pageSize}`, now);
    for (const row of rows) takeDevice(fleet, row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageSize) return;
    after = last.id;
  }
}

/** One device by its login, anew from the database: after an enrolment here or in another process. */
export async function loadDevice(db: Db, fleet: Fleet, username: string, now: Instant): Promise<Device | undefined> {
  const [row] = await readDevices(db, sql`c.username = ${username}`, now);
  return row && takeDevice(fleet, row);
}

async function readDevices(db: Db, where: RawBuilder<unknown>, now: Instant): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select c.id, c.lift_id as "liftId", c.username, c.salt, c.secret_hash as hash, c.dialect,
      c.enrolled_code as "enrolledCode", c.last_code as "lastCode", v.register_code as "registerCode",
      v.device_code as "deviceCode", v.region_code as "regionCode", v.use_unit_id as "useUnitId",
      v.maintenance_unit_id as "maintenanceUnitId", m.until as "mutedUntil", d.state as phase, f.payload, f.received_at as "receivedAt"
    from devices.credential c
    join lifts.v_lift v on v.id = c.lift_id
    left join devices.mute m on m.lift_id = c.lift_id
    left join devices.detector_state d on d.device_id = c.id
    left join lateral (
      select f.payload, f.received_at from devices.frame f
      where f.device_id = c.id and f.received_at > ${ts(now - minutes(24 * 60))} and f.received_at <= ${ts(now + minutes(60))}
        and f.channel = 'state' and f.verdict = 'stored' and f.reason is distinct from 'late'
      order by f.received_at desc limit 1) f on true
    where ${where}`.execute(db);
  return rows;
}

/** An entry that is there keeps its state and connections; what the database rules over is taken anew. */
function takeDevice(fleet: Fleet, row: Row): Device {
  const dialect = dialectNamed(row.dialect);
  const known = fleet.byUsername(row.username);
  const device: Device = known ?? {
    id: row.id,
    liftId: row.liftId,
    username: row.username,
    secret: row,
    dialect,
    codes: new Set(),
    lastCode: row.lastCode,
    scope: {},
    state: stateOf(row, dialect),
    mutedUntil: 0,
    lines: new Map(),
  };
  device.secret = { salt: row.salt, hash: row.hash };
  device.dialect = dialect;
  device.mutedUntil = row.mutedUntil ?? 0;
  device.scope = { regionCode: row.regionCode, organisationIds: [row.useUnitId, row.maintenanceUnitId] };
  for (const code of [row.enrolledCode, row.lastCode, row.registerCode, row.deviceCode])
    if (code !== null) device.codes.add(code);
  if (known === undefined) fleet.add(device);
  return device;
}

/** The newest stored state brings back car and order; where the detector stood is a row of its own. */
function stateOf(row: Row, dialect: Dialect): DeviceState {
  const phase: Phase = row.phase ?? { status: "idle", spent: false };
  const state: DeviceState = { ...newDevice, entrapment: { phase, freeAt: undefined } };
  if (row.payload === null || row.receivedAt === null) return state;
  const result = readBody(dialect, "state", row.payload);
  // It was read once already; a dialect that was changed since may see it otherwise, and then the next state comes soon.
  if (!result.ok || result.reading.kind !== "state") return state;
  const { order } = placeReading(noReadings, result.reading, row.receivedAt);
  return { ...state, order, car: result.reading, carReceivedAt: row.receivedAt };
}

/** Regions and units of lifts change without a word to us: viewers' rights are read anew. */
export async function refreshScopes(db: Db, fleet: Fleet): Promise<void> {
  let after = "00000000-0000-0000-0000-000000000000";
  for (;;) {
    const { rows } = await sql<{
      id: string;
      regionCode: string;
      useUnitId: OrganisationId | null;
      maintenanceUnitId: OrganisationId | null;
    }>`select c.id, v.region_code as "regionCode", v.use_unit_id as "useUnitId", v.maintenance_unit_id as "maintenanceUnitId"
      from devices.credential c join lifts.v_lift v on v.id = c.lift_id
      where c.id > ${after} order by c.id limit ${pageSize}`.execute(db);
    for (const row of rows) {
      const device = fleet.byId(row.id);
      if (device !== undefined)
        device.scope = { regionCode: row.regionCode, organisationIds: [row.useUnitId, row.maintenanceUnitId] };
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageSize) return;
    after = last.id;
  }
}
