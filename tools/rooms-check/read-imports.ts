import type { ImportFact } from "./module-facts.ts";
import { child, children, type Node, nameOf, propertyOf, stringOf } from "./syntax.ts";

/** Stands for the name in `import(expression)`, which no reader and no rule can follow. */
export const computedSpecifier = "(computed)";

type Named = Omit<ImportFact, "line" | "target">;

/** The import that this node makes, if it makes one. Types count: a room that knows another's type depends on it. */
export function readImport(node: Node): Named | undefined {
  const specifier = specifierOf(node);
  if (specifier === undefined) return undefined;
  const typeOnly = isTypeOnly(node);
  return {
    specifier,
    typeOnly,
    star: node.type === "ExportAllDeclaration",
    values: typeOnly ? [] : valueNames(node),
    loads: node.type !== "NewExpression",
  };
}

function specifierOf(node: Node): string | undefined {
  switch (node.type) {
    case "ImportDeclaration":
    case "ExportAllDeclaration":
    case "ExportNamedDeclaration":
    case "TSImportType":
      return stringOf(child(node, "source"));
    case "ImportExpression":
      return stringOf(child(node, "source")) ?? computedSpecifier;
    case "TSExternalModuleReference":
      return stringOf(child(node, "expression"));
    case "CallExpression":
      return nameOf(child(node, "callee")) === "require" ? stringOf(children(node, "arguments")[0]) : undefined;
    case "NewExpression":
      return startedModule(node);
    default:
      return undefined;
  }
}

/** `new URL("./worker.ts", import.meta.url)`: a module that will run elsewhere is still a dependency. */
function startedModule(node: Node): string | undefined {
  const [path, base] = children(node, "arguments");
  if (nameOf(child(node, "callee")) !== "URL" || base?.type !== "MemberExpression") return undefined;
  const text =
    child(base, "object")?.type === "MetaProperty" && propertyOf(base) === "url" ? stringOf(path) : undefined;
  return text !== undefined && /^\.\.?\/.*\.[mc]?[jt]sx?$/.test(text) ? text : undefined;
}

function isTypeOnly(node: Node): boolean {
  if (node.type === "TSImportType" || node.importKind === "type" || node.exportKind === "type") return true;
  const specifiers = children(node, "specifiers");
  return specifiers.length > 0 && specifiers.every(isTypeSpecifier);
}

const isTypeSpecifier = (specifier: Node): boolean =>
  specifier.importKind === "type" || specifier.exportKind === "type";

function valueNames(node: Node): string[] {
  if (node.type !== "ImportDeclaration" && node.type !== "ExportNamedDeclaration") return ["*"];
  return children(node, "specifiers")
    .filter((specifier) => !isTypeSpecifier(specifier))
    .map((specifier) => {
      if (specifier.type === "ImportDefaultSpecifier") return "default";
      const name = child(specifier, specifier.type === "ExportSpecifier" ? "local" : "imported");
      return nameOf(name) ?? stringOf(name) ?? "*";
    });
}
