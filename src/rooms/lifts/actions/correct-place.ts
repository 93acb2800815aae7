import { sql } from "kysely";
import type { LiftId } from "../../../kernel/ids.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { json, type Tx } from "../../../platform/database/database.ts";
import { actorOf, covers, scopesOf } from "../../identity/index.ts";
import { type Change, type LiftFacts, siteNameOf } from "../model/lift-facts.ts";
import type { EditAsk } from "./open-file.ts";
import { recordTraces } from "./record-traces.ts";

/** Facts of the site and of the building: told of one lift they hold for all that stand there. */
const siteFields = ["sector", "community"] as const;
const buildingFields = ["powerSupplyPoint"] as const;
export const placeFields: readonly string[] = [...siteFields, ...buildingFields];
/** A place with more lifts than this is no place but a slip. */
const liftsMax = 2_000;
const tracesAtOnce = 500;

/** Where a correction puts the lift: the region must be there and be the person's. Refused: LIFTS_REGION_UNKNOWN, LIFTS_REGION_OUTSIDE. */
export async function mayStandIn(tx: Tx, ask: EditAsk, { regionCode, sector }: LiftFacts): Promise<Result<null>> {
  const { rows } = await sql`select 1 from identity.v_region where code = ${regionCode}`.execute(tx);
  if (rows.length === 0) return refuse("LIFTS_REGION_UNKNOWN");
  const reached = covers(scopesOf(ask.principal, "lifts.edit"), { regionCode, sector });
  return reached ? ok(null) : refuse("LIFTS_REGION_OUTSIDE");
}

type Place = Pick<LiftFacts, (typeof siteFields)[number] | (typeof buildingFields)[number]>;

/** Facts of a lift that comes to stand elsewhere: what the place there knows of itself goes before what the lift brings along. */
export async function asThePlaceSays(
  tx: Tx,
  before: LiftFacts,
  { facts, told }: { readonly facts: LiftFacts; readonly told: ReadonlySet<string> },
): Promise<LiftFacts> {
  const there = await findPlace(tx, facts);
  const known: { -readonly [Field in keyof Place]?: Place[Field] } = {};
  if (there !== undefined && !sameSite(before, facts)) {
    if (there.sector !== null) known.sector = there.sector;
    if (there.community !== "") known.community = there.community;
  }
  if (there !== undefined && there.powerSupplyPoint !== "" && !sameBuilding(before, facts))
    known.powerSupplyPoint = there.powerSupplyPoint;
  return { ...facts, ...Object.fromEntries(Object.entries(known).filter(([field]) => !told.has(field))) };
}

const sameSite = (a: LiftFacts, b: LiftFacts): boolean =>
  a.regionCode === b.regionCode && siteNameOf(a) === siteNameOf(b);
const sameBuilding = (a: LiftFacts, b: LiftFacts): boolean =>
  sameSite(a, b) && a.building === b.building && a.unit === b.unit && a.address === b.address;

async function findPlace(tx: Tx, facts: LiftFacts): Promise<Place | undefined> {
  const { rows } = await sql<Place>`
    select nullif(s.sector, 'unknown') as sector, s.community, coalesce(b.power_supply_point, '') as "powerSupplyPoint"
    from lifts.site s left join lifts.building b on b.site_id = s.id and b.name = ${facts.building}
      and b.unit = ${facts.unit} and b.address = ${facts.address}
    where s.region_code = ${facts.regionCode} and s.name = ${siteNameOf(facts)}`.execute(tx);
  return rows[0];
}

type Neighbour = { readonly id: LiftId; readonly ofBuilding: boolean } & Place;

/** The other lifts of the place, as they are before it is put right. Refused: LIFTS_TOO_MANY. */
export async function neighboursOf(
  tx: Tx,
  liftId: LiftId,
  { facts, told }: { readonly facts: LiftFacts; readonly told: ReadonlySet<string> },
): Promise<Result<readonly Neighbour[]>> {
  if (!placeFields.some((field) => told.has(field))) return ok([]);
  const { rows } = await sql<Neighbour>`
    select l.id, (b.name = ${facts.building} and b.unit = ${facts.unit} and b.address = ${facts.address}) as "ofBuilding",
      nullif(s.sector, 'unknown') as sector, s.community, b.power_supply_point as "powerSupplyPoint"
    from lifts.site s join lifts.building b on b.site_id = s.id join lifts.lift l on l.building_id = b.id
    where s.region_code = ${facts.regionCode} and s.name = ${siteNameOf(facts)} and l.id <> ${liftId}
      and l.withdrawn_at is null order by l.id limit ${liftsMax + 1}`.execute(tx);
  return rows.length > liftsMax ? refuse("LIFTS_TOO_MANY", { max: liftsMax }) : ok(rows);
}

/** Writes what was told of the place where the lift stands now, remembers it as corrected, and tells it in the ledgers of its neighbours. */
export async function correctPlace(
  tx: Tx,
  ask: EditAsk,
  told: { readonly facts: LiftFacts; readonly fields: ReadonlySet<string>; readonly neighbours: readonly Neighbour[] },
): Promise<void> {
  const { facts, fields, neighbours } = told;
  const marks = (names: readonly string[]) => {
    const mark = { by: actorOf(ask.principal).id, at: ask.at };
    return json(Object.fromEntries(names.filter((name) => fields.has(name)).map((name) => [name, mark])));
  };
  const building = sql`(select building_id from lifts.lift where id = ${ask.liftId})`;
  if (siteFields.some((field) => fields.has(field)))
    await sql`
      update lifts.site set sector = ${facts.sector ?? "unknown"}, community = ${facts.community},
        corrected = coalesce(corrected, '{}') || ${marks(siteFields)}::jsonb
      where id = (select site_id from lifts.building where id = ${building})`.execute(tx);
  if (buildingFields.some((field) => fields.has(field)))
    await sql`
      update lifts.building set power_supply_point = ${facts.powerSupplyPoint},
        corrected = coalesce(corrected, '{}') || ${marks(buildingFields)}::jsonb where id = ${building}`.execute(tx);
  const changed = neighbours.flatMap((each) => {
    const changes = changesOf(each, facts, fields);
    return Object.keys(changes).length === 0 ? [] : [{ liftId: each.id, changes }];
  });
  for (let from = 0; from < changed.length; from += tracesAtOnce)
    await recordTraces(
      tx,
      changed.slice(from, from + tracesAtOnce).map(({ liftId, changes }) => ({
        liftId,
        room: "lifts",
        kind: "register-changed",
        doneAt: ask.at,
        recordedAt: ask.at,
        actor: actorOf(ask.principal),
        body: { changes, reason: ask.reason },
      })),
    );
}

function changesOf(neighbour: Neighbour, facts: LiftFacts, fields: ReadonlySet<string>): Record<string, Change> {
  const shared = neighbour.ofBuilding ? [...siteFields, ...buildingFields] : siteFields;
  const differ = shared.filter((field) => fields.has(field) && neighbour[field] !== facts[field]);
  return Object.fromEntries(differ.map((field) => [field, { from: neighbour[field], to: facts[field] }]));
}
