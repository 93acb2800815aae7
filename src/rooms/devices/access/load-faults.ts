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
  isOpen: boolean;
};

/** Open faults, as a start finds them. Suspicions have no row: they begin anew. */
export async function loadFaults(db: Db, fleet: Fleet, now: Instant): Promise<void> {
  for (let after = "00000000-0000-0000-0000-000000000000"; ; ) {
    const { rows } = await sql<Row>`
      select id, device_id as "deviceId", kind, since, event_id as "eventId", cleared_at is null as "isOpen"
      from devices.fault
      where id > ${after} and (cleared_at is null or cleared_by = 'device' and cleared_at > ${ts(now - spentMs)})
      order by id limit ${rowsAtOnce}`.execute(db);
    for (const row of rows) takeFault(fleet, row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < rowsAtOnce) return;
    after = last.id;
  }
}

function takeFault(fleet: Fleet, { deviceId, kind, since, eventId, isOpen }: Row): void {
  const device = fleet.byId(deviceId);
  if (device === undefined) return;
  const { open } = device.state.faults;
  // Of one kind the open one counts.
  if (!isOpen && open.some((fault) => fault.kind === kind)) return;
  const fault: Fault = { kind, status: isOpen ? "confirmed" : "spent", since, until: 0, count: 1, eventId };
  const others = open.filter((each) => each.kind !== kind);
  device.state = { ...device.state, faults: { ...noFaults, open: [...others, fault] } };
}
