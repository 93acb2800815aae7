import type { Instant } from "../../../kernel/clock.ts";
import { ok, refuse } from "../../../kernel/result.ts";
import type { CarCallWay } from "../contract/car-calls.ts";
import type { CarCallNews } from "./car-call.ts";
import { closedRefusal, type Decision, nothing } from "./decide-alarm.ts";
import type { Incident } from "./incident.ts";

/** Somebody at the desk wants to speak to the car. */
export function askCarCall(incident: Incident, ask: { readonly callId: string; readonly way: CarCallWay }): Decision {
  if (incident.closedAt !== null) return closedRefusal;
  // Whoever happens to ride in the lift of a drill is not called.
  if (incident.drill !== undefined) return refuse("RESCUE_IS_DRILL");
  if (incident.carCall) return refuse("RESCUE_CALL_UNDER_WAY");
  return ok([{ type: "CarCallAsked", ...ask }]);
}

/** What became of it. What was heard before, or of another call, changes nothing. */
export function noteCarCall(incident: Incident, callId: string, news: CarCallNews, now: Instant): Decision {
  const { carCall: call } = incident;
  if (call?.id !== callId) return nothing;
  const { way } = call;
  switch (news.what) {
    case "ringing":
      if (call.status === "answered" || call.side === news.side) return nothing;
      return ok([{ type: "CarCallRinging", callId, side: news.side, way }]);
    case "answered":
      return call.status === "answered" ? nothing : ok([{ type: "CarCallAnswered", callId, way }]);
    case "ended": {
      // One that was never joined has not ended: it failed.
      if (call.status !== "answered") return ok([{ type: "CarCallFailed", callId, reason: "given-up" }]);
      const talkSeconds = Math.max(0, Math.round((now - call.since) / 1_000));
      return ok([{ type: "CarCallEnded", callId, by: news.by, talkSeconds }]);
    }
    case "failed":
      return ok([{ type: "CarCallFailed", callId, reason: news.reason }]);
  }
}
