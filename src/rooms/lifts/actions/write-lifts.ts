import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { type LiftId, newId } from "../../../kernel/ids.ts";
import { json, type Tx, ts } from "../../../platform/database/database.ts";
import { beforeFirst } from "../model/ledger-chain.ts";
import { bestCodeOf, identifiersOf, type LiftFacts, placeOf } from "../model/lift-facts.ts";
import { codesOf, type PlannedLift } from "../model/plan-lift.ts";

type Writable = Exclude<PlannedLift, { outcome: "unchanged" }>;
export type WrittenLift = { readonly liftId: LiftId; readonly lift: Writable };

/** Writes new and changed lifts with their codes and, for new ones, the head of an empty ledger. */
export async function writeLifts(tx: Tx, lifts: readonly Writable[], at: Instant): Promise<WrittenLift[]> {
  const written = lifts.map((lift) => ({ liftId: lift.outcome === "created" ? newId<"lift">() : lift.liftId, lift }));
  const created = written.filter(({ lift }) => lift.outcome === "created");
  if (created.length > 0) await insertLifts(tx, created, at);
  const changed = written.filter(({ lift }) => lift.outcome === "changed");
  if (changed.length > 0) await updateLifts(tx, changed);
  await writeIdentifiers(tx, written, at);
  return written;
}

const columnsOf = (facts: LiftFacts) => ({
  ...facts,
  registerCode: bestCodeOf(facts),
  place: placeOf(facts),
  registration: facts.registrationCode === null ? "not-registered" : "registered",
});

const shape = sql.raw(`as n(id uuid, "registerCode" text, "deviceCode" text, "makerCode" text, "serialNumber" text,
  "rescueCode" text, kind text, compound text, building text, entrance text, "liftNo" text, place text, address text,
  "regionCode" text, lat double precision, lon double precision, floors text[], registration text, "pageToken" text)`);

async function insertLifts(tx: Tx, lifts: readonly WrittenLift[], at: Instant): Promise<void> {
  const rows = lifts.map(({ liftId, lift }) => ({
    id: liftId,
    ...columnsOf(lift.facts),
    pageToken: randomBytes(24).toString("base64url"),
  }));
  await sql`
    insert into lifts.lift (id, register_code, device_code, maker_code, serial_number, rescue_code, kind, compound,
      building, entrance, lift_no, place, address, region_code, lat, lon, floors, registration, page_token, registered_here_at)
    select id, "registerCode", "deviceCode", "makerCode", "serialNumber", "rescueCode", kind, compound, building, entrance,
      "liftNo", place, address, "regionCode", lat, lon, floors, registration, "pageToken", ${ts(at)}
    from jsonb_to_recordset(${json(rows)}::jsonb) ${shape}`.execute(tx);
  await sql`
    insert into lifts.ledger_head (lift_id, no, hash)
    select id, ${beforeFirst.no}, ${beforeFirst.hash} from unnest(${rows.map((row) => row.id)}::uuid[]) as n(id)`.execute(
    tx,
  );
}

async function updateLifts(tx: Tx, lifts: readonly WrittenLift[]): Promise<void> {
  const rows = lifts.map(({ liftId, lift }) => ({ id: liftId, ...columnsOf(lift.facts) }));
  await sql`
    update lifts.lift l set register_code = n."registerCode", device_code = n."deviceCode", maker_code = n."makerCode",
      serial_number = n."serialNumber", rescue_code = n."rescueCode", kind = n.kind, compound = n.compound,
      building = n.building, entrance = n.entrance, lift_no = n."liftNo", place = n.place, address = n.address,
      region_code = n."regionCode", lat = n.lat, lon = n.lon, floors = n.floors, registration = n.registration
    from jsonb_to_recordset(${json(rows)}::jsonb) ${shape} where l.id = n.id`.execute(tx);
}

/** A code that is replaced ends and stays on record; a new one begins. */
async function writeIdentifiers(tx: Tx, lifts: readonly WrittenLift[], at: Instant): Promise<void> {
  const begun = lifts.flatMap(({ liftId, lift }) => {
    const before = new Set(lift.outcome === "changed" ? codesOf(identifiersOf(lift.before)) : []);
    return identifiersOf(lift.facts)
      .filter((identifier) => !before.has(`${identifier.kind}:${identifier.code}`))
      .map((identifier) => ({ liftId, ...identifier }));
  });
  if (begun.length === 0) return;
  await sql`
    update lifts.lift_identifier i set until_at = ${ts(at)}
    from jsonb_to_recordset(${json(begun)}::jsonb) as n("liftId" uuid, kind text)
    where i.lift_id = n."liftId" and i.kind = n.kind and i.until_at is null`.execute(tx);
  await sql`
    insert into lifts.lift_identifier (lift_id, kind, code, from_at)
    select "liftId", kind, code, ${ts(at)}
    from jsonb_to_recordset(${json(begun)}::jsonb) as n("liftId" uuid, kind text, code text)`.execute(tx);
}
