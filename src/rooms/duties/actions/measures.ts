import { sql } from "kysely";
import { dayInChina } from "../../../kernel/china-time.ts";
import type { Instant } from "../../../kernel/clock.ts";
import type { Database } from "../../../platform/database/database.ts";
import type { Log } from "../../../platform/log.ts";
import type { Measure } from "../../../platform/measures.ts";
import type { MeasureBinding } from "../contract/duty-fields.ts";

/** What a measure showed in a region: as evidence keeps it, with the definition of that moment. */
export type Measured = Pick<Measure, "name" | "zh" | "en" | "definitionZh" | "definitionEn" | "unit"> & {
  readonly regionCode: string;
  readonly value: number | null;
  readonly at: Instant;
};

/** The measures that the rooms of this house offer. */
export type MeasureDesk = {
  readonly list: readonly Measure[];
  /** Null: no room offers it any more. A room that cannot answer now gives the value null. */
  readonly ask: (name: string, regionCode: string, now: Instant) => Promise<Measured | null>;
};

export function createMeasureDesk(list: readonly Measure[], log: Log): MeasureDesk {
  return {
    list,
    ask: async (name, regionCode, at) => {
      const found = list.find((each) => each.name === name);
      if (found === undefined) return null;
      const { ask, ...about } = found;
      const value = await ask(regionCode, at).catch((error: unknown) => {
        log.warn({ err: error, measure: name }, "a measure could not be asked; its duties stay open and ask again");
        return null;
      });
      return { ...about, regionCode, value, at };
    },
  };
}

const regionsMax = 200;

/** Asks, outside of any transaction, what the open items of a duty need whose day has come. */
export async function measureDuty(
  { database, desk }: { readonly database: Database; readonly desk: MeasureDesk },
  dutyId: string,
  now: Instant,
): Promise<readonly Measured[]> {
  const { rows } = await sql<{ region: string; measure: MeasureBinding }>`
    select distinct o.region_code as region, y.measure from duties.due_item i join duties.duty y on y.id = i.duty_id
    join identity.v_organisation o on o.id = i.organisation_id
    where y.id = ${dutyId} and y.measure is not null and i.outcome is null and i.due_on <= ${dayInChina(now)}::date
    order by 1 limit ${regionsMax}`.execute(database.db);
  const asked = await Promise.all(rows.map(({ region, measure }) => desk.ask(measure.name, region, now)));
  return asked.flatMap((each) => (each === null ? [] : [each]));
}
