import type { House } from "../house-tree.ts";
import type { ModuleFacts } from "../module-facts.ts";
import { isTest } from "../place.ts";
import type { Violation } from "../violation.ts";

const maxFileLines = 400;
const maxFunctionLines = 60;
const maxParameters = 4;
const emptyWords = /^(utils?|helpers?|common|managers?|new|v[2-9]\d*)$/;
const kebab = /^[a-z0-9]+(-[a-z0-9]+)*$/;
/** `20260801-first.sql`, `20260801t0930-first.sql`, `20260801093000-first.sql` */
const migration = /^\d{8}(t?\d{4}(\d{2})?z?)?-[a-z0-9]+(-[a-z0-9]+)*\.sql$/i;

/** Files and folders say what is in them; both stay small enough to be read at a glance. */
export function namesAndSize(house: House): Violation[] {
  return [...[...house.files].flatMap(nameOfFile), ...house.modules.flatMap(sizeOfModule)];
}

function nameOfFile(path: string): Violation[] {
  if (!path.startsWith("src/")) return [];
  const parts = path.split("/");
  const file = parts.at(-1) ?? "";
  const message = badName(file, parts.slice(0, -1));
  return message === undefined ? [] : [{ rule: "name", file: path, line: 1, message }];
}

function badName(file: string, folders: readonly string[]): string | undefined {
  const fine = file === "README.md" || migration.test(file);
  const bad = [...folders, ...(fine ? [] : file.split("."))].find((part) => !kebab.test(part));
  if (bad !== undefined) {
    return file.endsWith(".sql")
      ? `${file} is no name of a migration: write <utc>-<what>.sql in kebab-case, like 20260801t0930-add-incident.sql`
      : `${bad} is not kebab-case: name the file after its main export in small letters with hyphens`;
  }
  const stem = file.split(".")[0] ?? "";
  const empty = [...folders, stem].flatMap((part) => part.split("-")).find((word) => emptyWords.test(word));
  if (empty === undefined) return undefined;
  return `"${empty}" says nothing about the contents: name the file after what it does, or put each function beside its only user`;
}

function sizeOfModule(module: ModuleFacts): Violation[] {
  const refuse = (line: number, message: string): Violation => ({ rule: "size", file: module.path, line, message });
  const found = fileTooLong(module).map((message) => refuse(1, message));
  // Tests read as tables: their rows may be wide and long.
  const inTests = isTest(module.path) || module.path.startsWith("tests/");
  for (const made of module.functions) {
    if (made.lines > maxFunctionLines && !inTests) {
      const advice = `split it into steps with names of their own (at most ${maxFunctionLines} lines)`;
      found.push(refuse(made.line, `${made.name} has ${made.lines} lines: ${advice}`));
    }
    if (made.parameters > maxParameters && !inTests) {
      const advice = `take one object with named fields (at most ${maxParameters} parameters)`;
      found.push(refuse(made.line, `${made.name} takes ${made.parameters} parameters: ${advice}`));
    }
  }
  return found;
}

function fileTooLong({ path, lineCount, functions }: ModuleFacts): string[] {
  if (lineCount <= maxFileLines) return [];
  if (!path.endsWith("-table.ts")) {
    return [
      `${lineCount} lines: split the file by what its parts do (at most ${maxFileLines} lines; data alone may be longer in a *-table.ts)`,
    ];
  }
  return functions.length === 0 ? [] : ["a long *-table.ts holds data only: move its functions to a file beside it"];
}
