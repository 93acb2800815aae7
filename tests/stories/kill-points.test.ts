import { expect, test } from "vitest";
import { noBreaches } from "../../sim/kill-points/promises.ts";
import { runKillPoints } from "../../sim/kill-points/run-kill-points.ts";
import { makeTestDatabase } from "../support/database.ts";

/**
 * A few drawn points of the named command `npm run sim -- kill-points`, which does two hundred; the seed is in the name. SP_KILL_SEED and
 * SP_KILL_POINTS draw others.
 */
const seed = Number(process.env.SP_KILL_SEED || Math.floor(Math.random() * 1_000_000));
const points = Number(process.env.SP_KILL_POINTS || 8);

test(`killed with -9 beside drawn commits of running incidents, the six promises hold (${points} points, seed ${seed})`, {
  timeout: 60_000 + points * 20_000,
}, async () => {
  const lines: string[] = [];
  const { report, breaches } = await runKillPoints({
    ...{ seed, points, database: await makeTestDatabase() },
    report: (line) => void lines.push(line),
  });
  expect(breaches, lines.join("\n")).toEqual(noBreaches);
  expect(report.details.points).toBe(points);
  expect(report.details.acknowledged).toBeGreaterThan(points * 10);
});
