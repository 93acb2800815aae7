import { type RawBuilder, sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { LiftId, OrganisationId } from "../../../kernel/ids.ts";
import type { Db } from "../../../platform/database/database.ts";
import { newDevice } from "../model/device-state.ts";
import type { Phase } from "../model/entrapment.ts";
import { dialectNamed } from "../vendors/dialects.ts";
import type { Gateway } from "./device.ts";
import { Device, noGateways } from "./device.ts";
import type { Fleet } from "./fleet.ts";
import { loadLatestStates } from "./latest-states.ts";
import { loadFaults } from "./load-faults.ts";
import { loadGateways } from "./load-gateways.ts";
import { keptSecret } from "./secrets.ts";

/** What the database rules over and may change at any time. */
type Row = {
  id: string;
  no: number;
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
  ratedSpeed: number | null;
  revoked: boolean;
  gatewayIds: string[] | null;
  /** Where its detector stood; the newest state comes from the kept frames (latest-states.ts). */
  phase: Phase | null;
};

const columns = sql`c.id, c.no, c.lift_id as "liftId", c.username, c.salt, c.secret_hash as hash, c.dialect,
  c.enrolled_code as "enrolledCode", c.last_code as "lastCode", v.register_code as "registerCode",
  v.device_code as "deviceCode", v.region_code as "regionCode", v.use_unit_id as "useUnitId",
  v.maintenance_unit_id as "maintenanceUnitId", m.until as "mutedUntil", r.rated_speed as "ratedSpeed", c.revoked_at is not null as revoked,
  (select array_agg(g.gateway_id order by g.gateway_id) from devices.gateway_lift g where g.device_id = c.id) as "gatewayIds"`;
const tables = sql`devices.credential c join lifts.v_lift v on v.id = c.lift_id left join devices.mute m on m.lift_id = c.lift_id
  left join lifts.v_rated_speed r on r.lift_id = c.lift_id`;

const pageSize = 1_000;
type Page = { readonly after: string; readonly rows: number };
const firstId = "00000000-0000-0000-0000-000000000000";

/** Brings all devices into memory: logins, where each detector stood, open faults, and what the newest stored frames say. */
export async function loadFleet(db: Db, fleet: Fleet, now: Instant): Promise<void> {
  const { rows } = await sql<{ last: number | null }>`select max(no) as last from devices.credential`.execute(db);
  fleet.twins.reserve(rows[0]?.last ?? 0);
  await refreshFleet(db, fleet);
  await loadFaults(db, fleet, now);
  await loadLatestStates(db, fleet, now);
}

/** Takes anew what others may have changed: logins, grants, codes, mutes, regions and units; devices that were not known come in. */
export async function refreshFleet(db: Db, fleet: Fleet): Promise<void> {
  await loadGateways(db, fleet);
  for (let after: string | undefined = firstId; after !== undefined; )
    after = await refreshPage(db, fleet, { after, rows: pageSize });
}

/** @returns behind which id to go on; undefined at the end. */
async function refreshPage(db: Db, fleet: Fleet, page: Page): Promise<string | undefined> {
  const rows = await readRows(db, sql`c.id > ${page.after} order by c.id limit ${page.rows}`);
  for (const row of rows) takeRow(fleet, row);
  return rows.length === page.rows ? rows.at(-1)?.id : undefined;
}

const roundsPerWalk = 10;
/** Rows of a round at least, and at a time. */
const walkedRows = { least: 5_000, page: pageSize };

/**
 * The same in rounds, each a tenth of a large fleet: for what no bell tells, such as a lift's other region or unit, and for bells that were
 * missed. Reading 200,000 devices in one go would hold up their frames.
 */
export function createFleetWalk(db: Db, fleet: Fleet, rows = walkedRows): { readonly round: () => Promise<void> } {
  let after: string | undefined;
  return {
    round: async () => {
      await loadGateways(db, fleet);
      const pages = Math.ceil(Math.max(rows.least, fleet.size() / roundsPerWalk) / rows.page);
      for (let page = 0; page < pages; page += 1) {
        after = await refreshPage(db, fleet, { after: after ?? firstId, rows: rows.page });
        if (after === undefined) break;
      }
    },
  };
}

/** One device by its login: after an enrolment here or in another process. Undefined when there is none. */
export async function loadDevice(db: Db, fleet: Fleet, username: string): Promise<Device | undefined> {
  const [row] = await readRows(db, sql`c.username = ${username}`);
  return row && takeRow(fleet, row);
}

async function readRows(db: Db, where: RawBuilder<unknown>): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select ${columns}, d.state as phase
    from ${tables} left join devices.detector_state d on d.device_id = c.id
    where ${where}`.execute(db);
  return rows;
}

/** A device that is known keeps its state and its connections; those that came in with an old secret are closed. */
function takeRow(fleet: Fleet, row: Row): Device {
  const known = fleet.byUsername(row.username);
  const device = known ?? newEntry(fleet, row);
  device.revoked = row.revoked;
  grantTo(device, gatewaysOf(fleet, row.gatewayIds));
  const secret = keptSecret(row);
  if (row.revoked || device.secret !== secret)
    for (const { connection } of [...device.lines.values()]) connection.close();
  device.secret = secret;
  device.dialect = dialectNamed(row.dialect);
  device.mutedUntil = row.mutedUntil ?? 0;
  device.ratedSpeed = row.ratedSpeed ?? 0;
  device.scope = sharedScope(device.scope, row);
  for (const code of [row.enrolledCode, row.lastCode, row.registerCode, row.deviceCode])
    if (code !== null) fleet.learnCode(code, device);
  if (known === undefined) fleet.add(device);
  return device;
}

/** Lifts of one gateway share one list: a city has hundreds of thousands of them. */
const gatewayLists = new WeakMap<Gateway, readonly Gateway[]>();

function gatewaysOf(fleet: Fleet, ids: readonly string[] | null): readonly Gateway[] {
  const found = (ids ?? []).flatMap((id) => fleet.gateways.get(id) ?? []).concat(fleet.everyLifts ?? []);
  const [only, ...others] = found;
  if (only === undefined) return noGateways;
  if (others.length > 0) return found;
  const shared = gatewayLists.get(only) ?? found;
  gatewayLists.set(only, shared);
  return shared;
}

function grantTo(device: Device, gateways: readonly Gateway[]): void {
  if (gateways === device.gateways) return;
  for (const gateway of device.gateways) gateway.devices.delete(device);
  for (const gateway of gateways) gateway.devices.add(device);
  device.gateways = gateways;
}

/** Lifts of one region, use unit and maintenance unit share one scope; it is as long remembered as somebody uses it. */
const scopes = new Map<string, WeakRef<Device["scope"]>>();

function sharedScope(before: Device["scope"], { regionCode, useUnitId, maintenanceUnitId }: Row): Device["scope"] {
  const [use, maintenance] = before.organisationIds ?? [];
  if (before.regionCode === regionCode && use === useUnitId && maintenance === maintenanceUnitId) return before;
  const key = `${regionCode} ${useUnitId} ${maintenanceUnitId}`;
  const known = scopes.get(key)?.deref();
  if (known !== undefined) return known;
  const scope = { regionCode, organisationIds: [useUnitId, maintenanceUnitId] };
  scopes.set(key, new WeakRef(scope));
  return scope;
}

function newEntry({ twins }: Fleet, row: Row): Device {
  // Codes are mostly one and the same: one text serves.
  const lastCode = row.lastCode === row.enrolledCode ? row.enrolledCode : row.lastCode;
  const device = new Device(twins, { ...row, lastCode, secret: keptSecret(row), dialect: dialectNamed(row.dialect) });
  if (row.phase !== null) device.state = { ...newDevice, entrapment: { phase: row.phase, freeAt: undefined } };
  return device;
}
