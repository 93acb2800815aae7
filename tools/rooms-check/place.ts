/** Where a file stands in the house of docs/ARCHITECTURE.md. */
export type Place =
  | { readonly zone: "kernel" | "platform" | "top" | "sim" | "bench" | "tests" | "tools" | "elsewhere" }
  | { readonly zone: "room"; readonly room: string; readonly inside: string; readonly part: RoomPart }
  | { readonly zone: "web"; readonly part: string };

export type RoomPart = "model" | "contract" | "index" | "manifest" | "http" | "other";

export function placeOf(path: string): Place {
  const [zone = "", second = "", third = "", ...rest] = path.split("/");
  if (zone === "src") {
    if (second === "kernel" || second === "platform") return { zone: second };
    if (second !== "rooms" || third === "" || rest.length === 0) return { zone: "top" };
    const inside = rest.join("/");
    return { zone: "room", room: third, inside, part: partOf(inside) };
  }
  if (zone === "web") return { zone: "web", part: third === "" ? "" : second };
  if (zone === "sim" || zone === "bench" || zone === "tests" || zone === "tools") return { zone };
  return { zone: "elsewhere" };
}

function partOf(inside: string): RoomPart {
  if (inside === "index.ts") return "index";
  if (inside === "contract.ts" || inside.startsWith("contract/")) return "contract";
  if (inside === "room.ts") return "manifest";
  if (inside.startsWith("model/") || inside === "model.ts") return "model";
  if (inside.startsWith("http/") || /^(http|routes|[a-z-]+-routes)\.ts$/.test(inside)) return "http";
  return "other";
}

export const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path);
