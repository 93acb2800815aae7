import { sql } from "kysely";
import type { z } from "zod";
import type { Instant } from "../../../kernel/clock.ts";
import type { Principal } from "../../../kernel/principal.ts";
import type { Tx } from "../../../platform/database/database.ts";
import { recordAudit } from "../../identity/index.ts";
import { findLiftsByRegisterCodes } from "../../lifts/index.ts";
import type { carrierReply } from "../contract.ts";

type Asked = {
  readonly carrier: string;
  readonly codes: readonly string[];
  readonly principal: Principal;
  readonly at: Instant;
};

/** Notes whose network these lifts' devices use: those of one carrier that go silent together are one network event. */
export async function setCarrier(
  tx: Tx,
  { carrier, codes, principal, at }: Asked,
): Promise<z.output<typeof carrierReply>> {
  const lifts = await findLiftsByRegisterCodes(tx, codes);
  const { rows } = await sql<{ liftId: string }>`
    update devices.credential set carrier = ${carrier} where lift_id = any(${[...lifts.values()]}::uuid[])
    returning lift_id as "liftId"`.execute(tx);
  const equipped = new Set(rows.map(({ liftId }) => liftId));
  await recordAudit(tx, {
    principal,
    act: "devices.carrier-set",
    target: "devices",
    outcome: "done",
    detail: { carrier, changed: rows.length },
    at,
  });
  return { changed: rows.length, unknown: codes.filter((code) => !equipped.has(lifts.get(code) ?? "")) };
}
