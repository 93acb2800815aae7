import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { Db } from "../../../platform/database/database.ts";
import type { MeasureDesk } from "../actions/measures.ts";
import type { MeasureRow } from "../contract/board.ts";
import type { DutyFields } from "../contract/duty-fields.ts";
import { wantedMeasure } from "../model/wanted-measure.ts";

const nation = "100000";

/** What rooms offer, with its value now for the whole platform; then what confirmed or found duties ask for and no room offers. */
export async function listMeasures(db: Db, desk: MeasureDesk, now: Instant): Promise<MeasureRow[]> {
  const { rows } = await sql<{
    fields: DutyFields;
    bound: string | null;
  }>`select coalesce(y.agreed, y.read) as fields, y.measure ->> 'name' as bound
    from duties.duty y where y.state in ('found', 'confirmed') order by y.id limit 20000`.execute(db);
  const wanted = rows.map(({ fields }) => wantedMeasure(fields));
  const boundBy = (name: string): number => rows.filter(({ bound }) => bound === name).length;
  const offered = await Promise.all(
    desk.list.map(async ({ ask: _ask, ...about }): Promise<MeasureRow> => {
      const shown = await desk.ask(about.name, nation, now);
      const wantedBy = wanted.filter((each) => each?.name === about.name).length;
      return { ...about, value: shown?.value ?? null, at: shown?.at ?? null, wantedBy, boundBy: boundBy(about.name) };
    }),
  );
  const offeredNames = new Set(desk.list.map(({ name }) => name));
  const missing = new Map<string, MeasureRow>();
  for (const each of wanted) {
    if (each === null || (each.name !== null && offeredNames.has(each.name))) continue;
    const known = missing.get(each.zh);
    const none = { definitionZh: "", definitionEn: "", unit: "", value: null, at: null, boundBy: 0 };
    missing.set(each.zh, { name: null, zh: each.zh, en: each.en, ...none, wantedBy: (known?.wantedBy ?? 0) + 1 });
  }
  return [...offered, ...[...missing.values()].toSorted((a, b) => b.wantedBy - a.wantedBy)];
}
