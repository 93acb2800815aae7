import { sql } from "kysely";
import { newId } from "../../../kernel/ids.ts";
import { json, type Tx, ts } from "../../../platform/database/database.ts";
import type { Facts } from "../../../platform/work/facts.ts";
import type { FaultKind } from "../contract.ts";
import { faultCleared, faultConfirmed } from "../facts.ts";
import type { FaultTold } from "../model/faults.ts";
import type { Doubted, FaultToldBy } from "./decide-batch.ts";
import { type Decided, noteBlackBoxes } from "./store-black-boxes.ts";

type Confirmed = FaultToldBy & { readonly told: FaultTold & { readonly kind: "confirmed" } };
type Cleared = FaultToldBy & { readonly told: FaultTold & { readonly kind: "cleared" } };
const isConfirmed = (each: FaultToldBy): each is Confirmed => each.told.kind === "confirmed";
const isCleared = (each: FaultToldBy): each is Cleared => each.told.kind === "cleared";

export type StoredFault = { readonly kind: FaultKind; readonly what: "confirmed" | "cleared" };

/**
 * Faults that began or ended in this batch, with their facts. @returns those that the table did not know yet: each counts
 * once, whatever was told again after a restart.
 */
export async function storeFaults(tx: Tx, facts: Facts, told: readonly FaultToldBy[]): Promise<StoredFault[]> {
  const stored: StoredFault[] = [];
  for (const round of roundsOf(told)) {
    await storeCleared(tx, facts, round.filter(isCleared), stored);
    await storeConfirmed(tx, facts, round.filter(isConfirmed), stored);
  }
  return stored;
}

const keyOf = (deviceId: string, kind: string): string => `${deviceId} ${kind}`;

/** In the order of their telling, a kind of a device once in each: nearly always one round. A city's power cut is one statement. */
function roundsOf(told: readonly FaultToldBy[]): FaultToldBy[][] {
  const rounds: FaultToldBy[][] = [];
  const seen = new Map<string, number>();
  for (const each of told) {
    const key = keyOf(each.device.id, each.told.fault.kind);
    const no = seen.get(key) ?? 0;
    seen.set(key, no + 1);
    const round = rounds[no];
    if (round === undefined) rounds.push([each]);
    else round.push(each);
  }
  return rounds;
}

type Returned = { readonly id: string; readonly deviceId: string; readonly kind: string };

async function storeConfirmed(tx: Tx, facts: Facts, told: readonly Confirmed[], stored: StoredFault[]): Promise<void> {
  if (told.length === 0) return;
  const faults = told.map((each) => each.told.fault);
  const { rows } = await sql<Returned>`
    insert into devices.fault (id, device_id, lift_id, kind, since, confirmed_at, rule, event_id, at_work, evidence)
    select * from unnest(${told.map(() => newId())}::uuid[], ${told.map(({ device }) => device.id)}::uuid[],
      ${told.map(({ device }) => device.liftId)}::uuid[], ${faults.map(({ kind }) => kind)}::text[],
      ${faults.map(({ since }) => ts(since))}::timestamptz[], ${told.map(({ at }) => ts(at))}::timestamptz[],
      ${faults.map(ruleOf)}::text[], ${faults.map(({ eventId }) => eventId)}::text[],
      ${told.map((each) => each.told.atWork)}::boolean[], ${told.map(({ evidence }) => json(evidence))}::jsonb[])
    on conflict do nothing returning id, device_id as "deviceId", kind`.execute(tx);
  const ids = idsOf(rows);
  const decided: Decided[] = [];
  for (const { device, told: what, at } of told) {
    const { kind, since } = what.fault;
    const faultId = ids.get(keyOf(device.id, kind));
    if (faultId === undefined) continue;
    stored.push({ kind, what: "confirmed" });
    const { liftId, id: deviceId } = device;
    const rule = ruleOf(what.fault);
    decided.push({ id: faultId, device, kind, cause: rule, text: null, at });
    const body = { faultId, liftId, deviceId, fault: kind, since, confirmedAt: at, rule, atWork: what.atWork };
    await facts.publish(tx, faultConfirmed, { key: faultId, body, at });
  }
  await noteBlackBoxes(tx, decided);
}

const ruleOf = ({ eventId }: { readonly eventId: string | null }): "device-event" | "inference" =>
  eventId === null ? "inference" : "device-event";

const idsOf = (rows: readonly Returned[]): ReadonlyMap<string, string> =>
  new Map(rows.map(({ id, deviceId, kind }) => [keyOf(deviceId, kind), id]));

async function storeCleared(tx: Tx, facts: Facts, told: readonly Cleared[], stored: StoredFault[]): Promise<void> {
  if (told.length === 0) return;
  const { rows } = await sql<Returned>`
    update devices.fault f set cleared_at = c.at, cleared_by = c.source
    from unnest(${told.map(({ device }) => device.id)}::uuid[], ${told.map((each) => each.told.fault.kind)}::text[],
      ${told.map(({ at }) => ts(at))}::timestamptz[], ${told.map((each) => each.told.source)}::text[])
      as c (device_id, kind, at, source)
    where f.device_id = c.device_id and f.kind = c.kind and f.cleared_at is null
    returning f.id, f.device_id as "deviceId", f.kind`.execute(tx);
  const ids = idsOf(rows);
  for (const { device, told: what, at } of told) {
    const { kind } = what.fault;
    const faultId = ids.get(keyOf(device.id, kind));
    if (faultId === undefined) continue;
    stored.push({ kind, what: "cleared" });
    const body = { faultId, liftId: device.liftId, fault: kind, at: what.at, source: what.source };
    await facts.publish(tx, faultCleared, { key: faultId, body, at });
  }
}

/** The doubt stands with the event, whatever rescue makes of it. */
export async function storeDoubts(tx: Tx, doubted: readonly Doubted[]): Promise<void> {
  if (doubted.length === 0) return;
  await sql`update devices.event e set doubt = concat_ws('; ', e.doubt, d.doubt)
    from unnest(${doubted.map(({ device }) => device.id)}::uuid[],
      ${doubted.map(({ event }) => event.id)}::text[], ${doubted.map(({ event }) => ts(event.at))}::timestamptz[],
      ${doubted.map(({ doubt }) => doubt)}::text[]) as d (device_id, event_id, measured_at, doubt)
    where e.device_id = d.device_id and e.event_id = d.event_id and e.measured_at = d.measured_at`.execute(tx);
}
