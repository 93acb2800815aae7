import type { RoomEntry } from "./module-facts.ts";
import { child, children, type Node, nameOf, stringOf, walk } from "./syntax.ts";

/** Reads `const rooms = [{ name: "…", mayUse: ["…"] }, …]`, without running it; undefined when it is not there. */
export function readRooms(program: Node, lineOf: (offset: number) => number): RoomEntry[] | undefined {
  let list: Node | undefined;
  walk(program, (node) => {
    if (node.type === "VariableDeclarator" && nameOf(child(node, "id")) === "rooms") list = unwrap(child(node, "init"));
  });
  if (list?.type !== "ArrayExpression") return undefined;
  return children(list, "elements").map((entry) => {
    const name = stringOf(field(entry, "name"));
    const mayUse = field(entry, "mayUse");
    if (name === undefined || mayUse?.type !== "ArrayExpression") {
      throw new Error(`src/rooms.ts:${lineOf(entry.start)}: a room is written { name: "…", mayUse: ["…"] }`);
    }
    const used = children(mayUse, "elements").flatMap((item) => stringOf(item) ?? []);
    return { name, mayUse: used, line: lineOf(entry.start) };
  });
}

const unwrap = (node: Node | undefined): Node | undefined =>
  node !== undefined && /^TS(As|Satisfies)Expression$/.test(node.type) ? unwrap(child(node, "expression")) : node;

function field(object: Node, name: string): Node | undefined {
  const property = children(object, "properties").find((candidate) => nameOf(child(candidate, "key")) === name);
  return property && unwrap(child(property, "value"));
}
