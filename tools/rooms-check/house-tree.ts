import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ModuleFacts, RoomEntry } from "./module-facts.ts";
import { readModule } from "./read-module.ts";

/** Everything the rules look at, read once. All paths are relative to the root, with forward slashes. */
export type House = {
  readonly files: ReadonlySet<string>;
  readonly modules: readonly ModuleFacts[];
  /** Migration and other SQL files inside src. */
  readonly sqlFiles: readonly { readonly path: string; readonly text: string }[];
  /** From bottom to top, as src/rooms.ts has them. */
  readonly rooms: readonly RoomEntry[];
};

const zones = ["src", "web", "sim", "bench", "tests", "tools"];
const skippedFolders = new Set(["node_modules", "dist", "data", "coverage"]);

/** Reads the checkout at `root`. Throws when src/rooms.ts is missing or is not a plain literal list. */
export function readHouse(root: string): House {
  const files = zones.flatMap((zone) => listFiles(root, zone));
  const known = new Set(files);
  const text = (path: string): string => readFileSync(join(root, path), "utf8");
  const modules = files.filter((path) => /\.tsx?$/.test(path)).map((path) => readModule(path, text(path), known));
  const sqlFiles = files
    .filter((path) => path.startsWith("src/") && path.endsWith(".sql"))
    .map((path) => ({ path, text: text(path) }));
  const list = modules.find((module) => module.path === "src/rooms.ts");
  if (list?.rooms === undefined) {
    throw new Error("src/rooms.ts must export `const rooms = [{ name, mayUse: […] }, …]`, written as plain literals");
  }
  return { files: known, modules, sqlFiles, rooms: list.rooms };
}

function listFiles(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return skippedFolders.has(entry.name) ? [] : listFiles(root, path);
    return entry.isFile() ? [path] : [];
  });
}
