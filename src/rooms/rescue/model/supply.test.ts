import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { minutes, seconds } from "../../../kernel/clock.ts";
import { judgeSupply, type LiftPower, type PowerChange, powerAfter, type SupplyReturn } from "./supply.ts";

const start = Date.UTC(2026, 10, 28, 2);
const rules = { share: 0.5, steadyMs: seconds(60), againMs: minutes(10) };

/** A lift's words: `lost` or `back`, measured at these seconds, heard in this order. */
function lift(...words: readonly (readonly [what: "lost" | "back", measured: number, heard?: number])[]) {
  let power: LiftPower | undefined;
  for (const [what, measured, heard = measured] of words) {
    const change: PowerChange = { lost: what === "lost", at: start + seconds(measured), how: "state" };
    power = powerAfter(power, change, start + seconds(heard));
  }
  return power;
}
const known = (...lifts: (LiftPower | undefined)[]): LiftPower[] => lifts.flatMap((each) => each ?? []);
const judge = (lifts: LiftPower[], second: number, last?: SupplyReturn) =>
  judgeSupply(lifts, last, rules, start + seconds(second));
const returned = (second: number, back: number, more: Partial<SupplyReturn> = {}): SupplyReturn => ({
  backAt: start + seconds(second),
  how: "devices",
  back,
  of: 4,
  lostAgainAt: null,
  ...more,
});

describe("what a lift says of its supply", () => {
  test("an old word that comes late, or the same word again, changes nothing", () => {
    expect(lift(["lost", 0], ["back", 100], ["lost", 50, 120])).toMatchObject({
      lost: false,
      heardAt: start + 100_000,
    });
    expect(lift(["lost", 0], ["back", 100], ["back", 130])).toMatchObject({ lost: false, heardAt: start + 100_000 });
    expect(lift(["lost", 100], ["back", 40, 110])).toMatchObject({ lost: true });
  });

  test("that it has its supply says nothing where nobody knew it was lost, but for contact that came back together", () => {
    expect(lift(["back", 10])).toBeUndefined();
    expect(powerAfter(undefined, { lost: false, at: start, how: "contact" }, start)).toMatchObject({ lost: false });
  });

  test("words of before the server's clock was set back do not stand against newer ones", () => {
    expect(lift(["lost", 7_200], ["back", 20])).toMatchObject({ lost: false });
  });

  test("whatever the order in which they come, the latest measured word holds", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 500 })), { maxLength: 12 }), (words) => {
        const unique = [...new Map(words.map(([lost, at]) => [at, lost]))];
        const now = start + seconds(600);
        let power: LiftPower | undefined = { lost: true, at: start, heardAt: start, lostAt: start, how: "state" };
        for (const [at, lost] of unique) power = powerAfter(power, { lost, at: start + at, how: "event" }, now);
        const latest = unique.toSorted((a, b) => a[0] - b[0]).at(-1);
        expect(power?.lost).toBe(latest?.[1] ?? true);
      }),
    );
  });
});

describe("whether a group has its supply back", () => {
  test("half of those that lost it have it, steadily for a minute: not before, and it is looked at again at that moment", () => {
    const lifts = known(
      lift(["lost", 0], ["back", 100]),
      lift(["lost", 0], ["back", 110]),
      lift(["lost", 0]),
      lift(["lost", 5]),
    );
    expect(judge(lifts, 120)).toMatchObject({ change: "none", back: 2, of: 4, lookAt: start + seconds(160) });
    expect(judge(lifts, 160)).toMatchObject({ change: "none", lookAt: start + seconds(170) });
    expect(judge(lifts, 170)).toMatchObject({ change: "back", back: 2, of: 4, how: "devices", lookAt: null });
    expect(judge(lifts.slice(1), 170)).toMatchObject({ change: "none", back: 1, of: 3 });
    expect(judge([], 170)).toMatchObject({ change: "none", of: 0, lookAt: null });
  });

  test("supply that flaps begins its minute anew, and a return stands while single lifts lose it again", () => {
    const flapping = known(lift(["lost", 0], ["back", 100], ["lost", 130], ["back", 140]));
    expect(judge(flapping, 170)).toMatchObject({ change: "none", lookAt: start + seconds(200) });
    const one = known(
      lift(["lost", 0], ["back", 100], ["lost", 300]),
      ...[1, 2, 3].map(() => lift(["lost", 0], ["back", 100])),
    );
    expect(judge(one, 400, returned(160, 4))).toMatchObject({ change: "none" });
  });

  test("lost again when more than half of those that had it lost it for a minute; back again not before the pause", () => {
    const again = known(...[1, 2, 3].map(() => lift(["lost", 0], ["back", 100], ["lost", 200])), lift(["lost", 0]));
    expect(judge(again, 230, returned(160, 3))).toMatchObject({ change: "none", lookAt: start + seconds(260) });
    expect(judge(again, 260, returned(160, 3))).toMatchObject({ change: "lost-again" });
    const back = known(...[1, 2, 3].map(() => lift(["lost", 0], ["back", 100], ["lost", 200], ["back", 300])));
    const last = returned(160, 3, { lostAgainAt: start + seconds(260) });
    expect(judge(back, 400, last)).toMatchObject({ change: "none", lookAt: start + seconds(760) });
    expect(judge(back, 760, last)).toMatchObject({ change: "back" });
  });

  test("what a person marked stands against lifts that never said otherwise", () => {
    const dark = known(...[1, 2, 3, 4].map(() => lift(["lost", 0])));
    expect(judge(dark, 500, returned(200, 0, { how: "person" }))).toMatchObject({ change: "none" });
    const since = known(...[1, 2, 3].map(() => lift(["lost", 0], ["back", 210], ["lost", 300])), lift(["lost", 0]));
    expect(judge(since, 500, returned(200, 0, { how: "person" }))).toMatchObject({ change: "lost-again" });
  });

  test("a clock that was set back leaves nobody waiting until it has caught up", () => {
    const lifts = known(lift(["lost", 7_200], ["back", 7_260]));
    expect(judge(lifts, 60)).toMatchObject({ change: "back" });
    expect(judge(lifts, 60, returned(7_000, 1, { lostAgainAt: start }))).toMatchObject({ change: "back" });
  });
});
