import { sql } from "kysely";
import { type Instant, minutes } from "../../../kernel/clock.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import type { FaultKind } from "../contract.ts";
import { type Fault, noFaults } from "../model/faults.ts";
import type { Fleet } from "./fleet.ts";

/** What the device has cleared so lately may still stand before the detector's eyes. */
const spentMs = minutes(24 * 60);
const rowsAtOnce = 5_000;

type Row = {
  id: string;
  deviceId: string;
  kind: FaultKind;
  since: Instant;
  eventId: string | null;
  clearedAt: Instant | null;
};
const columns = sql`id, device_id as "deviceId", kind, since, event_id as "eventId", cleared_at as "clearedAt"`;
const firstId = "00000000-0000-0000-0000-000000000000";

/** Open faults, as a start finds them. Suspicions have no row: they begin anew. */
export async function loadFaults(db: Db, fleet: Fleet, now: Instant): Promise<void> {
  await loadOpen(db, fleet);
  await loadSpent(db, fleet, now);
}

/** In the order of the index on open ones, in pages. */
async function loadOpen(db: Db, fleet: Fleet): Promise<void> {
  for (let after = { deviceId: firstId, kind: "" }; ; ) {
    const { rows } = await sql<Row>`
      select ${columns} from devices.fault
      where cleared_at is null and (device_id, kind) > (${after.deviceId}::uuid, ${after.kind})
      order by device_id, kind limit ${rowsAtOnce}`.execute(db);
    for (const row of rows) takeFault(fleet, row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < rowsAtOnce) return;
    after = last;
  }
}

/** The same by the index on what devices have cleared. */
async function loadSpent(db: Db, fleet: Fleet, now: Instant): Promise<void> {
  for (let after = { clearedAt: now - spentMs, id: firstId }; ; ) {
    const { rows } = await sql<Row & { clearedAt: Instant }>`
      select ${columns} from devices.fault
      where cleared_by = 'device' and (cleared_at, id) > (${ts(after.clearedAt)}, ${after.id}::uuid)
      order by cleared_at, id limit ${rowsAtOnce}`.execute(db);
    for (const row of rows) takeFault(fleet, row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < rowsAtOnce) return;
    after = last;
  }
}

function takeFault(fleet: Fleet, { deviceId, kind, since, eventId, clearedAt }: Row): void {
  const device = fleet.byId(deviceId);
  if (device === undefined) return;
  const { open } = device.state.faults;
  const isOpen = clearedAt === null;
  // Of one kind the open one counts.
  if (!isOpen && open.some((fault) => fault.kind === kind)) return;
  const fault: Fault = { kind, status: isOpen ? "confirmed" : "spent", since, until: 0, count: 1, eventId };
  const others = open.filter((each) => each.kind !== kind);
  device.state = { ...device.state, faults: { ...noFaults, open: [...others, fault] } };
}
