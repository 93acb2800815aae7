import type { Instant } from "../../../kernel/clock.ts";
import { type LiftId, newId } from "../../../kernel/ids.ts";
import type { Tx } from "../../../platform/database/database.ts";
import type { Facts } from "../../../platform/work/facts.ts";
import { powerChanged } from "../facts.ts";
import type { PowerTold } from "../model/power.ts";

/** Lifts of one fact: a batch of a whole city's blackout stays a few rows of work. */
const togetherMax = 500;

/** Told again (the frames came twice, the answer of a commit was lost) it says the same at the same time, and changes nothing. */
export async function publishPower(
  tx: Tx,
  facts: Facts,
  changes: readonly (PowerTold & { readonly liftId: LiftId })[],
  now: Instant,
): Promise<void> {
  for (let from = 0; from < changes.length; from += togetherMax)
    await facts.publish(tx, powerChanged, {
      key: newId(),
      body: { changes: changes.slice(from, from + togetherMax) },
      at: now,
    });
}
