import type { House } from "../house-tree.ts";
import { isTest, placeOf } from "../place.ts";
import type { Violation } from "../violation.ts";
import { createdNames, type TableName, tableNames } from "./table-names.ts";

/** Schemas are private: own tables, and published views `<room>.v_…` of rooms that this one may use. */
export function sqlRules(house: House): Violation[] {
  const rooms = new Set(house.rooms.map((room) => room.name));
  const found: Violation[] = [];
  for (const module of house.modules) {
    const place = placeOf(module.path);
    if ((place.zone !== "room" && place.zone !== "platform") || isTest(module.path)) continue;
    const owner = place.zone === "room" ? place.room : undefined;
    const check = (name: TableName, line: number): void => {
      const message = rooms.has(name.schema) ? judge(house, owner, name) : undefined;
      if (message !== undefined) found.push({ rule: "sql", file: module.path, line, message });
    };
    for (const text of module.texts) {
      for (const name of tableNames(text.name)) check(name, text.line + linesBefore(text.name, name.at));
    }
    for (const { name, line } of module.builderTables) {
      const [, schema, table] = /^\s*(\w+)\.([\w*]+)/.exec(name) ?? [];
      if (schema !== undefined && table !== undefined) check({ schema, table, at: 0, keyword: "from" }, line);
    }
  }
  return [...found, ...migrations(house, rooms)];
}

const linesBefore = (text: string, at: number): number => text.slice(0, at).split("\n").length - 1;

function migrations(house: House, rooms: ReadonlySet<string>): Violation[] {
  return house.sqlFiles.flatMap(({ path, text: raw }) => {
    const place = placeOf(path);
    if (place.zone !== "room") return [];
    const text = withoutComments(raw);
    const used = tableNames(text).map((name) => {
      const foreignKey = name.keyword === "references" && mayUse(house, place.room, name.schema);
      return { name, message: rooms.has(name.schema) && !foreignKey ? judge(house, place.room, name) : undefined };
    });
    const created = createdNames(text).map((name) => ({
      name,
      message: name.schema === place.room ? undefined : foreignCreation(place.room, name),
    }));
    return [...used, ...created].flatMap(({ name, message }) =>
      message === undefined
        ? []
        : [{ rule: "sql" as const, file: path, line: 1 + linesBefore(text, name.at), message }],
    );
  });
}

/** Comments become blanks, so that places stay. */
const withoutComments = (text: string): string =>
  text.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, " "));

const mayUse = (house: House, user: string, used: string): boolean =>
  user === used || house.rooms.some((room) => room.name === user && room.mayUse.includes(used));

const foreignCreation = (room: string, name: TableName): string =>
  `a migration of ${room} changes only schema ${room}, not ${name.schema}${name.table === "" ? "" : `.${name.table}`}: move the statement to a migration of its owner`;

function judge(house: House, owner: string | undefined, name: TableName): string | undefined {
  const what = `${name.schema}.${name.table.replaceAll("\0", "…")}`;
  if (owner === undefined) return `the platform knows no tables of rooms, not ${what}: take the query from the room`;
  if (owner === name.schema) return undefined;
  if (name.keyword === "references") {
    return `foreign keys point down to rooms in mayUse, not from ${owner} to ${what}: keep the id without a key, or let ${name.schema} refer to ${owner}`;
  }
  if (!mayUse(house, owner, name.schema)) {
    return `${owner} may not read ${what}: only rooms in its mayUse (src/rooms.ts) stand below it; let ${name.schema} publish a fact or fill a table of its own`;
  }
  if (name.table.startsWith("v_")) return undefined;
  return `${what} is a private table of ${name.schema}: read a published view (${name.schema}.v_…) or call its door, and let ${name.schema} write its own tables`;
}
