import { sql } from "kysely";
import { newId, type PersonId } from "../../../kernel/ids.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { type Database, json } from "../../../platform/database/database.ts";

const viewsMax = 50;

/** Keeps a list's question under a name; the same name again replaces it. Refused: LIFTS_TOO_MANY. */
export const saveView = (
  database: Pick<Database, "transaction">,
  view: { readonly personId: PersonId; readonly name: string; readonly query: Readonly<Record<string, string>> },
): Promise<Result<{ id: string; name: string; query: Record<string, string> }>> =>
  database.transaction(async (tx) => {
    const { personId, name, query } = view;
    const others = await sql<{ n: number }>`
      select count(*) as n from lifts.saved_view where person_id = ${personId} and name <> ${name}`.execute(tx);
    if ((others.rows[0]?.n ?? 0) >= viewsMax) return refuse("LIFTS_TOO_MANY_VIEWS", { max: viewsMax });
    const { rows } = await sql<{ id: string }>`
      insert into lifts.saved_view (id, person_id, name, query) values (${newId()}, ${personId}, ${name}, ${json(query)})
      on conflict (person_id, name) do update set query = excluded.query returning id`.execute(tx);
    return ok({ id: rows[0]?.id ?? "", name, query: { ...query } });
  });

/** Forgets a view of this person; one that is gone already is no error. */
export const removeView = (
  database: Pick<Database, "transaction">,
  view: { readonly personId: PersonId; readonly id: string },
): Promise<void> =>
  database.transaction(async (tx) => {
    await sql`delete from lifts.saved_view where id = ${view.id} and person_id = ${view.personId}`.execute(tx);
  });
