import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import type { City } from "../../sim/city/city.ts";
import { dayOf } from "../../sim/city/days.ts";
import { generateCity } from "../../sim/city/generate-city.ts";
import { fillHistory } from "../../sim/fill-history.ts";
import { type House, startHouse } from "../support/house.ts";
import { sp } from "../support/sp.ts";

/** Every lift of a demonstration has a life in the ledger, those without devices too, and a fill that is killed goes on. */
const asOf = "2026-11-27";
const whole = generateCity({ seed: 11, lifts: 160, asOf, liftsPerCrew: 40 });
const live: City = { ...whole, lifts: whole.lifts.slice(100, 120) };

let house: House;
beforeAll(async () => {
  house = await startHouse({ city: whole, start: Date.parse(`${asOf}T10:00:00+08:00`) });
}, 120_000);

const goOn = new AbortController().signal;
const fill = (from: number, keep: (done: number) => void = () => undefined, signal = goOn) =>
  fillHistory(house.admin, { whole, live }, { seed: 11, asOf, signal, from, keep, pauseMs: 0 });

/** The kinds of entries by the lift's code. */
async function ledgers(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { rows } = await sql<{ code: string; kinds: string[] }>`
    select l.register_code as code, array_agg(e.kind) as kinds
    from lifts.v_lift l join lifts.ledger_entry e on e.lift_id = l.id group by l.register_code`.execute(
    house.running.platform.database.db,
  );
  return new Map(rows.map(({ code, kinds }) => [code, new Set(kinds)]));
}
async function counted(): Promise<{ readonly all: number; readonly twice: number }> {
  const { rows } = await sql<{ all: number; twice: number }>`
    select count(*)::integer as all,
      (count(*) - count(distinct (lift_id, kind, done_at, body)))::integer as twice
    from lifts.ledger_entry`.execute(house.running.platform.database.db);
  return rows[0] ?? { all: 0, twice: -1 };
}

test("killed behind a part that it could not keep, it goes on, and nothing stands twice", async () => {
  const kill = new AbortController();
  const kept: number[] = [];
  await fill(
    0,
    (done) => {
      if (kept.length === 0) kept.push(done);
      else kill.abort();
    },
    kill.signal,
  );
  const cut = await ledgers();
  const made = (lift: { registerCode: string }): boolean => cut.get(lift.registerCode)?.has("manufactured") ?? false;
  expect(live.lifts.every(made), "those that live first").toBe(true);
  expect(whole.lifts.every(made)).toBe(false);
  await fill(kept[0] ?? 0, (done) => kept.push(done));
  expect(kept.at(-1)).toBe(whole.lifts.length);
  expect((await counted()).twice).toBe(0);
});

test("no lift lacks manufacture, supervision inspection, registration and its last periodic inspection", async () => {
  const known = await ledgers();
  expect(whole.lifts.length).toBe(160);
  for (const { registerCode, papers } of whole.lifts) {
    const kinds = known.get(registerCode);
    for (const kind of ["manufactured", "installation-notified", "supervision-inspected", "use-registered"])
      expect(kinds, registerCode).toContain(kind);
    // Within its first year nothing has to be inspected again yet.
    if (dayOf(asOf) - papers.inUseSince > 366) expect(kinds, registerCode).toContain("inspected");
  }
});

test("filled again from the beginning it adds nothing, and every chain fits", async () => {
  const before = await counted();
  expect(await fill(0)).toBe(0);
  expect(await counted()).toEqual(before);
  const verified = await sp(["verify-ledger"], { SP_DATA_DIR: house.database.dataDir });
  expect(verified.out).toContain(`${before.all} entries of 160 lifts, all chains fit`);
  expect(verified.code).toBe(0);
});
