import { readHouse } from "./house-tree.ts";
import { ambientUse } from "./rules/ambient.ts";
import { cycles } from "./rules/cycles.ts";
import { httpSql } from "./rules/http-sql.ts";
import { importRules } from "./rules/imports.ts";
import { namesAndSize } from "./rules/names-and-size.ts";
import { roomList } from "./rules/room-list.ts";
import { sqlRules } from "./rules/sql.ts";
import type { Violation } from "./violation.ts";

export type { Violation } from "./violation.ts";

/**
 * Holds the tree at `root` against the house rules that a machine can see (docs/decisions/0001-own-room-checker.md).
 * Reads files only; throws when src/rooms.ts cannot be read.
 */
export function checkRooms(root: string): Violation[] {
  const house = readHouse(root);
  const unreadable = house.modules.flatMap(({ path, syntaxError }): Violation[] => {
    if (syntaxError === undefined) return [];
    const message = `cannot be parsed (${syntaxError.name}): mend the syntax, no rule can be checked before`;
    return [{ rule: "parse", file: path, line: syntaxError.line, message }];
  });
  const rules = [roomList, importRules, cycles, ambientUse, httpSql, sqlRules, namesAndSize];
  return [...unreadable, ...rules.flatMap((rule) => rule(house))].sort(
    (a, b) => a.file.localeCompare(b.file) || a.line - b.line,
  );
}

export const describeViolation = ({ file, line, rule, message }: Violation): string =>
  `${file}:${line} [${rule}] ${message}`;
