import type { House } from "../house-tree.ts";
import type { Violation } from "../violation.ts";

const requiredFiles = ["README.md", "index.ts", "room.ts"];

/** src/rooms.ts and the folders of src/rooms say the same, and the list itself points down only. */
export function roomList(house: House): Violation[] {
  return [...directions(house), ...missingFiles(house), ...strayFiles(house)];
}

const atList = (line: number, message: string): Violation => ({
  rule: "room-list",
  file: "src/rooms.ts",
  line,
  message,
});

function directions(house: House): Violation[] {
  const order = house.rooms.map((room) => room.name);
  return house.rooms.flatMap((room, at) =>
    room.mayUse
      .filter((used) => !order.slice(0, at).includes(used))
      .map((used) =>
        atList(
          room.line,
          `${room.name} may not use ${used}, which does not stand below it: list rooms from bottom to top, and let ` +
            "the lower room publish a fact to which the higher one reacts",
        ),
      ),
  );
}

function missingFiles(house: House): Violation[] {
  return house.rooms.flatMap((room) => {
    const folder = `src/rooms/${room.name}/`;
    const missing = requiredFiles.filter((file) => !house.files.has(folder + file));
    if (missing.length === 0) return [];
    const advice = "write them (README: what the room decides and owns; index: its door; room: its manifest)";
    const otherwise = "or take the room off this list until an issue fills it";
    return [atList(room.line, `room ${room.name} lacks ${missing.join(", ")} in ${folder}: ${advice}, ${otherwise}`)];
  });
}

function strayFiles(house: House): Violation[] {
  const listed = new Set(house.rooms.map((room) => room.name));
  const first = new Map<string, string>();
  for (const path of house.files) {
    const owner = path.startsWith("src/rooms/") ? (path.split("/")[2] ?? "") : undefined;
    if (owner !== undefined && !listed.has(owner) && !first.has(owner)) first.set(owner, path);
  }
  return [...first].map(([owner, file]) => ({
    rule: "room-list",
    file,
    line: 1,
    message: `${owner} is no room of src/rooms.ts: add it there with the rooms that it may use, or move this into a room that is`,
  }));
}
