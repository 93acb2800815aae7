import { expect, test } from "vitest";
import { runKill } from "../../sim/kill/run-kill.ts";

/** A few drawn kills of the named command `npm run sim -- kill`, which does them all; the seed is in the name. */
const seed = Math.floor(Math.random() * 1_000_000);

test(`killed with -9 amid rescues, nothing acknowledged is lost and nothing doubled (seed ${seed})`, {
  timeout: 300_000,
}, async () => {
  const report = await runKill({ seed, kills: 4, databaseKills: 1 });
  const value = (name: string) => report.targets.find((target) => target.name === name)?.value;
  expect(value("acknowledged_lost"), `seed ${seed}`).toBe(0);
  expect(value("incidents_doubled"), `seed ${seed}`).toBe(0);
  expect(value("open_without_due"), `seed ${seed}`).toBe(0);
});
