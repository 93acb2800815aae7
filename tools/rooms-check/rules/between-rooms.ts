import type { House } from "../house-tree.ts";
import { isTest } from "../place.ts";
import { computedSpecifier } from "../read-imports.ts";
import type { Edge, Refused } from "./edge.ts";

/** From room to room: down only, declared only, through the doors only. Types count like values. */
export function betweenRooms(house: House, { from, at, fact, to }: Edge): Refused | undefined {
  if (fact.specifier === computedSpecifier && !isTest(from.path)) {
    return {
      rule: "door",
      message: "import(…) of a computed name hides what it uses: write the module's path literally",
    };
  }
  if (at.zone !== "room" || to?.zone !== "room" || at.room === to.room) return undefined;
  const order = house.rooms.map((room) => room.name);
  if (order.indexOf(to.room) > order.indexOf(at.room)) {
    return {
      rule: "direction",
      message: `${to.room} stands above ${at.room} and imports point down: publish a fact from ${at.room} and let ${to.room} hear it in its reactions/, or move what both need to a lower room`,
    };
  }
  if (!house.rooms.find((room) => room.name === at.room)?.mayUse.includes(to.room)) {
    return {
      rule: "undeclared-room",
      message: `${at.room} may not use ${to.room}: if it truly must, add "${to.room}" to its mayUse in src/rooms.ts; else ask a room that it uses already`,
    };
  }
  if (to.part === "index" || to.part === "contract" || (to.part === "manifest" && isTest(from.path))) return undefined;
  return {
    rule: "door",
    message: `${fact.specifier} lies inside room ${to.room}: import from src/rooms/${to.room}/index.ts (or contract.ts for HTTP types), and where the name is missing there, let ${to.room} export it by name`,
  };
}
