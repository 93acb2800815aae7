import type { Instant } from "../../../kernel/clock.ts";
import type { Principal, Scope } from "../../../kernel/principal.ts";
import { ok, type Result } from "../../../kernel/result.ts";
import type { Platform } from "../../../platform/platform.ts";
import type { Role } from "../contract.ts";
import { createAccount } from "./create-account.ts";
import { hashPassword } from "./passwords.ts";
import { recordAudit } from "./record-audit.ts";

type OpenAccountAsk = {
  readonly principal: Principal;
  readonly login: string;
  readonly name: string;
  readonly password: string;
  readonly role: Role;
  readonly scope: Scope;
  readonly address: string;
  readonly at: Instant;
};

/** An administrator gives somebody an account. Refused as `createAccount` and `hashPassword` do. */
export async function openAccount(
  platform: Pick<Platform, "database">,
  ask: OpenAccountAsk,
): Promise<Result<{ readonly accountId: string }>> {
  const hash = await hashPassword(ask.password);
  if (!hash.ok) return hash;
  return platform.database.transaction(async (tx) => {
    const { login, name, role, scope, at, principal, address } = ask;
    const made = await createAccount(tx, { login, name, passwordHash: hash.value, role, scope, at });
    if (!made.ok) return made;
    const { accountId } = made.value;
    await recordAudit(tx, {
      principal,
      act: "identity.account-created",
      target: `identity/account/${accountId}`,
      outcome: "done",
      detail: { role, scope },
      address,
      at,
    });
    return ok({ accountId });
  });
}
