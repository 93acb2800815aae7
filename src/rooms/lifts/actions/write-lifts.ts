import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { type LiftId, newId } from "../../../kernel/ids.ts";
import { json, type Tx, ts } from "../../../platform/database/database.ts";
import { beforeFirst } from "../model/ledger-chain.ts";
import { bestCodeOf, identifiersOf, type LiftFacts, registrationOf } from "../model/lift-facts.ts";
import { codesOf, type PlannedLift } from "../model/plan-lift.ts";
import { firstSign } from "../model/sign-state.ts";
import { findPlaces } from "./find-places.ts";

type Writable = Exclude<PlannedLift, { outcome: "unchanged" }>;
export type WrittenLift = { readonly liftId: LiftId; readonly lift: Writable };

/** Writes new and changed lifts with their places and codes and, for new ones, the head of an empty ledger. */
export async function writeLifts(tx: Tx, lifts: readonly Writable[], at: Instant): Promise<WrittenLift[]> {
  const written = lifts.map((lift) => ({ liftId: lift.outcome === "created" ? newId<"lift">() : lift.liftId, lift }));
  if (written.length === 0) return written;
  const placeOfLift = await findPlaces(
    tx,
    lifts.map(({ facts }) => facts),
  );
  const rowOf = ({ liftId, lift }: WrittenLift) => ({
    id: liftId,
    ...columnsOf(lift.facts, placeOfLift(lift.facts)),
    signBefore: lift.outcome === "created" ? "none" : (lift.before.sign ?? "none"),
  });
  const changed = written.filter(({ lift }) => lift.outcome === "changed");
  if (changed.length > 0) await endCodes(tx, changed, at);
  if (changed.length > 0) await updateLifts(tx, changed.map(rowOf));
  const created = written.filter(({ lift }) => lift.outcome === "created");
  if (created.length > 0) await insertLifts(tx, created.map(rowOf), at);
  return written;
}

const columnsOf = (facts: LiftFacts, buildingId: string) => ({
  ...facts,
  buildingId,
  registerCode: bestCodeOf(facts),
  registration: registrationOf(facts),
  sign: firstSign(facts),
});
type Row = ReturnType<typeof columnsOf> & { readonly id: LiftId; readonly signBefore: string };

const shape = sql.raw(`as n(id uuid, "buildingId" uuid, "registerCode" text, "registrationCode" text, "deviceCode" text,
  "makerCode" text, "serialNumber" text, "localCode" text, "rescueCode" text, "useRegistrationNo" text, kind text,
  "liftNo" text, "regionCode" text, "accessNote" text, "machineRoom" text, "keyPlace" text, lat double precision,
  lon double precision, floors text[], parameters jsonb, "madeOn" date, "inUseSince" date, "designLifeYears" smallint,
  "warrantyUntil" date, registration text, "nextInspectionDue" date, "nextTestingDue" date, sign text, "signBefore" text, "pageToken" text)`);

/** Columns and the names of their values in `shape`. */
const columns: readonly (readonly [string, string])[] = [
  ["building_id", "buildingId"],
  ["register_code", "registerCode"],
  ["registration_code", "registrationCode"],
  ["device_code", "deviceCode"],
  ["maker_code", "makerCode"],
  ["serial_number", "serialNumber"],
  ["local_code", "localCode"],
  ["rescue_code", "rescueCode"],
  ["use_registration_no", "useRegistrationNo"],
  ["kind", "kind"],
  ["lift_no", "liftNo"],
  ["region_code", "regionCode"],
  ["access_note", "accessNote"],
  ["machine_room", "machineRoom"],
  ["key_place", "keyPlace"],
  ["lat", "lat"],
  ["lon", "lon"],
  ["floors", "floors"],
  ["parameters", "parameters"],
  ["made_on", "madeOn"],
  ["in_use_since", "inUseSince"],
  ["design_life_years", "designLifeYears"],
  ["warranty_until", "warrantyUntil"],
  ["registration", "registration"],
  ["next_inspection_due", "nextInspectionDue"],
  ["next_testing_due", "nextTestingDue"],
];

async function insertLifts(tx: Tx, lifts: readonly Row[], at: Instant): Promise<void> {
  const rows = lifts.map((lift) => ({ ...lift, pageToken: newPageToken() }));
  await sql`
    insert into lifts.lift (id, ${sql.raw(columns.map(([column]) => column).join(", "))}, sign, page_token, registered_here_at)
    select n.id, ${sql.raw(columns.map(([, name]) => `n."${name}"`).join(", "))},
      n.sign, n."pageToken", ${ts(at)}
    from jsonb_to_recordset(${json(rows)}::jsonb) ${shape}`.execute(tx);
  await sql`
    insert into lifts.ledger_head (lift_id, no, hash)
    select id, ${beforeFirst.no}, ${beforeFirst.hash} from unnest(${rows.map((row) => row.id)}::uuid[]) as n(id)`.execute(
    tx,
  );
}

/** Long and random: it stands in the printed QR code. */
const newPageToken = (): string => randomBytes(24).toString("base64url");

async function updateLifts(tx: Tx, rows: readonly Row[]): Promise<void> {
  await sql`
    update lifts.lift l set ${sql.raw(columns.map(([column, name]) => `${column} = n."${name}"`).join(", "))},
      -- A scan in the car may have confirmed it since the facts were read.
      sign = case when n."rescueCode" is not distinct from l.rescue_code and n."signBefore" <> l.sign then l.sign else n.sign end,
      version = l.version + 1
    from jsonb_to_recordset(${json(rows)}::jsonb) ${shape} where l.id = n.id`.execute(tx);
}

/** A code that is replaced stays on record: the lift keeps one life under all its names. */
async function endCodes(tx: Tx, lifts: readonly WrittenLift[], at: Instant): Promise<void> {
  const ended = lifts.flatMap(({ liftId, lift }) => {
    if (lift.outcome !== "changed") return [];
    const now = new Set(codesOf(identifiersOf(lift.facts)));
    return identifiersOf(lift.before)
      .filter(({ kind, code }) => !now.has(`${kind}:${code}`))
      .map((identifier) => ({ liftId, ...identifier }));
  });
  if (ended.length === 0) return;
  await sql`
    insert into lifts.former_code (lift_id, kind, code, until_at)
    select "liftId", kind, code, ${ts(at)}
    from jsonb_to_recordset(${json(ended)}::jsonb) as n("liftId" uuid, kind text, code text)
    on conflict do nothing`.execute(tx);
}
