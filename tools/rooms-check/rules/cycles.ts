import type { House } from "../house-tree.ts";
import { placeOf } from "../place.ts";
import type { Violation } from "../violation.ts";

type Link = { readonly to: string; readonly file: string; readonly line: number };
type Graph = ReadonlyMap<string, readonly Link[]>;

/** No file and no room may reach itself by imports; types count, because they too must be understood together. */
export function cycles(house: House): Violation[] {
  return [...findCycles(fileGraph(house), "file"), ...findCycles(roomGraph(house), "room")];
}

function fileGraph(house: House): Graph {
  return new Map(
    house.modules.map((module) => [
      module.path,
      module.imports.flatMap(({ target, line, loads }) =>
        target !== undefined && loads ? [{ to: target, file: module.path, line }] : [],
      ),
    ]),
  );
}

function roomGraph(house: House): Graph {
  const graph = new Map<string, Link[]>();
  for (const module of house.modules) {
    const from = placeOf(module.path);
    if (from.zone !== "room") continue;
    const links = graph.get(from.room) ?? [];
    graph.set(from.room, links);
    for (const fact of module.imports) {
      const to = placeOf(fact.target ?? "");
      const isNew = to.zone === "room" && to.room !== from.room && !links.some((link) => link.to === to.room);
      if (isNew) links.push({ to: to.room, file: module.path, line: fact.line });
    }
  }
  return graph;
}

/** Depth-first; each import that closes a ring is reported once, with the whole ring. */
function findCycles(graph: Graph, kind: "file" | "room"): Violation[] {
  const done = new Set<string>();
  const found: Violation[] = [];
  for (const start of graph.keys()) {
    if (done.has(start)) continue;
    const path: { readonly node: string; next: number }[] = [{ node: start, next: 0 }];
    const onPath = new Set([start]);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const link = graph.get(top.node)?.[top.next++];
      if (link === undefined) {
        done.add(top.node);
        onPath.delete(top.node);
        path.pop();
      } else if (onPath.has(link.to)) {
        const ring = path.slice(path.findIndex((step) => step.node === link.to)).map((step) => step.node);
        found.push(closing(link, [...ring, link.to], kind));
      } else if (!done.has(link.to) && graph.has(link.to)) {
        onPath.add(link.to);
        path.push({ node: link.to, next: 0 });
      }
    }
  }
  return found;
}

const closing = (link: Link, ring: readonly string[], kind: "file" | "room"): Violation => ({
  rule: "cycle",
  file: link.file,
  line: link.line,
  message:
    `${kind === "file" ? "files" : "rooms"} import each other in a ring, ${ring.join(" → ")}: ` +
    (kind === "file"
      ? "move what they share into a file of its own that both import (types count too)"
      : "let the lower room publish a fact and the higher one react to it"),
});
