import { type RawBuilder, sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { LiftId } from "../../../kernel/ids.ts";
import { regionHolds } from "../../../kernel/principal.ts";
import { type Db, json, type Tx, ts } from "../../../platform/database/database.ts";
import type { OrganisationKind } from "../../identity/contract.ts";
import { type GapKind, gapKinds } from "../contract/catalogue.ts";
import { riddenRegistrations } from "../model/gap-lifts.ts";

const ridden = sql`(${sql.join(riddenRegistrations.map((each) => sql.lit(each)))})`;
const alive = sql`l.withdrawn_at is null and l.registration in ${ridden}`;
const serves = (role: string) =>
  sql`select 1 from lifts.v_serves s where s.lift_id = l.id and s.role = ${role} and s.now`;

/** What makes each gap, over `lifts.lift l`; `register-index/lacks.ts` says the same of its columns. */
const conditions: Readonly<Record<Exclude<GapKind, "two-alike">, RawBuilder<unknown>>> = {
  "no-use-unit": sql`not exists (${serves("use-unit")})`,
  "no-safety-officer": sql`exists (select 1 from lifts.party p where p.lift_id = l.id and p.role = 'use-unit'
    and p.safety_officer = '' and daterange(p.from_date, p.to_date, '[]') @> (now() at time zone 'Asia/Shanghai')::date)`,
  "no-maintenance-unit": sql`l.registration = 'in-use' and not exists (${serves("maintenance")})`,
  "no-position": sql`l.lat is null`,
  "no-rescue-code": sql`l.rescue_code is null`,
  "sign-not-posted": sql`l.rescue_code is not null and l.sign = 'assigned'`,
};

/** The lifts among those that lack it: `liftId`, `regionCode`, `otherLiftId`. */
function finderOf(kind: GapKind, among: RawBuilder<unknown>): RawBuilder<unknown> {
  if (kind !== "two-alike")
    return sql`select l.id as "liftId", l.region_code as "regionCode", null::uuid as "otherLiftId"
      from lifts.lift l where ${alive} and ${among} and ${conditions[kind]}`;
  // The same number in the same building.
  return sql`select l.id as "liftId", l.region_code as "regionCode", min(other.id::text)::uuid as "otherLiftId"
    from lifts.lift l join lifts.lift other on other.building_id = l.building_id and other.lift_no = l.lift_no
      and other.kind = l.kind and other.id < l.id and other.withdrawn_at is null
      and other.registration in ${ridden}
    where ${alive} and ${among} and l.lift_no <> '' group by l.id, l.region_code`;
}

/** Opens the gaps that are there now and closes those that are not, for some lifts; in the transaction that changed them. */
export async function lookForGaps(tx: Tx, liftIds: readonly LiftId[], at: Instant): Promise<void> {
  const owners = await loadOwners(tx);
  const these = (column: string) => sql`${sql.ref(column)} = any(${liftIds}::uuid[])`;
  for (const kind of gapKinds) await settle(tx, { kind, these, at, owners });
}

/** So many lifts are looked at in one transaction of the whole register's look. */
const liftsPerLook = 50_000;
/** One look of a kind at a time, whoever else was asked for it. */
const lockOf = (kind: GapKind) => sql`pg_try_advisory_xact_lock(7321847, ${gapKinds.indexOf(kind)})`;

/** One kind for the whole register, part by part; a million lifts take their time, and nobody waits for them. */
export async function lookForGapsOfKind(db: Db, kind: GapKind, at: Instant): Promise<void> {
  const owners = await loadOwners(db);
  let after = "00000000-0000-0000-0000-000000000000";
  let whole = true;
  for (;;) {
    const { rows } = await sql<{ id: string }>`
      select id from lifts.lift where id > ${after}::uuid order by id offset ${liftsPerLook - 1} limit 1`.execute(db);
    const last = rows[0]?.id;
    const from = after;
    const these = (column: string) =>
      last === undefined
        ? sql`${sql.ref(column)} > ${from}::uuid`
        : sql`${sql.ref(column)} > ${from}::uuid and ${sql.ref(column)} <= ${last}::uuid`;
    await db.transaction().execute(async (tx) => {
      const lock = await sql<{ mine: boolean }>`select ${lockOf(kind)} as mine`.execute(tx);
      if (lock.rows[0]?.mine === true) await settle(tx, { kind, these, at, owners });
      else whole = false;
    });
    if (last === undefined) break;
    after = last;
  }
  if (whole) await sql`update lifts.gap_rule set looked_at = ${ts(at)} where kind = ${kind}`.execute(db);
}

export async function lookForAllGaps(db: Db, at: Instant): Promise<void> {
  for (const kind of gapKinds) await lookForGapsOfKind(db, kind, at);
}

type Settling = {
  readonly kind: GapKind;
  /** Which lifts are looked at, as a condition on the column that holds the lift's id. */
  readonly these: (column: string) => RawBuilder<unknown>;
  readonly at: Instant;
  readonly owners: readonly Owner[];
};

async function settle(tx: Tx, { kind, these, at, owners }: Settling): Promise<void> {
  const found = finderOf(kind, these("l.id"));
  await sql`update lifts.gap g set closed_at = ${ts(at)}
    where g.kind = ${kind} and g.closed_at is null and ${these("g.lift_id")}
      and not exists (select 1 from (${found}) f where f."liftId" = g.lift_id)`.execute(tx);
  const serving = (role: string) => sql`(select s.organisation_id from lifts.v_serves s
    where s.lift_id = f."liftId" and s.role = ${role} and s.now limit 1)`;
  await sql`
    insert into lifts.gap (id, lift_id, kind, other_lift_id, owner_id, opened_at, due_at)
    select gen_random_uuid(), f."liftId", ${kind}, f."otherLiftId",
      case r.owner_kind when 'use-unit' then coalesce(${serving("use-unit")}, o.supervision)
        when 'maintenance' then coalesce(${serving("maintenance")}, o.supervision)
        when 'street-office' then coalesce(o."streetOffice", o.supervision) else o.supervision end,
      ${ts(at)}, ${ts(at)}::timestamptz + make_interval(days => r.due_days)
    from (${found}) f
    join lifts.gap_rule r on r.kind = ${kind}
    left join jsonb_to_recordset(${json(await nearestOwners(tx, owners))}::jsonb)
      as o("regionCode" text, supervision uuid, "streetOffice" uuid) on o."regionCode" = f."regionCode"
    where not exists (select 1 from lifts.gap g where g.lift_id = f."liftId" and g.kind = ${kind} and g.closed_at is null)
    on conflict do nothing`.execute(tx);
}

/** Who owns gaps: a street office or the township in its place, and the bureau or 市场监管所 of whatever level. */
const ownerKinds = {
  "street-office": ["street-office", "township"],
  supervision: ["supervision", "supervision-office", "supervision-county", "supervision-city", "supervision-province"],
} as const satisfies Readonly<Record<string, readonly OrganisationKind[]>>;

type Owner = { readonly id: string; readonly kind: OrganisationKind; readonly regionCode: string };

async function loadOwners(db: Db): Promise<readonly Owner[]> {
  const { rows } = await sql<Owner>`
    select id, kind, region_code as "regionCode" from identity.v_organisation
    where kind = any(${Object.values(ownerKinds).flat()})`.execute(db);
  return rows;
}

/** For every region the office of each kind that is nearest above it. */
async function nearestOwners(tx: Tx, owners: readonly Owner[]): Promise<object[]> {
  if (owners.length === 0) return [];
  const { rows } = await sql<{ code: string }>`select code from identity.v_region`.execute(tx);
  return rows.map(({ code }) => {
    const above = owners.filter(({ regionCode }) => regionHolds(regionCode, code)).sort(byReach);
    const nearest = (kind: keyof typeof ownerKinds) =>
      above.find((owner) => (ownerKinds[kind] as readonly string[]).includes(owner.kind))?.id ?? null;
    return { regionCode: code, supervision: nearest("supervision"), streetOffice: nearest("street-office") };
  });
}

/** A smaller region goes first: its code has fewer zeros at its end. */
const byReach = (a: Owner, b: Owner): number => reach(b) - reach(a) || (a.id < b.id ? -1 : 1);
const reach = ({ regionCode }: Owner): number => regionCode.replace(/0+$/, "").length;
