/** An entry of src/rooms.ts. */
export type RoomEntry = { readonly name: string; readonly mayUse: readonly string[]; readonly line: number };

/** One way in which a module names another: import, re-export, `import()`, `import("…").X`, `new URL(…, import.meta.url)`. */
export type ImportFact = {
  readonly specifier: string;
  /** Path from the root for relative imports; undefined for packages. */
  readonly target: string | undefined;
  readonly line: number;
  readonly typeOnly: boolean;
  readonly star: boolean;
  /** Names that are imported as values; `*` for a whole namespace. */
  readonly values: readonly string[];
  /** False for a file that is started or read, not loaded into this program. */
  readonly loads: boolean;
};

export type Finding = { readonly name: string; readonly line: number };

export type FunctionFact = Finding & { readonly lines: number; readonly parameters: number };

/** What one TypeScript file does, as far as the rules ask. */
export type ModuleFacts = {
  readonly path: string;
  readonly lineCount: number;
  readonly syntaxError: Finding | undefined;
  readonly imports: readonly ImportFact[];
  readonly functions: readonly FunctionFact[];
  /** Uses of clock, chance, network, environment. */
  readonly ambient: readonly Finding[];
  /** String and template literals with a blank in them (SQL has one), `\0` for each expression. */
  readonly texts: readonly Finding[];
  /** Tables and schemas named in calls of the query builder. */
  readonly builderTables: readonly Finding[];
  /** Calls that build or tag SQL. */
  readonly sqlCalls: readonly Finding[];
  /** Only of src/rooms.ts. */
  readonly rooms: readonly RoomEntry[] | undefined;
};
