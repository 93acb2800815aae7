import { z } from "zod";
import type { Instant } from "../../../kernel/clock.ts";
import type { AskId, PersonId } from "../../../kernel/ids.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { Tx } from "../../../platform/database/database.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import { command, type Moment } from "../actions/command.ts";
import * as contract from "../contract.ts";
import type { Decision } from "../model/decide-alarm.ts";
import { deedTime, stamped } from "../model/deed-time.ts";
import { holderOf, type Incident, isHelper } from "../model/incident.ts";
import type { RescueMeans } from "../rescue-means.ts";
import { type AskOfCrew, findAskOfCrews } from "../views/ask-of-crew.ts";
import { crewsOf } from "../views/crew-tasks.ts";

export const fieldAskParams = z.object({ askId: contract.id });

/** The ask, if it was put to the crew whose phone this is. */
export async function ownAsk(means: RescueMeans, principal: Principal, askId: string): Promise<Result<AskOfCrew>> {
  const ask = await findAskOfCrews(means.database.db, askId as AskId, crewsOf(principal));
  return ask === undefined ? refuse("RESCUE_ASK_UNKNOWN") : ok(ask);
}

/** What a phone told: which of its asks it is about, who told it, and when it was done by the phone's clock. */
type Told = {
  readonly ask: AskOfCrew;
  readonly principal: Principal;
  readonly key: string;
  readonly at: number | null | undefined;
  /** Told beside the steps of a rescue: it may have been done before the last of them. */
  readonly beside?: true | undefined;
};
type Deed = {
  readonly person: PersonId | null;
  readonly doneAt: Instant | undefined;
  /** The same, whatever else was done since: two phones of a crew tell of one deed. */
  readonly toldAt: Instant | undefined;
};
type CrewCommand = {
  readonly decide: (deed: Deed, incident: Incident, moment: Moment) => Decision;
  /** Written with it, if it changed anything; `at`: when it was done. */
  readonly alongside?: (tx: Tx, at: Instant) => Promise<unknown>;
};

/** A crew's command, by crew and person: two people of one crew hold one task on two phones. */
export function crewCommand(means: RescueMeans, told: Told, act: CrewCommand): Promise<Result<{ version: number }>> {
  const { ask, principal, key } = told;
  const person = principal.kind === "person" ? principal.personId : null;
  const actor = { kind: "crew" as const, id: ask.crewId, ...(person === null ? {} : { person }) };
  // Of the last try: another may have written meanwhile.
  let changed: Instant | undefined;
  const alongside = async (tx: Tx): Promise<void> => {
    if (changed !== undefined) await act.alongside?.(tx, changed);
  };
  return command(means, { incidentId: ask.incidentId, actor, key, alongside }, (incident, moment) => {
    const time = timeOfDeed(incident, told, moment.now);
    const toldAt = timeOfDeed(incident, { ...told, beside: true }, moment.now).doneAt;
    const decision = act.decide({ person, doneAt: time.doneAt, toldAt }, incident, moment);
    changed = decision.ok && decision.value.length > 0 ? (time.doneAt ?? moment.now) : undefined;
    return stamped(decision, time);
  });
}

function timeOfDeed(incident: Incident, told: Told, now: Instant) {
  const ask = incident.asks.find((each) => each.askId === told.ask.askId);
  return ask === undefined
    ? {}
    : deedTime(incident, { ask, phoneAt: told.at, now, ...(told.beside && { beside: true }) });
}

type CrewBody = z.ZodType<{ key: string; at?: number | null | undefined }>;
type Sent<B extends CrewBody> = { readonly ask: AskOfCrew; readonly key: string; readonly body: z.output<B> };
type FieldAct<B extends CrewBody, Asked> = {
  readonly path: string;
  readonly summary: string;
  readonly body: B;
  readonly beside?: true;
  /** Asks an outside party (the road engine), or reads what the decision needs, before the command's transaction. */
  readonly before?: (ask: AskOfCrew, body: z.output<B>) => Promise<Asked>;
  readonly decide: (
    input: Sent<B> & Deed & { readonly asked: Asked | undefined },
    incident: Incident,
    moment: Moment,
  ) => Decision;
  readonly alongside?: (tx: Tx, sent: Sent<B>, at: Instant) => Promise<unknown>;
};

/** Route of a command from a crew's phone, for its own asks only, with the time of the deed. */
export function fieldAct<B extends CrewBody, Asked = undefined>(means: RescueMeans, act: FieldAct<B, Asked>): Route {
  return route({
    method: "POST",
    url: `/api/v1/field/asks/:askId/${act.path}`,
    permission: "rescue.crew",
    summary: act.summary,
    params: fieldAskParams,
    body: act.body as z.ZodType,
    reply: contract.done,
    handle: async ({ principal, params, body: sent }) => {
      const ask = await ownAsk(means, principal, params.askId);
      if (!ask.ok) return ask;
      const { key, at, ...rest } = sent as { key: string; at?: number | null };
      const told = { ask: ask.value, key, body: rest as z.output<B> };
      const asked = await act.before?.(told.ask, told.body);
      return crewCommand(
        means,
        { ask: told.ask, principal, key, at, beside: act.beside },
        {
          decide: (deed, incident, moment) => act.decide({ ...told, ...deed, asked }, incident, moment),
          alongside: async (tx, doneAt) => act.alongside?.(tx, told, doneAt),
        },
      );
    },
  });
}

/** Only the crew that holds the rescue reports how it ended, or who came to help it and is there too. */
export const byHolder = (incident: Incident, ask: AskOfCrew, decide: () => Decision): Decision =>
  holderOf(incident)?.askId === ask.askId || incident.closedAt !== null || helps(incident, ask)
    ? decide()
    : refuse("RESCUE_ASK_WITHDRAWN");

/** What the other phone of a crew that was there tells after the end changes nothing, and is no mistake. */
export const byWhoWasThere = (incident: Incident, ask: AskOfCrew, decide: () => Decision): Decision =>
  incident.closedAt !== null && incident.asks.some(({ askId, status }) => askId === ask.askId && status === "arrived")
    ? ok([])
    : byHolder(incident, ask, decide);

const helps = (incident: Incident, { askId }: AskOfCrew): boolean =>
  incident.asks.some((each) => each.askId === askId && each.status === "arrived" && isHelper(each));
