import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { beginCall, type CallInput, type CallOrder, refusalOf, stepCall, takenUpCall } from "./joined-call.ts";

const side = fc.constantFrom("seat" as const, "car" as const);
const input: fc.Arbitrary<CallInput> = fc.oneof(
  fc.record({ what: fc.constantFrom("ringing" as const, "gone" as const, "rang-out" as const), side }),
  fc.record({ what: fc.constant("answered" as const), side, sdp: fc.constant("v=0") }),
  fc.record({
    what: fc.constant("refused" as const),
    side,
    why: fc.constantFrom("unreachable" as const, "busy" as const, "refused" as const),
    status: fc.constant(null),
  }),
  fc.record({ what: fc.constant("rejoined" as const), sdp: fc.constant("v=0") }),
  fc.record({ what: fc.constant("not-rejoined" as const), status: fc.constant(488) }),
  fc.constant({ what: "hang-up" as const }),
);

/** Plays inputs; of refused or gone only such that a side which was called can say. */
function play(inputs: readonly CallInput[]) {
  let [state, orders] = beginCall();
  const all: CallOrder[] = [...orders];
  const gone = new Set<string>();
  for (const each of inputs) {
    if ("side" in each && (!state.called[each.side] || gone.has(each.side))) continue;
    const refuses = each.what === "refused" && state.phase === each.side;
    if (refuses || each.what === "gone") gone.add(each.side);
    [state, orders] = stepCall(state, each);
    all.push(...orders);
  }
  return { state, all, gone };
}
const news = (orders: readonly CallOrder[]): string[] =>
  orders.flatMap((each) => (each.order === "tell" ? [each.news.what] : []));
const endsOf = (orders: readonly CallOrder[], of: string): number =>
  orders.filter((each) => each.order === "end" && each.side === of).length;

describe("two telephones that a third brings together", () => {
  test("the whole way: seat, car, joined, ended", () => {
    const { all } = play([
      { what: "ringing", side: "seat" },
      { what: "answered", side: "seat", sdp: "s" },
      { what: "ringing", side: "car" },
      { what: "answered", side: "car", sdp: "c" },
      { what: "rejoined", sdp: "s2" },
      { what: "gone", side: "car" },
    ]);
    expect(all.map((each) => (each.order === "tell" ? each.news.what : each.order))).toEqual([
      "call-seat",
      "seat-ringing",
      "seat-answered",
      "call-car",
      "car-ringing",
      "rejoin-seat",
      "accept-car",
      "answered",
      "end",
      "ended",
    ]);
    expect(all).toContainEqual({ order: "accept-car", sdp: "s2" });
    expect(all).toContainEqual({ order: "rejoin-seat", sdp: "c" });
  });

  test("once it is over nobody who was called is left, each is ended once, and nothing follows", () => {
    fc.assert(
      fc.property(fc.array(input, { maxLength: 14 }), (inputs) => {
        const { state, all, gone } = play(inputs);
        const over = state.phase === "over";
        for (const of of ["seat", "car"] as const) {
          const called = all.some((each) => each.order === `call-${of}`);
          expect(endsOf(all, of)).toBe(over && called && !gone.has(of) ? 1 : 0);
        }
        const told = news(all);
        expect(told.filter((each) => each === "ended" || each === "failed")).toHaveLength(over ? 1 : 0);
        if (over) expect(["ended", "failed"]).toContain(told.at(-1));
        expect(told.includes("ended")).toBe(over && told.includes("answered"));
      }),
    );
  });

  test("a refusal that comes after the answer says nothing: the two go on speaking", () => {
    const { state, all } = play([
      { what: "answered", side: "seat", sdp: "s" },
      { what: "answered", side: "car", sdp: "c" },
      { what: "rejoined", sdp: "s2" },
      { what: "refused", side: "seat", why: "busy", status: 486 },
      { what: "rang-out", side: "car" },
    ]);
    expect([state.phase, news(all).at(-1)]).toEqual(["joined", "answered"]);
  });

  test("hung up is over, wherever it stands", () => {
    fc.assert(
      fc.property(fc.array(input, { maxLength: 10 }), (inputs) => {
        expect(play([...inputs, { what: "hang-up" }]).state.phase).toBe("over");
      }),
    );
    expect(endsOf(stepCall(takenUpCall, { what: "hang-up" })[1], "seat")).toBe(1);
  });

  test("the car is called only when the seat was picked up, and each side is called once", () => {
    fc.assert(
      fc.property(fc.array(input, { maxLength: 14 }), (inputs) => {
        const { all } = play(inputs);
        const calls = all.map((each) => each.order).filter((each) => each.startsWith("call-"));
        expect([["call-seat"], ["call-seat", "call-car"]]).toContainEqual(calls);
        if (calls.length === 2) expect(news(all)).toContain("seat-answered");
      }),
    );
  });
});

test.each([
  [403, "not-allowed"],
  [486, "busy"],
  [480, "no-answer"],
  [404, "unknown"],
  [603, "refused"],
  [503, "refused"],
])("an answer %i means %s", (status, why) => {
  expect(refusalOf(status)).toBe(why);
});
