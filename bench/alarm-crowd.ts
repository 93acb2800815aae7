/**
 * The crowd of the alarm bench, in a process of its own so that it does not delay the clocks of who measures: all lifts that
 * only send their states, and the crews who answer. Argument: one JSON object. Says "ready" by its channel, ends with it.
 */
import { generateCity } from "../sim/city/generate-city.ts";
import { createFleet } from "../sim/devices/fleet.ts";
import { createDraws } from "../sim/draws.ts";
import { runCrewMember } from "../sim/people/crew-member.ts";
import { openSession } from "../sim/people/login.ts";
import { briskPace } from "../sim/people/pace.ts";
import { type Crowd, groundOf, secretsOf } from "./crowd.ts";

const crowd = JSON.parse(process.argv[2] ?? "") as Crowd;
const city = generateCity({ seed: crowd.seed, lifts: crowd.lifts, ...groundOf(crowd) });
const leftOut = new Set(crowd.leftOut);
const draws = createDraws(crowd.seed);
const ending = new AbortController();

const fleet = createFleet({
  mqtt: crowd.mqtt,
  lifts: city.lifts.filter((lift) => !leftOut.has(lift.registerCode)),
  secrets: secretsOf(crowd.dataDir),
  draws,
  connectsPerSecond: 250,
  restMs: 300_000,
  notesPerSecondMax: 0,
});
const baseOf = new Map(city.crews.map((crew) => [crew.code, crew.base]));
const crews = crowd.crews.map(({ code, login, password }) =>
  runCrewMember({
    code,
    base: baseOf.get(code) ?? { lat: 0, lon: 0 },
    session: openSession(crowd.http, { login, password }),
    pace: { ...briskPace, refuses: 0 },
    draws,
    openDoors: async () => {},
    report: () => {},
    signal: ending.signal,
  }),
);
process.on("disconnect", async () => {
  ending.abort();
  await Promise.allSettled(crews);
  await fleet.stop();
  process.exit(0);
});
process.on("message", () => process.send?.({ connected: fleet.connected(), frames: fleet.frames() }));
