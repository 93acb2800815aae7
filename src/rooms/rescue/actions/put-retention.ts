import { sql } from "kysely";
import type { Principal } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { recordAudit, requireFresh } from "../../identity/index.ts";
import type { PutRetention } from "../contract/retention.ts";
import type { RescueMeans } from "../rescue-means.ts";

type Asked = { readonly principal: Principal; readonly address: string; readonly wanted: PutRetention };

/** Wants a fresh proof of who asks: a shorter time deletes at once, and nothing brings it back. Refused: NOT_FOUND, what `requireFresh` refuses. */
export async function putRetention(means: RescueMeans, asked: Asked): Promise<Result<PutRetention>> {
  const at = means.clock.now();
  const { principal, address, wanted } = asked;
  const fresh = requireFresh(principal, at);
  if (!fresh.ok) return fresh;
  const { what, days, source } = wanted;
  return means.database.transaction(async (tx) => {
    const { rows } = await sql<{
      days: number;
    }>`select days from rescue.retention where what = ${what} for update`.execute(tx);
    const [before] = rows;
    if (before === undefined) return refuse("NOT_FOUND");
    await sql`update rescue.retention set days = ${days}, source = ${source} where what = ${what}`.execute(tx);
    const detail = { name: what, before: before.days, value: days, source };
    const act = "rescue.retention-put";
    await recordAudit(tx, { principal, act, target: `retention/${what}`, outcome: "done", detail, address, at });
    return ok(wanted);
  });
}
