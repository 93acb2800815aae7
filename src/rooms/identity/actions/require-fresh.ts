import { type Instant, minutes } from "../../../kernel/clock.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";

const freshMs = minutes(10);

/**
 * For grave acts: who asks must have proved within the last ten minutes, by password or code, that it is still him.
 * Refused: IDENTITY_REAUTHENTICATE, which the pages answer by asking and then repeating the act. A key is its own proof.
 */
export function requireFresh(principal: Principal, now: Instant): Result<null> {
  if (principal.kind === "key") return ok(null);
  if (principal.kind === "person" && principal.freshAt !== undefined && principal.freshAt > now - freshMs)
    return ok(null);
  return refuse("IDENTITY_REAUTHENTICATE");
}
