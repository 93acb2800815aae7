import { z } from "zod";
import type { Instant } from "../../../kernel/clock.ts";
import type { AskId } from "../../../kernel/ids.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
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

type CrewBody = z.ZodType<{ key: string; at?: number | null | undefined }>;
type FieldAct<B extends CrewBody, Asked> = {
  readonly path: string;
  readonly summary: string;
  readonly body: B;
  /** Told beside the steps of a rescue: it may have been done before the last of them. */
  readonly beside?: true;
  /** Asks an outside party (the road engine), or reads what the decision needs, before the command's transaction. */
  readonly before?: (ask: AskOfCrew, body: z.output<B>) => Promise<Asked>;
  readonly decide: (
    input: {
      readonly ask: AskOfCrew;
      readonly key: string;
      readonly body: z.output<B>;
      readonly asked: Asked | undefined;
      readonly doneAt: Instant | undefined;
    },
    incident: Incident,
    moment: Moment,
  ) => Decision;
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
      const body = rest as z.output<B>;
      const asked = await act.before?.(ask.value, body);
      const { incidentId, crewId } = ask.value;
      const order = { incidentId, actor: { kind: "crew" as const, id: crewId }, key };
      return command(means, order, (incident, moment) => {
        const time = timeOfDeed(incident, ask.value, {
          phoneAt: at,
          now: moment.now,
          ...(act.beside && { beside: true }),
        });
        const input = { ask: ask.value, key, body, asked, doneAt: time.doneAt };
        return stamped(act.decide(input, incident, moment), time);
      });
    },
  });
}

function timeOfDeed(
  incident: Incident,
  { askId }: AskOfCrew,
  told: { phoneAt: number | null | undefined; now: Instant; beside?: true },
) {
  const ask = incident.asks.find((each) => each.askId === askId);
  return ask === undefined ? {} : deedTime(incident, { ask, ...told });
}

/** Only the crew that holds the rescue reports how it ended, or who came to help it and is there too. */
export const byHolder = (incident: Incident, ask: AskOfCrew, decide: () => Decision): Decision =>
  holderOf(incident)?.askId === ask.askId || incident.closedAt !== null || helps(incident, ask)
    ? decide()
    : refuse("RESCUE_ASK_WITHDRAWN");

const helps = (incident: Incident, { askId }: AskOfCrew): boolean =>
  incident.asks.some((each) => each.askId === askId && each.status === "arrived" && isHelper(each));
