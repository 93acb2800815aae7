import type { Platform, Room } from "../../platform/platform.ts";
import { createPaperDesk } from "./actions/paper-desk.ts";
import { claimRoutes } from "./http/claim-routes.ts";
import { leaderRoutes } from "./http/leader-routes.ts";
import { paperRoutes } from "./http/paper-routes.ts";
import { centreRefusals } from "./http/refusals.ts";
import { shiftRoutes } from "./http/shift-routes.ts";

export function createCentreRoom(platform: Platform): { readonly room: Room } {
  const paper = createPaperDesk(platform);
  return {
    room: {
      name: "centre",
      routes: [
        ...paperRoutes(platform, paper),
        ...shiftRoutes(platform),
        ...leaderRoutes(platform),
        ...claimRoutes(platform),
      ],
      refusals: centreRefusals,
      dueRows: [paper.dueRows],
      start: paper.start,
      stop: paper.stop,
    },
  };
}
