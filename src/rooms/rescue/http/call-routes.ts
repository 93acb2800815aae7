import type { z } from "zod";
import type { Principal } from "../../../kernel/principal.ts";
import { ok, refuse } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import { actorOf, scopesOf } from "../../identity/index.ts";
import { handOverKey, keepHandOver } from "../actions/hand-over.ts";
import { type Alarm, openIncident } from "../actions/open-incident.ts";
import { linkCall } from "../actions/phone-calls.ts";
import * as contract from "../contract.ts";
import type { RescueMeans } from "../rescue-means.ts";
import { unknownRegion } from "../views/incident-scope.ts";
import { audited } from "./desk-acts.ts";
import { whereOf } from "./where-of.ts";

/** A call taken at the desk: it enters by the same action as a device's alarm and the car's button. */
export const callRoutes = (means: RescueMeans): Route[] => [
  route({
    method: "POST",
    url: "/api/v1/incidents",
    permission: "rescue.dispatch",
    summary: "A call taken at the desk",
    body: contract.openCallBody,
    reply: contract.openReply,
    handle: async (asked) => {
      const where = await whereOf(means, asked.body);
      if (where === undefined) return refuse("RESCUE_PLACE_MISSING");
      const alarm = alarmOf(asked.body, where, { regionCode: homeRegion(asked.principal), now: means.clock.now() });
      const audit = audited(means, asked, "open");
      const by = asked.principal.kind === "person" ? asked.principal.personId : null;
      const { callId } = asked.body;
      const opened = await openIncident(means, alarm, actorOf(asked.principal), async (tx, made) => {
        await audit(tx, made.incidentId);
        if (asked.body.from !== undefined) await keepHandOver(tx, alarm.alarmKey, asked.body.from, means.clock.now());
        if (callId !== undefined)
          await linkCall(
            tx,
            callId,
            { ...made, alarmKey: alarm.alarmKey, kind: alarm.kind ?? "entrapment" },
            { by, at: means.clock.now() },
          );
      });
      return ok({ incidentId: opened.incidentId, no: opened.no, joined: opened.joined });
    },
  }),
];

type Call = z.output<typeof contract.openCallBody>;

const alarmOf = (call: Call, where: Alarm["where"], at: { regionCode: string; now: number }): Alarm => ({
  // Their number makes it the alarm that their own system may tell of too.
  alarmKey: call.from?.caseNo ? handOverKey(call.from.service, call.from.caseNo) : `call/${call.key}`,
  source: call.from?.service ?? "call",
  cause: call.from === undefined ? "caller" : "handed-over",
  trappedSince: at.now,
  where,
  regionCode: at.regionCode,
  persons: { persons: call.persons, injured: call.injured, vulnerable: call.vulnerable },
  ...(call.position ? { position: call.position } : {}),
  ...(call.callerPhone ? { callerPhone: call.callerPhone } : {}),
  ...(call.kind === "fault" ? { kind: "fault" as const } : {}),
  hazards: { which: call.hazards ?? [], from: "desk" },
  ...(call.note ? { note: call.note } : {}),
});

/** An incident without a known lift belongs to the centre that took it. */
const homeRegion = (principal: Principal): string => {
  const scope = scopesOf(principal, "rescue.dispatch").find((each) => each.kind === "region");
  return scope?.kind === "region" ? scope.code : unknownRegion;
};
