import { sql } from "kysely";
import { dayInChina } from "../../../kernel/china-time.ts";
import type { Instant } from "../../../kernel/clock.ts";
import type { Principal } from "../../../kernel/principal.ts";
import type { Db } from "../../../platform/database/database.ts";
import { mayDecide } from "../actions/asker.ts";
import { dutiesOfDocument, type StoredDuty, saidBy } from "../actions/store.ts";
import type { DocumentReview, DocumentRow, ReviewDuty, UnitReview } from "../contract/review.ts";
import type { DutyDocument } from "../contract.ts";
import { rulesVersion } from "../extract/rules-version.ts";
import { lacksOf } from "../model/alive.ts";
import { differingFields, ownersOf, unitsOf } from "../model/duty-words.ts";
import { matchRegion } from "../model/match-region.ts";
import { type KnownName, matchUnit, prepareNames } from "../model/match-units.ts";
import { publicKinds } from "../model/public-kinds.ts";
import { differenceOf } from "../model/read-again.ts";
import { proposedSchedule } from "../model/schedule.ts";
import { wantedMeasure } from "../model/wanted-measure.ts";
import { oneDocument } from "./list-documents.ts";

export type ReviewQuestion = { readonly id: string; readonly viewer: Principal; readonly now: Instant };

/** Everything that the review of a document shows; undefined when it is not there. */
export async function reviewDocument(db: Db, { id, viewer, now }: ReviewQuestion): Promise<DocumentReview | undefined> {
  const today = dayInChina(now);
  const [document, stored, duties] = await Promise.all([
    oneDocument(db, today, id),
    lastReading(db, id),
    dutiesOfDocument(db, id),
  ]);
  if (document === undefined || stored === undefined) return undefined;
  const matches = await matchesOf(db, id);
  const owned = (duty: StoredDuty): number =>
    ownersOf(saidBy(duty) ?? { lead: [], joint: [] }).reduce((sum, unit) => sum + (matches.get(unit)?.length ?? 0), 0);
  const { found, text, rules, readAt } = stored;
  return {
    document,
    text,
    head: found.document,
    headings: found.headings,
    conventions: found.conventions,
    notes: found.notes,
    rules,
    rulesChanged: rules !== rulesVersion,
    readAt,
    regions: matchRegion(document.jurisdiction, await regionsOf(db)),
    duties: duties.flatMap((duty) => presentDuty(duty, { document, today, owners: owned(duty) })),
    units: await unitsToReview(db, { document, duties, matches, today }),
    mayDecide: mayDecide({ principal: viewer }, document.regionCode),
  };
}

type Stored = { readonly text: string; readonly found: DutyDocument; readonly rules: string; readonly readAt: Instant };

async function lastReading(db: Db, id: string): Promise<Stored | undefined> {
  const { rows } = await sql<Stored>`select d.body as text, r.found, r.rules, r.read_at as "readAt"
    from duties.document d join duties.reading r on r.document_id = d.id where d.id = ${id}
    order by r.read_at desc, r.id desc limit 1`.execute(db);
  return rows[0];
}

async function regionsOf(db: Db): Promise<readonly { readonly code: string; readonly name: string }[]> {
  return (
    await sql<{
      code: string;
      name: string;
    }>`select code, name from identity.v_region order by code limit 60000`.execute(db)
  ).rows;
}

type Around = { readonly document: DocumentRow; readonly today: string; readonly owners: number };

function presentDuty(duty: StoredDuty, { document, today, owners }: Around): ReviewDuty[] {
  const fields = saidBy(duty);
  if (fields === null) return [];
  const {
    id,
    version,
    origin,
    state,
    attribution,
    task,
    newInReading,
    dropReason,
    madeOf,
    schedule,
    scheduleSource,
    measure,
  } = duty;
  const difference = state === "found" || state === "confirmed" ? differenceOf(duty) : null;
  const against = duty.agreedRead ?? duty.read;
  return [
    {
      ...{
        id,
        version,
        origin,
        state,
        attribution,
        task,
        newInReading,
        dropReason,
        madeOf,
        schedule,
        scheduleSource,
        measure,
      },
      fields,
      mended: duty.agreed === null || against === null ? [] : differingFields(duty.agreed, against),
      difference: difference === null ? null : { ...difference, read: duty.read },
      proposedSchedule: proposedSchedule(fields, today),
      wantedMeasure: wantedMeasure(fields),
      lacks:
        state === "found" || state === "confirmed"
          ? lacksOf({ confirmed: state === "confirmed", standing: document.standing, owners, schedule })
          : [],
      decidedBy: duty.decidedBy,
    },
  ];
}

type Match = UnitReview["matched"][number];

async function matchesOf(db: Db, documentId: string): Promise<ReadonlyMap<string, readonly Match[]>> {
  const { rows } = await sql<
    Match & { unit: string }
  >`select m.unit, m.organisation_id as "organisationId", o.name, m.certainty, m.confirmed_by as "confirmedBy"
    from duties.unit_match m join identity.v_organisation o on o.id = m.organisation_id
    where m.document_id = ${documentId} order by o.name, o.id`.execute(db);
  const byUnit = new Map<string, Match[]>();
  for (const { unit, ...match } of rows) byUnit.set(unit, [...(byUnit.get(unit) ?? []), match]);
  return byUnit;
}

type ToReview = {
  readonly document: DocumentRow;
  readonly duties: readonly StoredDuty[];
  readonly matches: ReadonlyMap<string, readonly Match[]>;
  readonly today: string;
};

/** Every unit that the document's duties name, in their order, with whom it may mean. */
async function unitsToReview(db: Db, { document, duties, matches, today }: ToReview): Promise<UnitReview[]> {
  const counts = new Map<string, number>();
  for (const duty of duties.filter(({ state }) => state === "found" || state === "confirmed"))
    for (const unit of unitsOf(saidBy(duty) ?? { lead: [], support: [], joint: [] }))
      counts.set(unit, (counts.get(unit) ?? 0) + 1);
  const names = prepareNames(await namesWithin(db, document.regionCode, [...counts.keys()]));
  const asOf = document.signedOn ?? today;
  return [...counts].map(([unit, n]) => ({
    unit,
    duties: n,
    matched: matches.get(unit) ?? [],
    candidates: matchUnit(unit, names, asOf),
  }));
}

const namesMax = 20_000;

/** Public bodies of the document's region, and whoever is called exactly so; thousands of use units are no candidates. */
async function namesWithin(db: Db, regionCode: string | null, units: readonly string[]): Promise<readonly KnownName[]> {
  if (regionCode === null || units.length === 0) return [];
  const { rows } = await sql<KnownName>`
    with recursive below as (
      select code from identity.v_region where code = ${regionCode}
      union select r.code from identity.v_region r join below on r.parent = below.code
    ) select n.organisation_id as "organisationId", n.name, n.name_kind as "nameKind", to_char(n.from_on, 'YYYY-MM-DD') as "from",
        to_char(n.to_on, 'YYYY-MM-DD') as "to", n.organisation, n.kind, n.region_code as "regionCode"
      from identity.v_organisation_name n join below on below.code = n.region_code
      where n.ended_on is null and (n.kind = any(${publicKinds}) or n.name = any(${units}))
      order by n.organisation_id, n.name limit ${namesMax}`.execute(db);
  return rows;
}
