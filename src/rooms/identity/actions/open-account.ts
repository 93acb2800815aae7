import { ok, type Result } from "../../../kernel/result.ts";
import type { Platform } from "../../../platform/platform.ts";
import { checkNewPassword } from "../model/password-rules.ts";
import type { Asker } from "./asker.ts";
import { createAccount } from "./create-account.ts";
import type { NewGrant } from "./grants.ts";
import { hashPassword } from "./passwords.ts";
import { recordAudit } from "./record-audit.ts";

type OpenAccountAsk = Asker & NewGrant & { readonly login: string; readonly name: string; readonly password: string };

/**
 * An account with a password that its maker knows, for scripts; people are invited instead.
 * Refused as `createAccount`, `checkNewPassword` and `hashPassword` do.
 */
export async function openAccount(
  platform: Pick<Platform, "database">,
  ask: OpenAccountAsk,
): Promise<Result<{ readonly accountId: string }>> {
  const allowed = checkNewPassword(ask.password, ask.login);
  if (!allowed.ok) return allowed;
  const hash = await hashPassword(ask.password);
  if (!hash.ok) return hash;
  return platform.database.transaction(async (tx) => {
    const { login, name, role, scope, at, principal, address } = ask;
    const made = await createAccount(tx, { login, name, passwordHash: hash.value, grants: [{ role, scope }], at });
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
