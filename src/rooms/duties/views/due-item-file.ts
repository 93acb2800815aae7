import { sql } from "kysely";
import { dayInChina } from "../../../kernel/china-time.ts";
import type { Instant } from "../../../kernel/clock.ts";
import type { OrganisationId } from "../../../kernel/ids.ts";
import type { Principal } from "../../../kernel/principal.ts";
import type { Db } from "../../../platform/database/database.ts";
import { scopesOf } from "../../identity/index.ts";
import { mayDecide, reports } from "../actions/asker.ts";
import type { MeasureDesk } from "../actions/measures.ts";
import type { DueItemFile } from "../contract/board.ts";
import type { DutyFields, Schedule } from "../contract/duty-fields.ts";
import { reached } from "../model/wanted-measure.ts";
import { readItems } from "./due-items.ts";
import { inReach } from "./item-scope.ts";
import { listUrges } from "./list-urges.ts";

type Parts = { readonly db: Db; readonly desk: MeasureDesk };
type Question = { readonly id: string; readonly viewer: Principal; readonly now: Instant };
type Behind = { fields: DutyFields; schedule: Schedule | null; regionCode: string; documentRegion: string | null };

/** One due item with its evidence, letters, and what its measure shows now; undefined out of reach. */
export async function dueItemFile(
  { db, desk }: Parts,
  { id, viewer, now }: Question,
): Promise<DueItemFile | undefined> {
  const scopes = scopesOf(viewer, "duties.read");
  const [item] = await readItems(db, dayInChina(now), sql`where i.id = ${id} and ${inReach(scopes)}`);
  if (item === undefined) return undefined;
  const { rows } =
    await sql<Behind>`select coalesce(y.agreed, y.read) as fields, y.schedule, o.region_code as "regionCode", d.region_code as "documentRegion"
    from duties.due_item i join duties.duty y on y.id = i.duty_id join duties.document d on d.id = y.document_id
    join identity.v_organisation o on o.id = i.organisation_id where i.id = ${id}`.execute(db);
  const behind = rows[0];
  if (behind === undefined) return undefined;
  const shown = item.measure === null ? null : await desk.ask(item.measure.name, behind.regionCode, now);
  const unit = { regionCode: behind.regionCode, organisationId: item.organisationId as OrganisationId };
  return {
    item,
    fields: behind.fields,
    schedule: behind.schedule,
    evidence: await evidenceOf(db, id),
    urges: await listUrges(db, { scopes, today: dayInChina(now), item: id }),
    measured:
      item.measure === null || shown === null
        ? null
        : { value: shown.value, at: shown.at, reached: reached(item.measure.op, item.measure.value, shown.value) },
    mayReport: reports({ principal: viewer }, unit),
    mayDecide: mayDecide({ principal: viewer }, behind.documentRegion),
  };
}

async function evidenceOf(db: Db, itemId: string): Promise<DueItemFile["evidence"]> {
  const { rows } = await sql<
    DueItemFile["evidence"][number]
  >`select id, kind, file_name as "fileName", text, measured, at, by_name as "byName"
    from duties.evidence where due_item_id = ${itemId} order by at, id limit 500`.execute(db);
  return rows;
}

/** The stored file of a piece of evidence within reach. */
export async function evidenceFile(
  db: Db,
  viewer: Principal,
  asked: { readonly id: string; readonly evidenceId: string },
): Promise<{ readonly hash: string; readonly name: string } | undefined> {
  const { rows } = await sql<{ hash: string; name: string }>`select e.file_hash as hash, e.file_name as name
    from duties.evidence e join duties.due_item i on i.id = e.due_item_id join identity.v_organisation o on o.id = i.organisation_id
    where e.id = ${asked.evidenceId} and i.id = ${asked.id} and e.kind = 'file' and ${inReach(scopesOf(viewer, "duties.read"))}`.execute(
    db,
  );
  return rows[0];
}
