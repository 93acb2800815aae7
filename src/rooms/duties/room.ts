import type { Measure } from "../../platform/measures.ts";
import type { Platform, Room } from "../../platform/platform.ts";
import { dutiesDue } from "./actions/duties-due.ts";
import { decisionsToFollow } from "./actions/follow-decisions.ts";
import { createMeasureDesk } from "./actions/measures.ts";
import { boardRoutes } from "./http/board-routes.ts";
import { documentRoutes } from "./http/document-routes.ts";
import { dutyRoutes } from "./http/duty-routes.ts";
import { listRoutes } from "./http/list-routes.ts";
import { meetingRoutes } from "./http/meeting-routes.ts";
import { dutyRefusals } from "./http/refusals.ts";

/** `measures`: what the rooms below list in their manifests; this room asks them and knows none by name. */
export function createDutiesRoom(platform: Platform, measures: readonly Measure[]): { readonly room: Room } {
  const desk = createMeasureDesk(measures, platform.log);
  return {
    room: {
      name: "duties",
      routes: [
        ...documentRoutes(platform),
        ...dutyRoutes(platform, desk),
        ...boardRoutes(platform, desk),
        ...listRoutes(platform, desk),
        ...meetingRoutes(platform),
      ],
      refusals: dutyRefusals,
      dueRows: [dutiesDue(platform, desk), decisionsToFollow(platform)],
    },
  };
}
