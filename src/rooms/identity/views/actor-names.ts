import { sql } from "kysely";
import type { Principal } from "../../../kernel/principal.ts";
import type { Db } from "../../../platform/database/database.ts";
import { keyName } from "../actions/admin-key.ts";
import { maskName, scopesOf } from "../model/permits.ts";
import { visiblePersonCondition } from "./scope-conditions.ts";

const personOf = (actor: string): string[] => (actor.startsWith("person:") ? [actor.slice("person:".length)] : []);
const keyPrefix = "key:";

/**
 * Names of people and keys that streams and ledgers hold as `person:<id>` and `key:<id>`, for whoever reads them now. Whole for who
 * may see that person in the list of people, and for the person; masked for everybody else. Actors of other kinds have none.
 */
export async function actorNames(
  db: Db,
  viewer: Principal,
  actors: Iterable<string>,
): Promise<ReadonlyMap<string, string>> {
  const distinct = [...new Set(actors)];
  const names = new Map<string, string>();
  for (const actor of distinct) {
    const name = actor.startsWith(keyPrefix) ? keyName(actor.slice(keyPrefix.length)) : undefined;
    if (name !== undefined) names.set(actor, name);
  }
  const people = distinct.flatMap(personOf);
  if (people.length === 0) return names;
  const seen = visiblePersonCondition(scopesOf(viewer, "identity.people.read"));
  const { rows } = await sql<{ id: string; name: string; seen: boolean }>`
    select p.id::text, p.name, coalesce(${seen}, false) as seen
    from identity.person p left join identity.organisation o on o.id = p.organisation_id
    where p.id::text = any(${people})`.execute(db);
  for (const { id, name, seen: whole } of rows) {
    const own = viewer.kind === "person" && viewer.personId === id;
    names.set(`person:${id}`, whole || own ? name : maskName(name));
  }
  return names;
}
