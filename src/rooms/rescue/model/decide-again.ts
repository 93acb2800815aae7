import type { Instant } from "../../../kernel/clock.ts";
import type { AskId } from "../../../kernel/ids.ts";
import { ok } from "../../../kernel/result.ts";
import type { ArrivalProof } from "./arrival-proof.ts";
import { type Decision, nothing } from "./decide-alarm.ts";
import type { FreedBy } from "./deed-parts.ts";
import type { CrewAsk, Incident } from "./incident.ts";
import { isStronger } from "./told-again.ts";

/** Two phones of a crew: what both tell is one deed, also when one of them comes back after the end. */

/** The crew is there already: told again it adds an earlier time, or a better proof. */
export function arrivedAgain(
  ask: CrewAsk,
  told: { readonly at: Instant | undefined; readonly proof: ArrivalProof | undefined },
): Decision {
  const known = ask.arrivedAt;
  const earlier = told.at !== undefined && known !== undefined && told.at < known;
  if (!earlier && !isStronger(told.proof, ask.proof)) return nothing;
  const doneAt = told.at ?? known;
  if (doneAt === undefined) return nothing;
  const { proof } = told;
  return ok([{ type: "ArrivalToldAgain", askId: ask.askId, doneAt, ...(proof === undefined ? {} : { proof }) }]);
}

export type ToldFreeing = {
  readonly askId: AskId;
  readonly count: number;
  readonly injured: number;
  readonly by: FreedBy;
  readonly at: Instant | undefined;
};

/** Everybody is out already. Only where a phone of the same crew said so, and says it otherwise; what the desk recorded stands. */
export function freedAgain(incident: Incident, told: ToldFreeing): Decision {
  const { freed } = incident;
  const crewOf = (askId: AskId | undefined) => incident.asks.find((ask) => ask.askId === askId)?.crewId;
  if (freed === null || freed.askId === undefined || crewOf(freed.askId) !== crewOf(told.askId)) return nothing;
  const { askId, count, injured, by: freedBy } = told;
  if (injured > count) return nothing;
  const earliest = Math.max(incident.arrivedAt ?? 0, incident.lastAlarmSince);
  const doneAt = told.at === undefined ? freed.at : Math.max(told.at, earliest);
  const same = freed.count === count && freed.injured === injured && freed.by === freedBy;
  return same && doneAt >= freed.at
    ? nothing
    : ok([{ type: "FreeingToldAgain", askId, doneAt, count, injured, freedBy }]);
}
