import fc from "fast-check";
import { expect, test } from "vitest";
import { given, t0 } from "../../../../tests/support/incident-givens.ts";
import type { CarCallNews } from "./car-call.ts";
import { askCarCall, noteCarCall } from "./decide-car-call.ts";
import { evolve, type Incident } from "./incident.ts";

const call = { callId: "0198c0de-0000-7000-8000-000000000001", way: "sip" } as const;
const asked = given({ type: "CarCallAsked", ...call });
const typesOf = (decision: ReturnType<typeof askCarCall>) =>
  decision.ok ? decision.value.map(({ type }) => type) : decision.refusal.code;

test.each([
  ["an open rescue", given(), ["CarCallAsked"]],
  ["one that is spoken with already", asked, "RESCUE_CALL_UNDER_WAY"],
  [
    "one whose call is over",
    given({ type: "CarCallAsked", ...call }, { type: "CarCallFailed", callId: call.callId, reason: "car-busy" }),
    ["CarCallAsked"],
  ],
  ["a closed one", given({ type: "IncidentClosed", cause: null, method: null, note: null }), "RESCUE_ALREADY_CLOSED"],
])("asked for %s", (_, incident, said) => {
  expect(typesOf(askCarCall(incident, call))).toEqual(said);
});

const news: fc.Arbitrary<CarCallNews> = fc.oneof(
  fc.record({ what: fc.constant("ringing" as const), side: fc.constantFrom("seat" as const, "car" as const) }),
  fc.constant({ what: "answered" as const }),
  fc.record({ what: fc.constant("ended" as const), by: fc.constantFrom("seat" as const, "desk" as const) }),
  fc.constant({ what: "failed" as const, reason: "car-busy" as const }),
);

test("whatever is heard, in any order and as often as it likes: joined once, over once, and nothing after", () => {
  fc.assert(
    fc.property(fc.array(news, { maxLength: 12 }), (heard) => {
      let incident: Incident = asked;
      const types: string[] = [];
      heard.forEach((each, i) => {
        const decision = noteCarCall(incident, call.callId, each, t0 + i * 1_000);
        if (!decision.ok) throw new Error("refused");
        for (const event of decision.value) {
          types.push(event.type);
          incident = evolve(incident, event, t0 + i * 1_000);
        }
      });
      const over = types.filter((type) => type === "CarCallEnded" || type === "CarCallFailed");
      expect(over).toHaveLength(heard.some(({ what }) => what === "ended" || what === "failed") ? 1 : 0);
      expect(types.filter((type) => type === "CarCallAnswered").length).toBeLessThan(2);
      if (over.length === 1) expect(types.at(-1)).toBe(over[0]);
      if (types.includes("CarCallEnded")) expect(types).toContain("CarCallAnswered");
      expect(incident.carCall ?? null).toBe(over.length === 1 ? null : (incident.carCall ?? null));
    }),
  );
});

test("news of another call change nothing; after the incident's end its call still ends", () => {
  expect(noteCarCall(asked, "another", { what: "answered" }, t0)).toEqual({ ok: true, value: [] });
  const closed = given(
    { type: "CarCallAsked", ...call },
    { type: "CarCallAnswered", ...call },
    { type: "IncidentClosed", cause: null, method: null, note: null },
  );
  expect(noteCarCall(closed, call.callId, { what: "ended", by: "seat" }, t0 + 62_000)).toMatchObject({
    ok: true,
    value: [{ type: "CarCallEnded", by: "seat", talkSeconds: 60 }],
  });
});
