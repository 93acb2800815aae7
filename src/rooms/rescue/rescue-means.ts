import type { RoadEngine } from "../../platform/roads/index.ts";
import type { Means } from "./actions/command.ts";

/** What the room's actions and routes need of the platform. */
export type RescueMeans = Means & { readonly roads: RoadEngine; readonly rescueNumber: string };
