import type { Platform, Room } from "../../platform/platform.ts";
import { nightlyGaps } from "./actions/nightly-gaps.ts";
import { editingRoutes } from "./http/editing-routes.ts";
import { importRoutes } from "./http/import-routes.ts";
import { liftRoutes } from "./http/lift-routes.ts";
import { refusals } from "./http/refusals.ts";

export function createLiftsRoom(platform: Platform): { readonly room: Room } {
  const gaps = nightlyGaps(platform);
  return {
    room: {
      name: "lifts",
      routes: [...liftRoutes(platform), ...importRoutes(platform), ...editingRoutes(platform)],
      handlers: [gaps.handler],
      start: gaps.start,
      refusals,
    },
  };
}
