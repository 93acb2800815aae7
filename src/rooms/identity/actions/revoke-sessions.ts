import { sql } from "kysely";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { Platform } from "../../../platform/platform.ts";
import type { Asker } from "./asker.ts";
import { recordAudit } from "./record-audit.ts";

type RevokeAsk = Asker & {
  readonly accountId: string;
  /** One session, or all. */
  readonly sessionId?: string;
  /** With all: this one stays. */
  readonly except?: string;
};

/** Ends sessions of an account; the next request of each is a stranger's. Refused: NOT_FOUND when the one named is not there. */
export const revokeSessions = (platform: Pick<Platform, "database">, ask: RevokeAsk): Promise<Result<null>> =>
  platform.database.transaction(async (tx) => {
    const one = ask.sessionId === undefined ? sql`` : sql`and id = ${ask.sessionId}`;
    const but = ask.except === undefined ? sql`` : sql`and id <> ${ask.except}`;
    const gone = await sql`delete from identity.session where account_id = ${ask.accountId} ${one} ${but}`.execute(tx);
    if (ask.sessionId !== undefined && gone.numAffectedRows !== 1n) return refuse("NOT_FOUND");
    const { principal, address, at } = ask;
    await recordAudit(tx, {
      principal,
      act: "identity.sessions-revoked",
      target: `identity/account/${ask.accountId}`,
      outcome: "done",
      detail: { sessions: Number(gone.numAffectedRows) },
      address,
      at,
    });
    return ok(null);
  });
