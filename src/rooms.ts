/**
 * THE list of rooms, from bottom to top, each with the rooms it may use.
 *
 * `main.ts` starts the rooms in this order and `tools/rooms-check` refuses any import that this list does not
 * allow: imports go down only, only to a room named here, and only through its doors `index.ts` and `contract.ts`.
 */
export const rooms = [
  { name: "identity", mayUse: [] },
  { name: "lifts", mayUse: ["identity"] },
  { name: "devices", mayUse: ["identity", "lifts"] },
  { name: "crews", mayUse: ["identity", "lifts"] },
  { name: "rescue", mayUse: ["identity", "lifts", "devices", "crews"] },
  { name: "centre", mayUse: ["identity", "lifts", "crews", "rescue"] },
  { name: "overview", mayUse: ["identity", "lifts", "devices", "crews", "rescue"] },
  { name: "duties", mayUse: ["identity"] },
] as const;
