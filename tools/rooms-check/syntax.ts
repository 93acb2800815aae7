import { parseSync, visitorKeys } from "oxc-parser";

/** A syntax node as the rules need it: its kind, its place, and fields that must be looked at before use. */
export type Node = { readonly type: string; readonly start: number; readonly end: number } & Readonly<
  Record<string, unknown>
>;

export type Parsed = {
  readonly program: Node;
  readonly error: { readonly message: string; readonly start: number } | undefined;
};

export function parse(path: string, text: string): Parsed {
  const result = parseSync(path, text);
  const [first] = result.errors;
  const error = first && { message: first.message, start: first.labels[0]?.start ?? 0 };
  return { program: result.program as unknown as Node, error };
}

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && "type" in value;

/** A field that holds one node. */
export function child(node: Node, key: string): Node | undefined {
  const value = node[key];
  return isNode(value) ? value : undefined;
}

/** A field that holds a list of nodes (holes are left out). */
export function children(node: Node, key: string): readonly Node[] {
  const value = node[key];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** The text of a string literal or of a template without expressions. */
export function stringOf(node: Node | undefined): string | undefined {
  if (node?.type === "Literal" && typeof node.value === "string") return node.value;
  if (node?.type === "TemplateLiteral" && children(node, "expressions").length === 0) return templateText(node);
  return undefined;
}

/** The text of a template; every `${…}` becomes the sign `\0`, which no name can contain. */
export function templateText(node: Node): string {
  const raw = children(node, "quasis").map((quasi) => (quasi.value as { readonly raw: string }).raw);
  return raw.join("\0");
}

export const nameOf = (node: Node | undefined): string | undefined =>
  node?.type === "Identifier" && typeof node.name === "string" ? node.name : undefined;

/** The property of `object.property` or `object["property"]`. */
export function propertyOf(member: Node): string | undefined {
  const property = child(member, "property");
  return member.computed === true ? stringOf(property) : nameOf(property);
}

export type Visit = (node: Node, parent: Node | undefined, key: string) => void;

/** Visits every node, parents first. Iterative, so that deeply nested generated data cannot exhaust the stack. */
export function walk(root: Node, visit: Visit): void {
  const stack: { readonly node: Node; readonly parent: Node | undefined; readonly key: string }[] = [
    { node: root, parent: undefined, key: "" },
  ];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    visit(top.node, top.parent, top.key);
    for (const key of visitorKeys[top.node.type] ?? []) {
      const value = top.node[key];
      if (isNode(value)) stack.push({ node: value, parent: top.node, key });
      else if (Array.isArray(value)) {
        for (const item of value) if (isNode(item)) stack.push({ node: item, parent: top.node, key });
      }
    }
  }
}
