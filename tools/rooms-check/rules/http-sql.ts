import type { House } from "../house-tree.ts";
import { isTest, placeOf } from "../place.ts";
import type { Violation } from "../violation.ts";

/** SQL written in a route, by tag or by builder. (Imports of the database packages are refused in room-parts.ts.) */
export function httpSql(house: House): Violation[] {
  return house.modules.flatMap((module) => {
    const place = placeOf(module.path);
    if (place.zone !== "room" || place.part !== "http" || isTest(module.path)) return [];
    return module.sqlCalls.map(({ name, line }) => ({
      rule: "http",
      file: module.path,
      line,
      message: `a route holds no SQL (${name}): authorise, parse, call a command in actions/ or a query in views/, present`,
    }));
  });
}
