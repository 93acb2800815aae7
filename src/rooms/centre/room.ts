import type { Platform, Room } from "../../platform/platform.ts";
import { createPaperDesk } from "./actions/paper-desk.ts";
import { paperRoutes } from "./http/paper-routes.ts";
import { centreRefusals } from "./http/refusals.ts";

export function createCentreRoom(platform: Platform): { readonly room: Room } {
  const paper = createPaperDesk(platform);
  return {
    room: {
      name: "centre",
      routes: paperRoutes(platform, paper),
      refusals: centreRefusals,
      dueRows: [paper.dueRows],
      start: paper.start,
      stop: paper.stop,
    },
  };
}
