/**
 * Two telephones brought together by a third party (RFC 3725, flow IV). Pure: what follows from what the two sides do.
 *
 * seat (the dispatcher's telephone rings) → car (it was picked up; the car is called) → joining (the car answered and said how it can be
 * heard; the seat is told) → joined (the seat agreed; the car is told, and the two hear each other without us) → over. Whatever goes wrong
 * leads to over at once, and then each side that was called is ended, once.
 */
export type Side = "seat" | "car";
export type Refusal = "unreachable" | "not-allowed" | "busy" | "no-answer" | "unknown" | "refused";

export type CallInput =
  | { readonly what: "ringing" | "gone" | "rang-out"; readonly side: Side }
  /** `sdp`: what it said of its sound. */
  | { readonly what: "answered"; readonly side: Side; readonly sdp: string }
  | { readonly what: "refused"; readonly side: Side; readonly why: Refusal; readonly status: number | null }
  /** The seat has agreed to the car's sound; or not. */
  | { readonly what: "rejoined"; readonly sdp: string }
  | { readonly what: "not-rejoined"; readonly status: number | null }
  | { readonly what: "hang-up" };

export type Failure =
  | "exchange-unreachable"
  | "exchange-refused"
  | "given-up"
  | "not-joined"
  | `${Side}-${"busy" | "no-answer" | "unknown" | "refused"}`;
export type CallNews =
  | { readonly what: "seat-ringing" | "seat-answered" | "car-ringing" | "answered" }
  | { readonly what: "ended"; readonly by: Side | "desk" }
  /** `status`: the exchange's own number, for who looks into it. */
  | { readonly what: "failed"; readonly reason: Failure; readonly status: number | null };

export type CallOrder =
  | { readonly order: "call-seat" | "call-car" }
  | { readonly order: "rejoin-seat" | "accept-car"; readonly sdp: string }
  | { readonly order: "end"; readonly side: Side }
  | { readonly order: "tell"; readonly news: CallNews };

export type JoinedCall = {
  readonly phase: "seat" | "car" | "joining" | "joined" | "over";
  /** Has been called, and has not gone by itself. */
  readonly called: Readonly<Record<Side, boolean>>;
};
export type CallStep = readonly [JoinedCall, readonly CallOrder[]];

export const beginCall = (): CallStep => [
  { phase: "seat", called: { seat: true, car: false } },
  [{ order: "call-seat" }],
];

/** One that was joined before we were started anew. */
export const takenUpCall: JoinedCall = { phase: "joined", called: { seat: true, car: true } };

export function stepCall(call: JoinedCall, input: CallInput): CallStep {
  if (call.phase === "over") return [call, []];
  switch (input.what) {
    case "ringing":
      return ring(call, input.side);
    case "answered":
      return answer(call, input.side, input.sdp);
    case "rejoined":
      if (call.phase !== "joining") return [call, []];
      return [{ ...call, phase: "joined" }, [{ order: "accept-car", sdp: input.sdp }, tell({ what: "answered" })]];
    case "not-rejoined":
      return call.phase === "joining" ? fail(call, "not-joined", input.status) : [call, []];
    // Whoever has answered cannot refuse any more: a forked call's other branch may say so late.
    case "refused":
      if (call.phase !== input.side) return [call, []];
      return fail(without(call, input.side), reasonOf(input.side, input.why), input.status);
    case "rang-out":
      return call.phase === input.side ? fail(call, `${input.side}-no-answer`, null) : [call, []];
    case "gone":
      return gone(call, input.side);
    case "hang-up":
      return call.phase === "joined" ? over(call, { what: "ended", by: "desk" }) : fail(call, "given-up", null);
  }
}

const tell = (news: CallNews): CallOrder => ({ order: "tell", news });

function ring(call: JoinedCall, side: Side): CallStep {
  if (call.phase !== side) return [call, []];
  return [call, [tell({ what: side === "seat" ? "seat-ringing" : "car-ringing" })]];
}

function answer(call: JoinedCall, side: Side, sdp: string): CallStep {
  if (call.phase !== side) return [call, []];
  if (side === "seat")
    return [
      { phase: "car", called: { seat: true, car: true } },
      [tell({ what: "seat-answered" }), { order: "call-car" }],
    ];
  return [{ ...call, phase: "joining" }, [{ order: "rejoin-seat", sdp }]];
}

function gone(call: JoinedCall, side: Side): CallStep {
  const left = without(call, side);
  if (call.phase === "joined") return over(left, { what: "ended", by: side });
  return fail(left, side === "seat" ? "given-up" : "not-joined", null);
}

const without = (call: JoinedCall, side: Side): JoinedCall => ({ ...call, called: { ...call.called, [side]: false } });

const fail = (call: JoinedCall, reason: Failure, status: number | null): CallStep =>
  over(call, { what: "failed", reason, status });

function over(call: JoinedCall, news: CallNews): CallStep {
  const sides = (["car", "seat"] as const).filter((side) => call.called[side]);
  const ends = sides.map((side): CallOrder => ({ order: "end", side }));
  return [{ phase: "over", called: { seat: false, car: false } }, [...ends, tell(news)]];
}

function reasonOf(side: Side, why: Refusal): Failure {
  switch (why) {
    case "unreachable":
      return "exchange-unreachable";
    case "not-allowed":
      return "exchange-refused";
    default:
      return `${side}-${why}`;
  }
}

/** What a final answer to a call means (RFC 3261 §21). */
export function refusalOf(status: number): Refusal {
  if (status === 401 || status === 403 || status === 407) return "not-allowed";
  if (status === 486 || status === 600) return "busy";
  if (status === 408 || status === 480 || status === 487) return "no-answer";
  if ([404, 410, 484, 485, 604].includes(status)) return "unknown";
  // 503: the exchange is there and says that it cannot.
  return "refused";
}
