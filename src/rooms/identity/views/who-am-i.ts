import { sql } from "kysely";
import type { Principal } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { Db } from "../../../platform/database/database.ts";
import { type Me, permissions, type Role } from "../contract.ts";
import { permits, scopesOf } from "../model/permits.ts";

/** The logged-in person to himself. Refused for keys and strangers: IDENTITY_NOT_A_PERSON. */
export async function whoAmI(db: Db, principal: Principal | undefined, totp: Me["totp"]): Promise<Result<Me>> {
  if (principal?.kind !== "person") return refuse("IDENTITY_NOT_A_PERSON");
  const { rows } = await sql<{ login: string }>`
    select login from identity.account where id = ${principal.accountId}`.execute(db);
  const crew = principal.grants.find((grant) => grant.role === "crew")?.scope;
  return ok({
    accountId: principal.accountId,
    name: principal.name,
    personId: principal.personId,
    login: rows[0]?.login ?? "",
    roles: [...new Set(principal.grants.map((grant) => grant.role as Role))],
    permissions: permissions.filter((permission) => permits(principal, permission)),
    readsEverything: scopesOf(principal, "lifts.read").some(({ kind }) => kind === "everything"),
    crewId: crew?.kind === "crew" ? crew.id : null,
    totp,
  });
}
