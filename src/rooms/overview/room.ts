import type { Platform, Room } from "../../platform/platform.ts";
import type { DevicesDoor } from "../devices/index.ts";
import type { RegisterIndex } from "../lifts/index.ts";
import { overviewRoutes } from "./http/overview-routes.ts";

export const createOverviewRoom = (
  platform: Platform,
  parts: { readonly index: RegisterIndex; readonly devices: DevicesDoor },
): { readonly room: Room } => ({ room: { name: "overview", routes: overviewRoutes(platform, parts) } });
