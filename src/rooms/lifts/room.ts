import type { Platform, Room } from "../../platform/platform.ts";
import { importRoutes } from "./http/import-routes.ts";
import { liftRoutes } from "./http/lift-routes.ts";
import { refusals } from "./http/refusals.ts";

export const createLiftsRoom = (platform: Platform): { readonly room: Room } => ({
  room: { name: "lifts", routes: [...liftRoutes(platform), ...importRoutes(platform)], refusals },
});
