import { type RawBuilder, sql } from "kysely";
import { type Instant, minutes } from "../../../kernel/clock.ts";
import type { LiftId, OrganisationId } from "../../../kernel/ids.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import { readBody } from "../ingest/read-body.ts";
import { evidenceOf } from "../model/car-evidence.ts";
import { defaultSettings } from "../model/detection-settings.ts";
import { type DeviceState, newDevice } from "../model/device-state.ts";
import type { Phase } from "../model/entrapment.ts";
import { noReadings, placeReading } from "../model/reading-order.ts";
import { canonicalV1 } from "../vendors/canonical-v1.ts";
import type { Dialect } from "../vendors/dialect.ts";
import { dialectNamed } from "../vendors/dialects.ts";
import type { Device, Fleet } from "./fleet.ts";
import { readRawTopic } from "./topics.ts";

/** What the database rules over and may change at any time. */
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
};
/** What was stored of its life: where the detector stood and the newest state of a day. */
type Past = { phase: Phase | null; payload: Buffer | null; topic: string | null; receivedAt: Instant | null };

const columns = sql`c.id, c.lift_id as "liftId", c.username, c.salt, c.secret_hash as hash, c.dialect,
  c.enrolled_code as "enrolledCode", c.last_code as "lastCode", v.register_code as "registerCode",
  v.device_code as "deviceCode", v.region_code as "regionCode", v.use_unit_id as "useUnitId",
  v.maintenance_unit_id as "maintenanceUnitId", m.until as "mutedUntil"`;
const tables = sql`devices.credential c join lifts.v_lift v on v.id = c.lift_id left join devices.mute m on m.lift_id = c.lift_id`;

const pageSize = 1_000;
const firstId = "00000000-0000-0000-0000-000000000000";

/** Brings all devices into memory: logins, where each detector stood, and the twin from the newest stored state of a day. */
export async function loadFleet(db: Db, fleet: Fleet, now: Instant): Promise<void> {
  await eachPage(
    (page) => readWithPast(db, page, now),
    (row) => takeRow(fleet, row, stateOf(row)),
  );
}

/** Takes anew what others may have changed: secrets, codes, mutes, regions and units. */
export async function refreshFleet(db: Db, fleet: Fleet): Promise<void> {
  await eachPage(
    (page) => readRows(db, page),
    (row) => {
      // One that is not in memory comes with its past when it logs in.
      if (fleet.byUsername(row.username) !== undefined) takeRow(fleet, row, newDevice);
    },
  );
}

/** One device by its login: after an enrolment here or in another process. Undefined when there is none. */
export async function loadDevice(db: Db, fleet: Fleet, username: string, now: Instant): Promise<Device | undefined> {
  const [row] = await readWithPast(db, sql`c.username = ${username}`, now);
  return row && takeRow(fleet, row, stateOf(row));
}

async function eachPage<R extends Row>(
  read: (page: RawBuilder<unknown>) => Promise<R[]>,
  take: (row: R) => void,
): Promise<void> {
  for (let after = firstId, full = true; full; ) {
    const rows = await read(sql`c.id > ${after} order by c.id limit ${pageSize}`);
    for (const row of rows) take(row);
    full = rows.length === pageSize;
    after = rows.at(-1)?.id ?? after;
  }
}

async function readRows(db: Db, where: RawBuilder<unknown>): Promise<Row[]> {
  const { rows } = await sql<Row>`select ${columns} from ${tables} where ${where}`.execute(db);
  return rows;
}

async function readWithPast(db: Db, where: RawBuilder<unknown>, now: Instant): Promise<(Row & Past)[]> {
  const { rows } = await sql<Row & Past>`
    select ${columns}, d.state as phase, f.payload, f.topic, f.received_at as "receivedAt"
    from ${tables}
    left join devices.detector_state d on d.device_id = c.id
    left join lateral (
      select f.payload, f.topic, f.received_at from devices.frame f
      where f.device_id = c.id and f.received_at > ${ts(now - minutes(24 * 60))} and f.received_at <= ${ts(now + minutes(60))}
        and f.channel = 'state' and f.verdict = 'stored' and f.reason is distinct from 'late'
      order by f.received_at desc limit 1) f on true
    where ${where}`.execute(db);
  return rows;
}

/** A device that is known keeps its state and its connections; those that came in with an old secret are closed. */
function takeRow(fleet: Fleet, row: Row, state: DeviceState): Device {
  const known = fleet.byUsername(row.username);
  const device = known ?? newEntry(row, state);
  if (!device.secret.hash.equals(row.hash)) for (const { connection } of [...device.lines.values()]) connection.close();
  device.secret = { salt: row.salt, hash: row.hash };
  device.dialect = dialectNamed(row.dialect);
  device.mutedUntil = row.mutedUntil ?? 0;
  device.scope = { regionCode: row.regionCode, organisationIds: [row.useUnitId, row.maintenanceUnitId] };
  for (const code of [row.enrolledCode, row.lastCode, row.registerCode, row.deviceCode])
    if (code !== null) device.codes.add(code);
  if (known === undefined) fleet.add(device);
  return device;
}

const newEntry = (row: Row, state: DeviceState): Device => ({
  id: row.id,
  liftId: row.liftId,
  username: row.username,
  secret: { salt: row.salt, hash: row.hash },
  dialect: dialectNamed(row.dialect),
  codes: new Set(),
  lastCode: row.lastCode,
  scope: {},
  state,
  mutedUntil: 0,
  lines: new Map(),
});

/** The newest stored state brings back car and order; where the detector stood is a row of its own. */
function stateOf(row: Row & Past): DeviceState {
  const phase: Phase = row.phase ?? { status: "idle", spent: false };
  const idle: DeviceState = { ...newDevice, entrapment: { phase, freeAt: undefined } };
  if (row.payload === null || row.receivedAt === null) return idle;
  const car = carOf(dialectNamed(row.dialect), row.topic ?? "", row.payload);
  if (car === undefined) return idle;
  const { order, at } = placeReading(noReadings, car, row.receivedAt);
  // Which thresholds are in force does not matter here: an open way out has none.
  const freeAt = evidenceOf(car, defaultSettings).kind === "free" ? at : undefined;
  return { order, car, carReceivedAt: row.receivedAt, entrapment: { phase, freeAt } };
}

/** It was read once already; a dialect that was changed since may see it otherwise, and then the next state comes soon. */
function carOf(dialect: Dialect, topic: string, payload: Buffer): DeviceState["car"] {
  const isRaw = dialect.kind === "raw" && readRawTopic(topic) !== undefined;
  const result = isRaw ? dialect.read(payload) : readBody(canonicalV1, "state", payload);
  return result.ok && result.reading.kind === "state" ? result.reading : undefined;
}
