import { sql } from "kysely";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { json, ts } from "../../../platform/database/database.ts";
import type { Platform } from "../../../platform/platform.ts";
import { ownersOf } from "../model/duty-words.ts";
import { type Asker, decides, nameOf, note } from "./asker.ts";
import { lookAtDuty } from "./keep-clock.ts";
import { dutiesOfDocument, lockDocument, saidBy } from "./store.ts";
import { countWithin } from "./within-region.ts";

type Ask = Asker & {
  readonly documentId: string;
  readonly unit: string;
  readonly organisations: readonly { readonly id: string; readonly certainty: number }[];
};

/**
 * Which organisations a unit's name means, as a person says: the whole list, an empty one takes the match back. Refused: NOT_FOUND,
 * DUTIES_OUT_OF_SCOPE, DUTIES_REGION_FIRST (nothing says yet whom the document may bind), DUTIES_UNIT_OUTSIDE.
 */
export const confirmUnits = ({ database }: Pick<Platform, "database">, ask: Ask): Promise<Result<null>> =>
  database.transaction(async (tx) => {
    const document = await lockDocument(tx, ask.documentId);
    if (document === undefined) return refuse("NOT_FOUND");
    const may = decides(ask, document.regionCode);
    if (!may.ok) return may;
    if (document.regionCode === null) return refuse("DUTIES_REGION_FIRST");
    const ids = [...new Set(ask.organisations.map(({ id }) => id))];
    if ((await countWithin(tx, ids, document.regionCode)) < ids.length) return refuse("DUTIES_UNIT_OUTSIDE");
    await sql`delete from duties.unit_match where document_id = ${document.id} and unit = ${ask.unit}`.execute(tx);
    await sql`insert into duties.unit_match (document_id, unit, organisation_id, certainty, confirmed_at, confirmed_by)
      select distinct on (id) ${document.id}::uuid, ${ask.unit}, id, certainty, ${ts(ask.at)}, ${nameOf(ask)}
      from jsonb_to_recordset(${json(ask.organisations)}::jsonb) as n(id uuid, certainty int) order by id`.execute(tx);
    await note(tx, ask, "duties.units-confirmed", {
      target: document.id,
      detail: { unit: ask.unit, organisations: ids.length },
    });
    for (const duty of await dutiesOfDocument(tx, document.id)) {
      const said = saidBy(duty);
      if (duty.state === "confirmed" && said !== null && ownersOf(said).includes(ask.unit))
        await lookAtDuty(tx, duty.id, { now: ask.at });
    }
    return ok(null);
  });
