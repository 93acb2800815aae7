import { createHash } from "node:crypto";
import type { IncidentId } from "../../../kernel/ids.ts";
import { refuse } from "../../../kernel/result.ts";
import type { Tx } from "../../../platform/database/database.ts";
import type { Actor } from "../../../platform/streams/streams.ts";
import type { ManyDone } from "../contract/storms.ts";
import type { Decision } from "../model/decide-alarm.ts";
import type { Incident } from "../model/incident.ts";
import type { StormId } from "../model/incident-events.ts";
import type { Means } from "../rescue-means.ts";
import { groupKeyOf, openMembers } from "../views/storm-state.ts";
import { command, type Moment } from "./command.ts";

/** An act on many incidents of a storm: whose, by which key, and what is written along with each. */
export type ManyOrder = {
  readonly stormId: StormId;
  readonly actor: Actor;
  readonly key: string;
  readonly alongside: (tx: Tx, incidentId: IncidentId) => Promise<void>;
};

/** The same key and incident have the same key of their own: the act told twice is done once for each. */
function keyFor(key: string, incidentId: string): string {
  const hex = createHash("sha256").update(`${key}/${incidentId}`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** One after the other, each in a transaction of its own: what is refused does not hold up the others. */
export async function forEach(
  means: Means,
  order: ManyOrder,
  ids: readonly IncidentId[],
  decide: (id: IncidentId, incident: Incident, moment: Moment) => Decision,
): Promise<ManyDone> {
  const refused: ManyDone["refused"] = [];
  for (const incidentId of ids) {
    const { actor, key } = order;
    const alongside = (tx: Tx) => order.alongside(tx, incidentId);
    const one = { incidentId, actor, key: keyFor(key, incidentId), alongside };
    const done = await command(means, one, (incident, moment) =>
      incident.storm?.id === order.stormId ? decide(incidentId, incident, moment) : refuse("RESCUE_NOT_IN_STORM"),
    );
    if (!done.ok) refused.push({ id: incidentId, code: done.refusal.code });
  }
  return { done: ids.length - refused.length, refused };
}

/** Open incidents of a group; null = of the whole storm. */
export async function idsOf(means: Means, stormId: StormId, group: string | null): Promise<IncidentId[]> {
  const members = await openMembers(means.database.db, stormId);
  return members.filter((member) => group === null || groupKeyOf(member) === group).map(({ id }) => id);
}
