import fc from "fast-check";
import { expect, test } from "vitest";
import {
  accepted,
  ask,
  asked,
  at,
  closed,
  given,
  secured,
  t0,
  types,
} from "../../../../tests/support/incident-givens.ts";
import { minutes, seconds } from "../../../kernel/clock.ts";
import type { Decision } from "./decide-alarm.ts";
import { arrive } from "./decide-crew.ts";
import { close, free, secure } from "./decide-end.ts";
import { deedTime, stamped } from "./deed-time.ts";
import { evolve, type Incident } from "./incident.ts";

/** What one phone of a crew did in a basement, in its own order. */
type Deeds = {
  readonly arrivedAt: number;
  readonly scanned: boolean;
  readonly freedAfter: number;
  readonly count: number;
  readonly injured: number;
};
const deeds = fc.record({
  arrivedAt: fc.integer({ min: 10, max: 600 }),
  scanned: fc.boolean(),
  freedAfter: fc.integer({ min: 1, max: 600 }),
  count: fc.integer({ min: 3, max: 6 }),
  injured: fc.integer({ min: 0, max: 3 }),
});
const now = t0 + minutes(40);
const onTheWay = given(asked(0), accepted(0));

type Telling = (incident: Incident) => Incident;
function telling(
  doneAt: number,
  decide: (incident: Incident, toldAt: number | undefined, doneAt?: number) => Decision,
): Telling {
  return (incident) => {
    const [own] = incident.asks;
    if (own === undefined) throw new Error("nobody was asked");
    const time = deedTime(incident, { ask: own, phoneAt: doneAt, now });
    const toldAt = deedTime(incident, { ask: own, phoneAt: doneAt, now, beside: true }).doneAt;
    const decision = stamped(decide(incident, toldAt, time.doneAt), time);
    if (!decision.ok) throw new Error(decision.refusal.code);
    return decision.value.reduce((state, event) => evolve(state, event, now), incident);
  };
}

const facts = (scanned: boolean) => ({
  ...{ scanned: scanned ? true : null, typed: null, position: null, accuracyMetres: null, radiusMetres: 150 },
});
const arrivalOf = ({ arrivedAt, scanned }: Deeds): Telling =>
  telling(t0 + seconds(arrivedAt), (incident, toldAt) =>
    arrive(incident, { askId: ask(0), by: "app", position: null, facts: facts(scanned), toldAt }),
  );
const freeingOf = ({ arrivedAt, freedAfter, count, injured }: Deeds): Telling =>
  telling(t0 + seconds(arrivedAt + freedAfter), (incident, toldAt, doneAt) =>
    free(incident, { count, injured, by: "crew" }, doneAt, { askId: ask(0), toldAt }),
  );

/** Every order of two phones' deeds in which each phone keeps its own. */
const orders = (a: readonly Telling[], b: readonly Telling[]): Telling[][] =>
  a.length === 0 || b.length === 0
    ? [[...a, ...b]]
    : [
        ...orders(a.slice(1), b).map((rest) => [...a.slice(0, 1), ...rest]),
        ...orders(a, b.slice(1)).map((rest) => [...b.slice(0, 1), ...rest]),
      ];

const truthOf = ({ arrivedAt, arrivalProof, freed, injured, asks }: Incident) => ({
  arrivedAt,
  proof: arrivalProof?.kind,
  freed: { at: freed?.at, count: freed?.count, injured: freed?.injured },
  injured,
  asks: asks.map(({ status, arrivedAt: own, proof }) => [status, own, proof?.kind]),
});

test("two phones of a crew come back in whatever order: one truth, the earliest deed, the strongest proof, everybody who was hurt", () => {
  fc.assert(
    // Two that freed in the same second with other figures would be told apart by their order only.
    fc.property(deeds, deeds, (a, b) => {
      fc.pre(a.arrivedAt + a.freedAfter !== b.arrivedAt + b.freedAfter);
      const truths = orders([arrivalOf(a), freeingOf(a)], [arrivalOf(b), freeingOf(b)]).map((order) =>
        truthOf(order.reduce((incident, tell) => tell(incident), onTheWay)),
      );
      const [first] = truths;
      for (const truth of truths) expect(truth).toEqual(first);
      expect(first?.arrivedAt).toBe(t0 + seconds(Math.min(a.arrivedAt, b.arrivedAt)));
      expect(first?.injured).toBe(Math.max(a.injured, b.injured));
      expect(first?.proof).toBe(a.scanned || b.scanned ? "scan" : "none");
    }),
  );
});

test("the same on both phones is one deed; one that comes back after the end still counts, and opens nothing again", () => {
  const phone: Deeds = { arrivedAt: 300, scanned: false, freedAfter: 60, count: 3, injured: 0 };
  const done = [arrivalOf(phone), freeingOf(phone)].reduce((incident, tell) => tell(incident), onTheWay);
  const again = [arrivalOf(phone), freeingOf(phone)].reduce((incident, tell) => tell(incident), done);
  expect(again).toEqual(done);
  const over = [secured, closed].reduce((incident, event) => evolve(incident, event, now), done);
  const late = [arrivalOf({ ...phone, arrivedAt: 200 }), freeingOf({ ...phone, injured: 1 })];
  const after = late.reduce((incident, tell) => tell(incident), over);
  expect(after).toMatchObject({ arrivedAt: t0 + seconds(200), injured: 1, closedAt: over.closedAt });
  expect(types(secure(after, "stopped"))).toEqual(["RESCUE_ALREADY_CLOSED"]);
  expect(types(close(after, { cause: "301", method: null, note: null }))).toEqual([]);
});

test("what the desk recorded stands: a phone that comes back changes neither time nor figures", () => {
  const there = arrivalOf({ arrivedAt: 300, scanned: false, freedAfter: 0, count: 0, injured: 0 })(onTheWay);
  const byDesk = free(there, { count: 2, injured: 0, by: "crew" });
  if (!byDesk.ok) throw new Error(byDesk.refusal.code);
  const freed = byDesk.value.reduce((incident, event) => evolve(incident, event, at(now).now), there);
  const told = freeingOf({ arrivedAt: 300, scanned: false, freedAfter: 60, count: 5, injured: 1 })(freed);
  expect(told).toEqual(freed);
});
