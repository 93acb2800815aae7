import { type RawBuilder, sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { type LiftId, newId } from "../../../kernel/ids.ts";
import { regionHolds } from "../../../kernel/principal.ts";
import { type Db, json, type Tx, ts } from "../../../platform/database/database.ts";
import { type GapKind, gapKinds } from "../contract/editing.ts";

/** Lifts that somebody rides, or could: the others lack nothing. */
const alive = sql`l.withdrawn_at is null and l.registration in ('in-use', 'unregistered', 'not-handed-over', 'stopped')`;
const serves = (role: string) =>
  sql`select 1 from lifts.v_serves s where s.lift_id = l.id and s.role = ${role} and s.now`;

/** What makes each gap, over `lifts.lift l`. */
const conditions: Readonly<Record<Exclude<GapKind, "two-alike">, RawBuilder<unknown>>> = {
  "no-use-unit": sql`not exists (${serves("use-unit")})`,
  "no-safety-officer": sql`exists (select 1 from lifts.party p where p.lift_id = l.id and p.role = 'use-unit'
    and p.safety_officer = '' and daterange(p.from_date, p.to_date, '[]') @> (now() at time zone 'Asia/Shanghai')::date)`,
  "no-maintenance-unit": sql`l.registration = 'in-use' and not exists (${serves("maintenance")})`,
  "no-position": sql`l.lat is null`,
  "no-rescue-code": sql`l.rescue_code is null`,
  "sign-not-posted": sql`l.rescue_code is not null and l.sign = 'assigned'`,
};

type Found = { readonly liftId: LiftId; readonly regionCode: string; readonly otherLiftId: LiftId | null };

const findersOf = (among: RawBuilder<unknown>): readonly (readonly [GapKind, RawBuilder<Found>])[] => [
  ...Object.entries(conditions).map(
    ([kind, condition]) =>
      [
        kind as GapKind,
        sql<Found>`select l.id as "liftId", l.region_code as "regionCode", null::uuid as "otherLiftId"
          from lifts.lift l where ${alive} and ${among} and ${condition}`,
      ] as const,
  ),
  [
    "two-alike",
    // The same number in the same building, or one maker's serial number twice.
    sql<Found>`select l.id as "liftId", l.region_code as "regionCode", min(other.id::text)::uuid as "otherLiftId"
      from lifts.lift l join lifts.lift other on other.building_id = l.building_id and other.lift_no = l.lift_no
        and other.kind = l.kind and other.id < l.id and other.withdrawn_at is null
        and other.registration in ('in-use', 'unregistered', 'not-handed-over', 'stopped')
      where ${alive} and ${among} and l.lift_no <> '' group by l.id, l.region_code`,
  ],
];

/** Opens the gaps that are there now and closes those that are not, for some lifts; in the transaction that changed them. */
export async function lookForGaps(tx: Tx, liftIds: readonly LiftId[], at: Instant): Promise<void> {
  const owners = await loadOwners(tx);
  const among = sql`l.id = any(${liftIds}::uuid[])`;
  for (const [kind, found] of findersOf(among)) await settle(tx, { kind, found, at, owners, liftIds });
}

/** One kind for the whole register; kind by kind, because a million lifts take their time. */
export async function lookForGapsOfKind(db: Db, kind: GapKind, at: Instant): Promise<void> {
  const owners = await loadOwners(db);
  const found = findersOf(sql`true`).find(([each]) => each === kind)?.[1];
  if (found !== undefined)
    await db.transaction().execute((tx) => settle(tx, { kind, found, at, owners, liftIds: undefined }));
}

export async function lookForAllGaps(db: Db, at: Instant): Promise<void> {
  for (const kind of gapKinds) await lookForGapsOfKind(db, kind, at);
}

type Settling = {
  readonly kind: GapKind;
  readonly found: RawBuilder<Found>;
  readonly at: Instant;
  readonly owners: readonly Owner[];
  readonly liftIds: readonly LiftId[] | undefined;
};

async function settle(tx: Tx, { kind, found, at, owners, liftIds }: Settling): Promise<void> {
  const among = liftIds === undefined ? sql`true` : sql`g.lift_id = any(${liftIds}::uuid[])`;
  await sql`update lifts.gap g set closed_at = ${ts(at)}
    where g.kind = ${kind} and g.closed_at is null and ${among}
      and not exists (select 1 from (${found}) f where f."liftId" = g.lift_id)`.execute(tx);
  const { rows } = await sql<Found & { useUnitId: string | null; maintenanceId: string | null }>`
    select f.*,
      (select s.organisation_id from lifts.v_serves s where s.lift_id = f."liftId" and s.role = 'use-unit' and s.now limit 1) as "useUnitId",
      (select s.organisation_id from lifts.v_serves s where s.lift_id = f."liftId" and s.role = 'maintenance' and s.now limit 1) as "maintenanceId"
    from (${found}) f
    where not exists (select 1 from lifts.gap g where g.lift_id = f."liftId" and g.kind = ${kind} and g.closed_at is null)`.execute(
    tx,
  );
  const ruled = await sql<{ ownerKind: string }>`
    select owner_kind as "ownerKind" from lifts.gap_rule where kind = ${kind}`.execute(tx);
  const ownerKind = ruled.rows[0]?.ownerKind ?? "supervision";
  const opened = rows.map((row) => ({ id: newId<"gap">(), ...row, ownerId: ownerOf(row, ownerKind, owners) }));
  for (let from = 0; from < opened.length; from += rowsPerInsert)
    await open(tx, kind, opened.slice(from, from + rowsPerInsert), at);
}

const rowsPerInsert = 5_000;

async function open(tx: Tx, kind: GapKind, rows: readonly object[], at: Instant): Promise<void> {
  await sql`
    insert into lifts.gap (id, lift_id, kind, other_lift_id, owner_id, opened_at, due_at)
    select n.id, n."liftId", ${kind}, n."otherLiftId", n."ownerId", ${ts(at)}, ${ts(at)}::timestamptz + make_interval(days => r.due_days)
    from jsonb_to_recordset(${json(rows)}::jsonb) as n(id uuid, "liftId" uuid, "otherLiftId" uuid, "ownerId" uuid)
    join lifts.gap_rule r on r.kind = ${kind}
    on conflict do nothing`.execute(tx);
}

type Owner = { readonly id: string; readonly kind: string; readonly regionCode: string };

async function loadOwners(db: Db): Promise<readonly Owner[]> {
  const { rows } = await sql<Owner>`
    select id, kind, region_code as "regionCode" from identity.v_organisation
    where kind in ('street-office', 'supervision') order by length(region_code) desc, region_code desc, id`.execute(db);
  return rows;
}

type Served = { readonly regionCode: string; readonly useUnitId: string | null; readonly maintenanceId: string | null };

/** The office nearest above the lift's region; where there is none of the kind, the supervision. */
function ownerOf(lift: Served, ownerKind: string, owners: readonly Owner[]): string | null {
  if (ownerKind === "use-unit" && lift.useUnitId !== null) return lift.useUnitId;
  if (ownerKind === "maintenance" && lift.maintenanceId !== null) return lift.maintenanceId;
  const above = owners.filter(({ regionCode }) => regionHolds(regionCode, lift.regionCode));
  const nearest = (kind: string) => above.filter((owner) => owner.kind === kind).sort(byReach)[0];
  return (nearest(ownerKind) ?? nearest("supervision"))?.id ?? null;
}

/** A smaller region goes first: its code has fewer zeros at its end. */
const byReach = (a: Owner, b: Owner): number => reach(b) - reach(a) || (a.id < b.id ? -1 : 1);
const reach = ({ regionCode }: Owner): number => regionCode.replace(/0+$/, "").length;
