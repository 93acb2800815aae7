import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  accepted,
  arrived,
  ask,
  asked,
  closed,
  freed,
  given,
  secured,
  t0,
  types,
} from "../../../../tests/support/incident-givens.ts";
import { minutes, seconds } from "../../../kernel/clock.ts";
import type { Decision } from "./decide-alarm.ts";
import { tellHandBack, tellPhoto, tellStep } from "./decide-scene.ts";
import { evolve, type Incident } from "./incident.ts";

const onScene = given(asked(0), accepted(0), arrived(0));
const out = given(asked(0), accepted(0), arrived(0), freed);
const over = given(asked(0), accepted(0), arrived(0), freed, secured, closed);
const step = (name: string, done = true) => ({ askId: ask(0), step: name, done, by: null });
const photo = (n: number) => ({ askId: ask(0), photoId: `photo-${n}`, step: "open", by: null });
const back = (signed: boolean) => ({ askId: ask(0), handBackId: `hand-${signed}`, signed, by: null });
function doing(incident: Incident, decision: Decision, at: number): Incident {
  if (!decision.ok) throw new Error(decision.refusal.code);
  return decision.value.reduce((state, event) => evolve(state, { ...event, doneAt: at } as never, at), incident);
}
const now = t0 + minutes(9);

describe("steps of the release", () => {
  test.each([
    ["on scene", onScene, ["StepTold"]],
    ["told after the people are out", out, ["StepTold"]],
    ["told after it was closed", over, ["StepTold"]],
    ["by a crew that has not accepted", given(asked(0)), ["RESCUE_ASK_NOT_ACCEPTED"]],
  ])("%s", (_name, incident, outcome) => {
    expect(types(tellStep(incident, step("power"), now))).toEqual(outcome);
  });

  test("by both phones of a crew it is one; taken back it is undone, and what was never done is not taken back", () => {
    const once = doing(onScene, tellStep(onScene, step("power"), now), now);
    expect(types(tellStep(once, step("power"), now))).toEqual([]);
    const twice = doing(once, tellStep(once, step("power"), now + seconds(20)), now + seconds(20));
    expect(twice.steps?.power).toMatchObject({ done: true, at: now });
    const undone = doing(once, tellStep(once, step("power", false), now + seconds(30)), now + seconds(30));
    expect(undone.steps?.power).toMatchObject({ done: false, at: now + seconds(30), by: null });
    expect(types(tellStep(onScene, step("power", false), now))).toEqual([]);
  });

  test("whatever the order in which two phones come back, what was done last stands", () => {
    const deeds = fc.uniqueArray(fc.record({ at: fc.nat({ max: 600 }), done: fc.boolean() }), {
      selector: ({ at }) => at,
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(deeds, fc.infiniteStream(fc.nat()), (all, draw) => {
        const order = all.map((deed) => ({ deed, n: draw.next().value as number })).sort((a, b) => a.n - b.n);
        const end = order.reduce(
          (state, { deed }) =>
            doing(state, tellStep(state, step("open", deed.done), now + seconds(deed.at)), now + seconds(deed.at)),
          doing(onScene, tellStep(onScene, step("open"), now - seconds(1)), now - seconds(1)),
        );
        const last = all.reduce((latest, deed) => (deed.at > latest.at ? deed : latest));
        expect(end.steps?.open?.done).toBe(last.done);
      }),
    );
  });

  test("nothing of it stands in the way of the rescue", () => {
    const busy = doing(onScene, tellStep(onScene, step("power"), now), now);
    expect(busy).toMatchObject({ asks: onScene.asks, freed: null, alertedAt: onScene.alertedAt });
  });
});

test("a photo is one however often it is sent, and there is an end to them", () => {
  let incident = onScene;
  for (let n = 0; n < 16; n += 1) incident = doing(incident, tellPhoto(incident, photo(n)), now);
  expect(types(tellPhoto(incident, photo(3)))).toEqual([]);
  expect(types(tellPhoto(incident, photo(16)))).toEqual(["RESCUE_PHOTOS_FULL"]);
});

test("the lift is given back after the people are out: a signature replaces a remark, and nothing replaces a signature", () => {
  expect(types(tellHandBack(onScene, back(true)))).toEqual(["RESCUE_NOT_FREED"]);
  const remarked = doing(out, tellHandBack(out, back(false)), now);
  expect(types(tellHandBack(remarked, back(false)))).toEqual([]);
  const signed = doing(remarked, tellHandBack(remarked, back(true)), now);
  expect(signed.handBack).toMatchObject({ signed: true });
  expect(types(tellHandBack(signed, back(true)))).toEqual([]);
});
