import type { Finding } from "./module-facts.ts";
import { child, children, type Node, nameOf, propertyOf, walk } from "./syntax.ts";

const globals = new Set([
  "process",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "fetch",
  "performance",
  "crypto",
  "globalThis",
]);
const impureMembers = new Set(["Date.now", "Math.random", "Temporal.Now"]);

/**
 * Uses of what lies about outside the arguments: clock, chance, network, environment.
 * A name that the file itself declares (a parameter called `process`) is not one of them.
 */
export function readAmbient(program: Node, lineOf: (offset: number) => number): Finding[] {
  const declared = new Set<string>();
  const found: Finding[] = [];
  walk(program, (node, parent, key) => {
    for (const name of declaredBy(node)) declared.add(name);
    const name = memberUse(node) ?? dateUse(node) ?? globalUse(node, parent, key);
    if (name !== undefined) found.push({ name, line: lineOf(node.start) });
  });
  return found.filter((use) => !declared.has(use.name));
}

function memberUse(node: Node): string | undefined {
  if (node.type === "VariableDeclarator" && child(node, "id")?.type === "ObjectPattern") {
    const taken = nameOf(child(node, "init"));
    return taken === "Date" || taken === "Math" ? `${taken} taken apart` : undefined;
  }
  if (node.type !== "MemberExpression") return undefined;
  const property = propertyOf(node);
  if (property === "setTimeout" || property === "setInterval") return property;
  const name = `${nameOf(child(node, "object"))}.${property}`;
  return impureMembers.has(name) ? name : undefined;
}

function dateUse(node: Node): string | undefined {
  if (nameOf(child(node, "callee")) !== "Date") return undefined;
  if (node.type === "CallExpression") return "Date()";
  return node.type === "NewExpression" && children(node, "arguments").length === 0 ? "new Date()" : undefined;
}

function globalUse(node: Node, parent: Node | undefined, key: string): string | undefined {
  const name = nameOf(node);
  if (name === undefined || !globals.has(name) || parent === undefined) return undefined;
  const isLabel = (key === "property" || key === "key") && parent.computed !== true;
  return isLabel || /^(Import|Export|TS(Function|Construct|Method|Call|Qualified|Named))/.test(parent.type)
    ? undefined
    : name;
}

function declaredBy(node: Node): string[] {
  const patterns = [
    ...(/^(VariableDeclarator|FunctionDeclaration|ImportSpecifier)$/.test(node.type)
      ? [child(node, node.type === "ImportSpecifier" ? "local" : "id")]
      : []),
    ...(/^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)
      ? children(node, "params")
      : []),
  ];
  return patterns.flatMap((pattern) => (pattern === undefined ? [] : boundNames(pattern)));
}

function boundNames(pattern: Node): string[] {
  const own = nameOf(pattern);
  if (own !== undefined) return [own];
  const inner = ["left", "argument", "value"].flatMap((key) => child(pattern, key) ?? []);
  return [...inner, ...children(pattern, "properties"), ...children(pattern, "elements")].flatMap(boundNames);
}
