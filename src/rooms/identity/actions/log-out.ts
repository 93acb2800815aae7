import type { Instant } from "../../../kernel/clock.ts";
import type { Principal } from "../../../kernel/principal.ts";
import type { Platform } from "../../../platform/platform.ts";
import { recordAudit } from "./record-audit.ts";
import { closeSession } from "./sessions.ts";

type LogoutAsk = {
  readonly principal: Principal;
  readonly token: string;
  readonly address: string;
  readonly at: Instant;
};

/** Ends the session of this token. */
export const logOut = (platform: Pick<Platform, "database">, { token, ...asked }: LogoutAsk): Promise<void> =>
  platform.database.transaction(async (tx) => {
    await closeSession(tx, token);
    const target =
      asked.principal.kind === "person" ? `identity/account/${asked.principal.accountId}` : "identity/session";
    await recordAudit(tx, { ...asked, act: "identity.log-out", target, outcome: "done" });
  });
