import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { json, type Tx, ts } from "../../../platform/database/database.ts";
import { actorOf } from "./actor-of.ts";

export type AuditEntry = {
  readonly principal: Principal;
  /** `<room>.<act>`: `identity.account-created`. */
  readonly act: string;
  /** `<room>/<id>` of what was acted on. */
  readonly target: string;
  readonly outcome: "done" | "refused";
  /** Short facts about the act; never a password, a token or a telephone number. */
  readonly detail?: Readonly<Record<string, unknown>>;
  /** Network address of who asked. */
  readonly address?: string;
  readonly at: Instant;
};

/** Writes the act of a person or an API key, in the act's own transaction. Rows are never changed. */
export async function recordAudit(tx: Tx, entry: AuditEntry): Promise<void> {
  const actor = actorOf(entry.principal);
  const name = entry.principal.kind === "public" ? "" : entry.principal.name;
  await sql`insert into identity.audit_row (at, actor_kind, actor_id, actor_name, act, target, outcome, detail, address)
    values (${ts(entry.at)}, ${actor.kind}, ${actor.id}, ${name}, ${entry.act}, ${entry.target}, ${entry.outcome},
            ${entry.detail === undefined ? null : json(entry.detail)}, ${entry.address ?? null})`.execute(tx);
}
