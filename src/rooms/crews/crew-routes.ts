import type { CrewId } from "../../kernel/ids.ts";
import type { Principal } from "../../kernel/principal.ts";
import { ok, refuse } from "../../kernel/result.ts";
import { type Route, route } from "../../platform/http/route.ts";
import type { Platform } from "../../platform/platform.ts";
import { importBody, importBytesMax, importReport } from "../identity/contract.ts";
import { scopesOf } from "../identity/index.ts";
import { crewList, dutyBody, fieldMe, positionBody, positionReply } from "./contract.ts";
import { allCrews, findCrew } from "./crew-record.ts";
import { presentCrew, seenBy } from "./crew-row.ts";
import { reportPosition, setDuty } from "./duty.ts";
import { importCrews } from "./import-crews.ts";

/** The crew whose phone this is. */
const crewOf = (principal: Principal): CrewId | undefined => {
  const scope = scopesOf(principal, "crews.own").find((each) => each.kind === "crew");
  return scope?.kind === "crew" ? scope.id : undefined;
};

export const crewRoutes = (platform: Platform): Route[] => [...officeRoutes(platform), ...phoneRoutes(platform)];

/** The crew's own phone: who it is, duty, position. */
function phoneRoutes({ database, clock }: Platform): Route[] {
  return [
    route({
      method: "GET",
      url: "/api/v1/field/me",
      permission: "crews.own",
      summary: "The crew whose phone this is",
      reply: fieldMe,
      handle: async ({ principal }) => {
        const id = crewOf(principal);
        const crew = id === undefined ? undefined : await findCrew(database.db, id);
        return crew === undefined ? refuse("CREWS_UNKNOWN") : ok({ crew: presentCrew(crew, principal) });
      },
    }),
    route({
      method: "POST",
      url: "/api/v1/field/duty",
      permission: "crews.own",
      summary: "On or off duty",
      body: dutyBody,
      reply: fieldMe,
      handle: async ({ principal, body }) => {
        const id = crewOf(principal);
        if (id === undefined) return refuse("CREWS_UNKNOWN");
        const now = clock.now();
        await database.transaction(async (tx) => {
          await setDuty(tx, id, { on: body.on, now });
          if (body.position !== null) await reportPosition(tx, id, { position: body.position, now });
        });
        const crew = await findCrew(database.db, id);
        return crew === undefined ? refuse("CREWS_UNKNOWN") : ok({ crew: presentCrew(crew, principal) });
      },
    }),
    route({
      method: "POST",
      url: "/api/v1/field/position",
      permission: "crews.own",
      summary: "Where the crew is",
      body: positionBody,
      reply: positionReply,
      handle: async ({ principal, body }) => {
        const id = crewOf(principal);
        if (id === undefined) return refuse("CREWS_UNKNOWN");
        const taken = await database.transaction((tx) => reportPosition(tx, id, { position: body, now: clock.now() }));
        return ok({ taken });
      },
    }),
  ];
}

/** Desk and office: the list, the import. */
function officeRoutes(platform: Platform): Route[] {
  const { database } = platform;
  return [
    route({
      method: "GET",
      url: "/api/v1/crews",
      permission: "crews.read",
      summary: "Crews with their duty and last position",
      reply: crewList,
      handle: async ({ principal }) => {
        const crews = await allCrews(database.db);
        return ok({
          crews: crews.filter((crew) => seenBy(principal, crew)).map((crew) => presentCrew(crew, principal)),
        });
      },
    }),
    route({
      method: "POST",
      url: "/api/v1/imports/crews",
      permission: "crews.import",
      summary: "Crews by our own CSV form",
      body: importBody,
      bodyBytesMax: importBytesMax,
      reply: importReport,
      handle: ({ principal, body, request }) =>
        importCrews(platform, { csv: body.csv, principal, address: request.ip }),
    }),
  ];
}
