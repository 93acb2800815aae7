import type { House } from "../house-tree.ts";
import { isTest, placeOf } from "../place.ts";
import type { Violation } from "../violation.ts";

/** The only files of rooms that may hold a timer in memory: the one exception of house rule 4. */
const timerFiles = new Set(["src/rooms/devices/detection/timer-wheel.ts"]);
const timerNames = new Set(["setTimeout", "setInterval"]);

/** No clock, chance, network or environment in model/; no timers in any room. */
export function ambientUse(house: House): Violation[] {
  return house.modules.flatMap((module) => {
    const place = placeOf(module.path);
    if (place.zone !== "room" || isTest(module.path)) return [];
    const found: Violation[] = [];
    for (const { name, line } of module.ambient) {
      if (place.part === "model")
        found.push({ rule: "pure-model", file: module.path, line, message: pureAdvice(name) });
      else if (timerNames.has(name) && !timerFiles.has(module.path)) found.push(timer(module.path, line, name));
    }
    if (timerFiles.has(module.path)) return found;
    const imported = module.imports.filter((fact) => /^(node:)?timers(\/|$)/.test(fact.specifier));
    return [...found, ...imported.map((fact) => timer(module.path, fact.line, fact.specifier))];
  });
}

const pureAdvice = (name: string): string =>
  `model/ is pure and may not use ${name}: take now, the seed or the value as an argument and let the action hand it in`;

const timer = (file: string, line: number, name: string): Violation => ({
  rule: "timer",
  file,
  line,
  message:
    `no ${name} in a room, a restart would forget it: what must happen later is a row in platform/work, set in the ` +
    "transaction that caused it (a time limit on one call to the outside is AbortSignal.timeout)",
});
