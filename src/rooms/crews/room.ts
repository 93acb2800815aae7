import { type Platform, type Room, watched } from "../../platform/platform.ts";
import { abilityRoutes } from "./ability-routes.ts";
import { crewRoutes } from "./crew-routes.ts";
import { crewsLive } from "./crew-row.ts";
import { rosterForm } from "./roster-form.ts";
import { rosterRoutes } from "./roster-routes.ts";

export function createCrewsRoom(platform: Platform): { readonly room: Room } {
  return {
    room: {
      name: "crews",
      routes: [...crewRoutes(platform), ...rosterRoutes(platform), ...abilityRoutes(platform)],
      importForms: [rosterForm],
      refusals: {
        CREWS_NO_SUCH_CREW: { status: 404, zh: "没有这个救援组。", en: "There is no such crew." },
        CREWS_CHANGED_MEANWHILE: {
          status: 409,
          zh: "别人刚刚改过，请重新打开再改。",
          en: "Somebody else has just changed it; open it again.",
        },
        CREWS_MEMBER_UNKNOWN: {
          status: 422,
          zh: "人员须在职，并属于该救援组的单位。",
          en: "People must be of the crew's own unit, and still there.",
        },
        CREWS_AGREEMENT_DAYS: {
          status: 422,
          zh: "协议的终止日期早于起始日期。",
          en: "The agreement ends before it begins.",
        },
        CREWS_UNKNOWN: { status: 404, zh: "这个账号没有对应的救援组。", en: "This account belongs to no crew." },
      },
      topics: [watched("crews.read", crewsLive(platform.database.db))],
    },
  };
}
