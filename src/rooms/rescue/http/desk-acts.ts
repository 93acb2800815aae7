import { z } from "zod";
import type { IncidentId } from "../../../kernel/ids.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { Tx } from "../../../platform/database/database.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import type { Permission } from "../../identity/contract.ts";
import { actorOf, recordAudit, requireFresh } from "../../identity/index.ts";
import { command, type Moment, type Order } from "../actions/command.ts";
import { PlaceHeld } from "../actions/store.ts";
import * as contract from "../contract.ts";
import type { Decision } from "../model/decide-alarm.ts";
import type { Incident } from "../model/incident.ts";
import type { RescueMeans } from "../rescue-means.ts";
import { incidentRegion } from "../views/incident-region.ts";
import { reaches } from "../views/incident-scope.ts";

/** Who acts, and from where. */
export type ActingPerson = { readonly principal: Principal; readonly request: { readonly ip: string } };

export const incidentParams = z.object({ id: contract.id });
export const askParams = z.object({ id: contract.id, askId: contract.id });

/** The incident, if this person's permission reaches it. */
export async function incidentWithin(
  means: RescueMeans,
  principal: Principal,
  id: string,
  permission: Permission = "rescue.dispatch",
): Promise<Result<IncidentId>> {
  const incidentId = id as IncidentId;
  const regionCode = await incidentRegion(means.database.db, incidentId);
  if (regionCode === undefined) return refuse("RESCUE_UNKNOWN");
  return reaches(principal, permission, regionCode) ? ok(incidentId) : refuse("RESCUE_NOT_YOURS");
}

/** An audit row for the act, written with it. */
export const audited =
  (means: RescueMeans, person: ActingPerson, name: string) =>
  (tx: Tx, incidentId: IncidentId): Promise<void> =>
    recordAudit(tx, {
      principal: person.principal,
      act: `rescue.${name}`,
      target: `rescue/${incidentId}`,
      outcome: "done",
      address: person.request.ip,
      at: means.clock.now(),
    });

/** A person's order on an incident: its actor, its key, its audit row. */
export const orderOf = (
  means: RescueMeans,
  person: ActingPerson,
  act: { name: string; incidentId: IncidentId; key: string },
): Order => ({
  incidentId: act.incidentId,
  actor: actorOf(person.principal),
  key: act.key,
  alongside: (tx) => audited(means, person, act.name)(tx, act.incidentId),
});

type Input<B> = { readonly body: B; readonly params: Readonly<Record<string, string>> };
export type DeskAct<B extends z.ZodType<{ key: string }>> = {
  /** Below `/api/v1/incidents/:id/`. */
  readonly path: string;
  readonly name: string;
  readonly summary: string;
  readonly params?: z.ZodType;
  /** Who may; the dispatchers where nothing else is said. */
  readonly permission?: Permission;
  /** A grave act, for which the person has proved lately who he is. */
  readonly grave?: true;
  readonly body: B;
  readonly decide: (input: Input<z.output<B>>, incident: Incident, moment: Moment) => Decision;
  /** What else is stored with it. */
  readonly alongside?: (tx: Tx, input: Input<z.output<B>>, incidentId: IncidentId) => Promise<void>;
};

/** Route of a command that the desk gives on an incident: permission and region, then the command with its audit row. */
export function deskAct<B extends z.ZodType<{ key: string }>>(means: RescueMeans, act: DeskAct<B>): Route {
  const permission = act.permission ?? "rescue.dispatch";
  return route({
    method: "POST",
    url: `/api/v1/incidents/:id/${act.path}`,
    permission,
    summary: act.summary,
    params: act.params ?? incidentParams,
    body: act.body as z.ZodType,
    reply: contract.done,
    handle: async (asked) => {
      const input = { body: asked.body as z.output<B>, params: asked.params as Readonly<Record<string, string>> };
      const incident = await incidentWithin(means, asked.principal, input.params.id ?? "", permission);
      if (!incident.ok) return incident;
      const proved = act.grave ? requireFresh(asked.principal, means.clock.now()) : incident;
      if (!proved.ok) return proved;
      const ordered = orderOf(means, asked, { name: act.name, incidentId: incident.value, key: input.body.key });
      const order: Order = {
        ...ordered,
        alongside: async (tx, outcome) => {
          await ordered.alongside?.(tx, outcome);
          await act.alongside?.(tx, input, incident.value);
        },
      };
      try {
        return await command(means, order, (current, moment) => act.decide(input, current, moment));
      } catch (error) {
        if (error instanceof PlaceHeld) return refuse("RESCUE_PLACE_HELD");
        throw error;
      }
    },
  });
}
