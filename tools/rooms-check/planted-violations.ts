/** One wrong thing put into the clean tree, where it must be seen, and the advice that must come with it. */
export type Planted = {
  readonly what: string;
  readonly files: Readonly<Record<string, string | null>>;
  /** `<rule> <file>:<line>` of everything that must be refused, in the order of the report. */
  readonly expected: readonly string[];
  /** What each message must advise. */
  readonly advice: RegExp;
};

/** A small house with every kind of file in its right place, and every permitted kind of import. */
export const cleanTree: Readonly<Record<string, string>> = {
  "src/rooms.ts": `export const rooms = [
  { name: "identity", mayUse: [] },
  { name: "lifts", mayUse: ["identity"] },
  { name: "crews", mayUse: ["identity"] },
  { name: "rescue", mayUse: ["identity", "lifts"] },
] as const;
`,
  "src/main.ts":
    'import { rooms } from "./rooms.ts";\nimport { lifts } from "./rooms/lifts/room.ts";\nexport const all = [rooms, lifts];\n',
  "src/kernel/ids.ts": 'import { v7 } from "uuid";\nexport const newId = () => v7();\nexport type LiftId = string;\n',
  "src/platform/work/work.ts": 'import { newId } from "../../kernel/ids.ts";\nexport const key = newId;\n',
  ...room("identity", "person"),
  ...room("lifts", "lift"),
  ...room("crews", "crew"),
  ...room("rescue", "incident"),
  "src/rooms/rescue/contract.ts":
    'import { z } from "zod";\nimport type { LiftId } from "../../kernel/ids.ts";\nimport { shape } from "../lifts/contract.ts";\nexport const ask = z.object({ shape });\nexport type Ask = { lift: LiftId };\n',
  "src/rooms/rescue/model/incident.ts":
    'import type { LiftId } from "../../../kernel/ids.ts";\nimport { shape } from "../../lifts/contract.ts";\nimport type { Ask } from "../contract.ts";\nexport const decide = (lift: LiftId, ask: Ask, now: number) => [lift, ask, new Date(now), shape];\n',
  "src/rooms/rescue/model/incident.test.ts": 'import { it } from "vitest";\nit("runs", () => Date.now());\n',
  "src/rooms/rescue/views/queue.ts":
    'import { sql } from "kysely";\nexport const queue = sql`select * from rescue.incident i join lifts.v_lift l on l.id = i.lift`;\n',
  "src/rooms/rescue/http/queue.ts":
    'import type { Kysely } from "kysely";\nimport { queue } from "../views/queue.ts";\nexport const route = (db: Kysely<unknown>) => [db, queue];\n',
  "src/rooms/rescue/migrations/20260801t0900-first.sql":
    "-- not: create table lifts.lift\ncreate schema if not exists rescue;\ncreate table rescue.incident (id uuid primary key, lift uuid references lifts.lift (id));\ncreate index on rescue.incident (lift);\ncreate view rescue.v_incident as select i.id from rescue.incident i, lifts.v_lift l where l.id = i.lift;\n",
  "web/desk/main.tsx":
    'import { ask } from "../../src/rooms/rescue/contract.ts";\nexport const Page = () => <p>{String(ask)}</p>;\n',
  "web/public/car.ts":
    'import type { Ask } from "../../src/rooms/rescue/contract.ts";\nexport const car = (ask: Ask) => ask;\n',
  "sim/run.ts": 'import { decide } from "../src/rooms/rescue/model/incident.ts";\nexport const run = decide;\n',
  "tests/stories/trap.ts":
    'import { queue } from "../../src/rooms/rescue/views/queue.ts";\nexport const story = queue;\n',
};

function room(name: string, thing: string): Record<string, string> {
  return {
    [`src/rooms/${name}/README.md`]: `# ${name}\n`,
    [`src/rooms/${name}/index.ts`]: `export { ${thing} } from "./actions/open-${thing}.ts";\n`,
    [`src/rooms/${name}/contract.ts`]:
      'import { z } from "zod";\nexport const shape = z.string();\nexport type Shape = string;\n',
    [`src/rooms/${name}/room.ts`]: `export const ${name} = { name: "${name}" };\n`,
    [`src/rooms/${name}/actions/open-${thing}.ts`]: `export const ${thing} = "${thing}";\nexport type Opened = string;\n`,
  };
}

const rescue = "src/rooms/rescue/actions/wrong.ts";
const lifts = "src/rooms/lifts/actions/wrong.ts";
const model = "src/rooms/rescue/model/wrong.ts";
const route = "src/rooms/rescue/http/wrong.ts";
const migration = "src/rooms/rescue/migrations/20260802t0900-wrong.sql";

/** `text` in `path`, refused on `line`. */
const plant = (
  what: string,
  rule: string,
  advice: RegExp,
  [path, text, line = 1]: [string, string, number?],
): Planted => ({
  what,
  files: { [path]: `${text}\n` },
  expected: [`${rule} ${path}:${line}`],
  advice,
});

const doors: readonly Planted[] = [
  plant("a file inside another room", "door", /index\.ts/, [
    rescue,
    'import { lift } from "../../lifts/actions/open-lift.ts";\nexport const a = lift;',
  ]),
  plant("a type from inside another room", "door", /index\.ts/, [
    rescue,
    'import type { Opened } from "../../lifts/actions/open-lift.ts";\nexport type A = Opened;',
  ]),
  plant("an import() type from inside another room", "door", /index\.ts/, [
    rescue,
    '\nexport type A = import("../../lifts/actions/open-lift.ts").Opened;',
    2,
  ]),
  plant("a re-export from inside another room", "door", /index\.ts/, [
    rescue,
    'export { lift } from "../../lifts/actions/open-lift.ts";',
  ]),
  plant("a dynamic import from inside another room", "door", /index\.ts/, [
    rescue,
    'export const a = () => import("../../lifts/actions/open-lift.ts");',
  ]),
  plant("a program started from inside another room", "door", /index\.ts/, [
    rescue,
    'export const a = new URL("../../lifts/actions/open-lift.ts", import.meta.url);',
  ]),
  plant("a dynamic import of a computed path", "door", /literally/, [
    rescue,
    "export const a = (name: string) => import(name);",
  ]),
  plant("a manifest taken by another room", "door", /index\.ts/, [
    rescue,
    'export { lifts } from "../../lifts/room.ts";',
  ]),
  plant("main.ts reaching inside a room", "door", /room\.ts/, [
    "src/main.ts",
    'export { lift } from "./rooms/lifts/actions/open-lift.ts";',
  ]),
  plant("a room that mayUse does not name", "undeclared-room", /add "crews" to its mayUse/, [
    rescue,
    'export { crew } from "../../crews/index.ts";',
  ]),
  plant("an import upwards", "direction", /reactions\//, [
    "src/rooms/identity/actions/wrong.ts",
    'import type { Shape } from "../../crews/contract.ts";\nexport type A = Shape;',
  ]),
  plant("export * in a door", "export-star", /write export \{ … \}/, [
    "src/rooms/lifts/index.ts",
    'export * from "./actions/open-lift.ts";',
  ]),
];

const rings: readonly Planted[] = [
  {
    what: "files in a ring, by types alone",
    files: {
      "src/rooms/lifts/actions/a.ts": 'import type { B } from "./b.ts";\nexport type A = B | 1;\n',
      "src/rooms/lifts/actions/b.ts": 'import type { A } from "./a.ts";\nexport type B = A | 2;\n',
    },
    expected: ["cycle src/rooms/lifts/actions/b.ts:1"],
    advice: /file of its own that both import/,
  },
  {
    what: "rooms in a ring",
    files: { [lifts]: 'import type { Shape } from "../../rescue/index.ts";\nexport type A = Shape;\n' },
    expected: [`direction ${lifts}:1`, "cycle src/rooms/rescue/contract.ts:3"],
    advice: /publish (the|a) fact/,
  },
];

const layers: readonly Planted[] = [
  plant("a kernel that imports the platform", "kernel", /argument/, [
    "src/kernel/wrong.ts",
    'export { key } from "../platform/work/work.ts";',
  ]),
  plant("a kernel that imports a package", "kernel", /argument/, [
    "src/kernel/wrong.ts",
    'export { readFile } from "node:fs";',
  ]),
  plant("a platform that imports a room", "platform", /hand it in through its room\.ts/, [
    "src/platform/work/wrong.ts",
    'import type { Shape } from "../../rooms/lifts/contract.ts";\nexport type A = Shape;',
  ]),
  plant("a model that imports a package", "pure-model", /hand it in as an argument/, [
    model,
    'export { randomUUID } from "node:crypto";',
  ]),
  plant("a model that imports its own actions", "pure-model", /hand it in as an argument/, [
    model,
    'export { incident } from "../actions/open-incident.ts";',
  ]),
  plant("a model that imports values of its own contract", "pure-model", /import type/, [
    model,
    'export { ask } from "../contract.ts";',
  ]),
  plant("a model that makes ids", "pure-model", /hand it in as an argument/, [
    model,
    'export { newId } from "../../../kernel/ids.ts";',
  ]),
  ...["Date.now()", "new Date()", "Math.random()", "process.env", "fetch('/')", "performance.now()"].map((use) =>
    plant(`${use} in a model`, "pure-model", /argument/, [model, `export const a = () => ${use};`]),
  ),
  ...["setTimeout(() => 1, 1)", "setInterval(() => 1, 1)", "crypto.randomUUID()"].map((use) =>
    plant(`${use} in a model`, "pure-model", /argument/, [model, `\nexport const a = () => ${use};`, 2]),
  ),
  plant("a contract that imports more than zod", "contract", /define the shape here/, [
    "src/rooms/lifts/contract.ts",
    'export { lift as shape } from "./actions/open-lift.ts";\nexport type Shape = string;',
  ]),
  plant("a route that imports sql", "http", /actions\/ or a query in views\//, [
    route,
    'import { sql } from "kysely";\nexport const a = sql;',
  ]),
  plant("a route that imports pg", "http", /actions\/ or a query in views\//, [route, 'export { Pool } from "pg";']),
  plant("a query built in a route", "http", /views\//, [
    route,
    'export const a = (db: { selectFrom: (t: string) => unknown }) =>\n  db.selectFrom("rescue.incident");',
    2,
  ]),
  plant("a timer in a room", "timer", /row in platform\/work/, [
    rescue,
    "export const a = setTimeout(() => 1, 1_000);",
  ]),
  plant("an imported timer in a room", "timer", /row in platform\/work/, [
    rescue,
    'export { setTimeout as wait } from "node:timers/promises";',
  ]),
];

const tables: readonly Planted[] = [
  plant("a private table of another room", "sql", /lifts\.v_/, [
    rescue,
    "export const a = `select 1\n  from rescue.incident i join lifts.lift l on true`;",
    2,
  ]),
  plant("a private table after a comma", "sql", /lifts\.v_/, [
    rescue,
    'export const a = "select 1 from rescue.incident i, lifts.lift l";',
  ]),
  plant("a private table in the query builder", "sql", /lifts\.v_/, [
    rescue,
    'export const a = (db: { innerJoin: (t: string) => unknown }) => db.innerJoin("lifts.lift as l");',
  ]),
  plant("writing another room's table", "sql", /door/, [rescue, 'export const a = "update lifts.lift set id = 1";']),
  plant("a view of a room above", "sql", /publish a fact/, [
    lifts,
    'export const a = "select id from rescue.v_incident";',
  ]),
  plant("a table of a room in the platform", "sql", /take the query from the room/, [
    "src/platform/work/wrong.ts",
    'export const a = "delete from lifts.lift";',
  ]),
  plant("a foreign key upwards", "sql", /point down/, [
    "src/rooms/lifts/migrations/20260802t0900-wrong.sql",
    "create table lifts.trace (\n  incident uuid references rescue.incident (id)\n);",
    2,
  ]),
  plant("a table made in another schema", "sql", /migration of its owner/, [
    migration,
    "create table if not exists lifts.extra (id int);",
  ]),
  plant("an index on another room's table", "sql", /migration of its owner/, [
    migration,
    "\ncreate index concurrently i on lifts.lift (id);",
    2,
  ]),
  plant("a private table in a migration's view", "sql", /lifts\.v_/, [
    migration,
    "create view rescue.v_x as select id from lifts.lift;",
  ]),
];

const surroundings: readonly Planted[] = [
  plant("the desk reaching past a contract", "outside", /contract\.ts/, [
    "web/desk/wrong.ts",
    'import type { Opened } from "../../src/rooms/lifts/actions/open-lift.ts";\nexport type A = Opened;',
  ]),
  plant("the technicians' page using the platform", "outside", /contract\.ts/, [
    "web/field/wrong.ts",
    'export { key } from "../../src/platform/work/work.ts";',
  ]),
  plant("values of a contract in the public page", "outside", /import type/, [
    "web/public/wrong.ts",
    'export { shape } from "../../src/rooms/lifts/contract.ts";',
  ]),
  ...["web/desk/main.tsx", "sim/run.ts", "tests/stories/trap.ts"].map((path) =>
    plant(`src importing ${path}`, "outside", /down into src/, [
      rescue,
      `export const a = import("../../../../${path}");`,
    ]),
  ),
  plant("the platform importing the bench", "outside", /down into src/, [
    "src/platform/work/wrong.ts",
    'export { run } from "../../../bench/run.ts";',
  ]),
  plant("the simulation using a room's actions", "outside", /MQTT, HTTP/, [
    "sim/wrong.ts",
    'export { lift } from "../src/rooms/lifts/index.ts";',
  ]),
];

const lines = (count: number): string => Array.from({ length: count }, (_, at) => `  // ${at}`).join("\n");

const namesAndSize: readonly Planted[] = [
  plant("a file that is not kebab-case", "name", /small letters with hyphens/, [
    "src/rooms/lifts/actions/openLift.ts",
    "export const a = 1;",
  ]),
  ...["utils.ts", "lift-helpers.ts", "common/a.ts", "lift-manager.ts", "v2/a.ts", "new.ts"].map((name) =>
    plant(`the name ${name}`, "name", /what it does/, [`src/rooms/lifts/${name}`, "export const a = 1;"]),
  ),
  plant("a migration without its time", "name", /<utc>-<what>\.sql/, ["src/rooms/lifts/migrations/Add_lift.sql", ""]),
  plant("a long file", "size", /split the file/, ["src/kernel/long.ts", lines(401)]),
  plant("a long table with functions in it", "size", /data only/, [
    "src/kernel/long-table.ts",
    `${lines(401)}\nexport const f = () => 1;`,
  ]),
  plant("a long function", "size", /split it into steps/, [rescue, `export function f() {\n${lines(60)}\n}`]),
  plant("a function of five parameters", "size", /one object with named fields/, [
    rescue,
    "export const f = (a: 1, b: 1, c: 1, d: 1, e: 1) => [a, b, c, d, e];",
  ]),
];

const roomList: readonly Planted[] = [
  {
    what: "a listed room without README",
    files: { "src/rooms/crews/README.md": null },
    expected: ["room-list src/rooms.ts:4"],
    advice: /take the room off this list/,
  },
  plant("a folder that is no listed room", "room-list", /add it there/, [
    "src/rooms/credit/index.ts",
    "export const a = 1;",
  ]),
  plant("a file beside the rooms", "room-list", /move this into a room/, [
    "src/rooms/shared.ts",
    "export const a = 1;",
  ]),
  {
    what: "a list that points upwards",
    files: {
      "src/rooms.ts": `export const rooms = [
  { name: "identity", mayUse: ["rescue"] },
  { name: "lifts", mayUse: ["identity"] },
  { name: "crews", mayUse: ["identity"] },
  { name: "rescue", mayUse: ["identity", "lifts"] },
] as const;
`,
    },
    expected: ["room-list src/rooms.ts:2"],
    advice: /from bottom to top/,
  },
  plant("a file that cannot be parsed", "parse", /mend the syntax/, [rescue, "export const = ;"]),
];

export const planted: readonly Planted[] = [
  ...doors,
  ...rings,
  ...layers,
  ...tables,
  ...surroundings,
  ...namesAndSize,
  ...roomList,
];
