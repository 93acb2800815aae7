import type { Instant } from "../../../kernel/clock.ts";
import type { CarCallEnder, CarCallFailure, CarCallShown, CarCallSide, CarCallWay } from "../contract/car-calls.ts";

/**
 * 实时通话 between the desk and the car. asked (a person pressed) → ringing (the seat's telephone, then the car's intercom) → answered (the two
 * are joined) → ended; or failed, from anywhere before. One at a time in an incident. It may outlast the incident.
 */
export type CarCallState = CarCallShown;

type Named = { readonly callId: string };
export type CarCallEvent =
  | (Named & { readonly type: "CarCallAsked"; readonly way: CarCallWay })
  | (Named & { readonly type: "CarCallRinging"; readonly side: CarCallSide; readonly way: CarCallWay })
  | (Named & { readonly type: "CarCallAnswered"; readonly way: CarCallWay })
  | (Named & { readonly type: "CarCallEnded"; readonly by: CarCallEnder; readonly talkSeconds: number })
  | (Named & { readonly type: "CarCallFailed"; readonly reason: CarCallFailure })
  /** The exchange has said where its recording lies; the address itself stands with the call. */
  | (Named & { readonly type: "CarCallRecorded" });

/** What was heard of a call. */
export type CarCallNews =
  | { readonly what: "ringing"; readonly side: CarCallSide }
  | { readonly what: "answered" }
  | { readonly what: "ended"; readonly by: CarCallEnder }
  | { readonly what: "failed"; readonly reason: CarCallFailure };

export function carCallAfter(
  event: Exclude<CarCallEvent, { type: "CarCallRecorded" }>,
  at: Instant,
): CarCallState | null {
  const known = { id: event.callId, since: at };
  switch (event.type) {
    case "CarCallAsked":
      return { ...known, way: event.way, status: "asked", side: null };
    case "CarCallRinging":
      return { ...known, way: event.way, status: "ringing", side: event.side };
    case "CarCallAnswered":
      return { ...known, way: event.way, status: "answered", side: null };
    case "CarCallEnded":
    case "CarCallFailed":
      return null;
  }
}
