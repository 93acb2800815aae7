import type { Instant } from "../../../kernel/clock.ts";
import type { Tx } from "../../../platform/database/database.ts";
import { withSuspicion } from "../model/accident.ts";
import type { Clocks } from "../model/clocks.ts";
import { hazardRule } from "../model/hazard-rule.ts";
import type { Incident } from "../model/incident.ts";
import type { IncidentEvent } from "../model/incident-events.ts";
import { touchesHazards, withWantedHelp } from "../model/outside-help.ts";

import { settingsFor } from "../views/settings.ts";

type At = { readonly regionCode: string; readonly now: Instant; readonly clocks: Clocks };

/**
 * What follows from events by rule, in their transaction: 120 or 119 is wanted at once where something waits for no level, and an
 * accident is suspected. The region's rule is looked up only where it may matter.
 */
export async function withConsequences(
  tx: Tx,
  before: Incident | undefined,
  events: readonly IncidentEvent[],
  { regionCode, now, clocks }: At,
): Promise<readonly IncidentEvent[]> {
  const suspected = withSuspicion(before, events, { now, clocks });
  if (!touchesHazards(suspected)) return suspected;
  const rule = hazardRule(await settingsFor(tx, regionCode, now));
  return withWantedHelp(before, suspected, { now, clocks, rule });
}
