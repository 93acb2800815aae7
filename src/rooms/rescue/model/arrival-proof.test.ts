import { expect, test } from "vitest";
import { type ArrivalFacts, judgeArrival } from "./arrival-proof.ts";

const lift = { lat: 31.2, lon: 121.4 };
/** So many metres to the north. */
const north = (metres: number) => ({ lat: lift.lat + metres / 111_195, lon: lift.lon });
const facts = (part: Partial<ArrivalFacts>): ArrivalFacts => ({
  scanned: null,
  typed: null,
  position: null,
  accuracyMetres: null,
  radiusMetres: 150,
  ...part,
});

test.each([
  ["nothing is known: a basement", {}, "none", null],
  ["within the radius", { position: north(149), accuracyMetres: 20 }, "place", 149],
  ["outside it", { position: north(151), accuracyMetres: 20 }, "none", 151],
  ["a phone that does not say how exact it is", { position: north(100) }, "place", 100],
  ["a fix that may be off by more than the radius", { position: north(10), accuracyMetres: 900 }, "none", 10],
  ["scanned, far away by its fix", { scanned: true, position: north(900) }, "scan", 900],
  ["typed in a basement", { typed: true }, "code", null],
  ["typed, and within the radius", { typed: true, position: north(50) }, "place", 50],
] as const)("%s", (_name, part, kind, metres) => {
  expect(judgeArrival(facts(part), lift)).toMatchObject({ kind, metres });
});

test("another lift's code proves nothing, and is said", () => {
  expect(judgeArrival(facts({ scanned: false }), lift)).toMatchObject({ kind: "none", otherLift: true });
  expect(judgeArrival(facts({ typed: false, position: north(20) }), lift)).toMatchObject({
    kind: "place",
    otherLift: true,
  });
});

test("without the lift's place only a code proves it", () => {
  expect(judgeArrival(facts({ position: north(1) }), null)).toMatchObject({ kind: "none", metres: null });
  expect(judgeArrival(facts({ scanned: true }), null)).toMatchObject({ kind: "scan" });
});
