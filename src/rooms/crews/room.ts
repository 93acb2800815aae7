import { type Platform, type Room, watched } from "../../platform/platform.ts";
import { crewRoutes } from "./crew-routes.ts";
import { crewsLive } from "./crew-row.ts";
import { rosterForm } from "./roster-form.ts";
import { rosterRoutes } from "./roster-routes.ts";

export function createCrewsRoom(platform: Platform): { readonly room: Room } {
  return {
    room: {
      name: "crews",
      routes: [...crewRoutes(platform), ...rosterRoutes(platform)],
      importForms: [rosterForm],
      refusals: {
        CREWS_UNKNOWN: { status: 404, zh: "这个账号没有对应的救援组。", en: "This account belongs to no crew." },
      },
      topics: [watched("crews.read", crewsLive(platform.database.db))],
    },
  };
}
