import { posix } from "node:path";
import type { Finding, FunctionFact, ModuleFacts } from "./module-facts.ts";
import { readAmbient } from "./read-ambient.ts";
import { readImport } from "./read-imports.ts";
import { readRooms } from "./read-rooms.ts";
import { child, children, type Node, nameOf, parse, propertyOf, stringOf, templateText, walk } from "./syntax.ts";

type Collected = { -readonly [K in keyof ModuleFacts]: ModuleFacts[K] extends readonly (infer T)[] ? T[] : never };

/** @param files every known path, to which a relative import without extension is completed. */
export function readModule(path: string, text: string, files: ReadonlySet<string>): ModuleFacts {
  const { program, error } = parse(path, text);
  const starts = lineStarts(text);
  const lineOf = (offset: number): number => lineAt(starts, offset);
  const facts: Pick<Collected, "imports" | "functions" | "texts" | "builderTables" | "sqlCalls"> = {
    imports: [],
    functions: [],
    texts: [],
    builderTables: [],
    sqlCalls: [],
  };
  walk(program, (node) => {
    const found = readImport(node);
    if (found !== undefined) {
      facts.imports.push({ ...found, line: lineOf(node.start), target: resolve(path, found.specifier, files) });
    }
    if (isFunction(node)) facts.functions.push(functionFact(node, lineOf));
    if (node.type === "Literal" || node.type === "TemplateLiteral") readText(node, facts.texts, lineOf);
    readSqlCall(node, facts, lineOf);
  });
  return {
    path,
    lineCount: text.endsWith("\n") ? starts.length - 1 : starts.length,
    syntaxError: error && { name: error.message, line: lineOf(error.start) },
    ...facts,
    ambient: readAmbient(program, lineOf),
    rooms: path === "src/rooms.ts" ? readRooms(program, lineOf) : undefined,
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}

/** Relative specifiers only. A file that does not exist keeps its written path: the compiler reports it. */
function resolve(from: string, specifier: string, files: ReadonlySet<string>): string | undefined {
  if (!/^\.\.?(\/|$)/.test(specifier)) return undefined;
  const path = posix.join(posix.dirname(from), specifier.replace(/\?.*$/, ""));
  const candidates = [path, `${path}.ts`, `${path}.tsx`, `${path}/index.ts`, path.replace(/\.js(x?)$/, ".ts$1")];
  return candidates.find((candidate) => files.has(candidate)) ?? path;
}

const isFunction = (node: Node): boolean =>
  /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type);

function functionFact(node: Node, lineOf: (offset: number) => number): FunctionFact {
  const parameters = children(node, "params").filter((parameter) => nameOf(parameter) !== "this");
  const line = lineOf(node.start);
  return {
    name: nameOf(child(node, "id")) ?? "this function",
    line,
    lines: lineOf(node.end) - line + 1,
    parameters: parameters.length,
  };
}

function readText(node: Node, texts: Finding[], lineOf: (offset: number) => number): void {
  const text = node.type === "TemplateLiteral" ? templateText(node) : stringOf(node);
  if (text?.match(/\s/)) texts.push({ name: text, line: lineOf(node.start) });
}

const builderCalls =
  /^(selectFrom|insertInto|replaceInto|updateTable|deleteFrom|mergeInto|using|from|table|withSchema|((inner|left|right|full|cross)(Lateral)?Join))$/;
const writtenInHttp = /^(selectFrom|insertInto|replaceInto|updateTable|deleteFrom|mergeInto)$/;

function readSqlCall(
  node: Node,
  facts: { readonly builderTables: Finding[]; readonly sqlCalls: Finding[] },
  lineOf: (offset: number) => number,
): void {
  const line = lineOf(node.start);
  if (node.type === "TaggedTemplateExpression") {
    const tag = child(node, "tag");
    const name = nameOf(tag?.type === "MemberExpression" ? child(tag, "object") : tag);
    if (name === "sql") facts.sqlCalls.push({ name: "sql`…`", line });
  }
  const callee = node.type === "CallExpression" ? child(node, "callee") : undefined;
  const method = callee?.type === "MemberExpression" ? propertyOf(callee) : undefined;
  if (callee === undefined || method === undefined || !builderCalls.test(method)) return;
  const methodLine = lineOf(child(callee, "property")?.start ?? node.start);
  if (writtenInHttp.test(method)) facts.sqlCalls.push({ name: `.${method}(…)`, line: methodLine });
  const [first] = children(node, "arguments");
  if (first === undefined) return;
  for (const table of first.type === "ArrayExpression" ? children(first, "elements") : [first]) {
    const name = stringOf(table);
    if (name !== undefined)
      facts.builderTables.push({ name: method === "withSchema" ? `${name}.*` : name, line: methodLine });
  }
}
