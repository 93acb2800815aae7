import { z } from "zod";
import { dayInChina } from "../../kernel/china-time.ts";
import type { CrewId } from "../../kernel/ids.ts";
import type { Principal } from "../../kernel/principal.ts";
import { ok, refuse } from "../../kernel/result.ts";
import { type Route, route } from "../../platform/http/route.ts";
import type { Platform } from "../../platform/platform.ts";
import { covers, permits, scopesOf } from "../identity/index.ts";
import { type ListedAbility, listAbilities } from "./abilities.ts";
import { abilityBody, type CrewAbility, crewAbility, crewAbilityList } from "./contract.ts";
import { putAbility } from "./put-ability.ts";

export const abilityRoutes = ({ database, clock }: Platform): Route[] => [
  route({
    method: "GET",
    url: "/api/v1/crew-abilities",
    permission: "crews.read",
    summary:
      "What crews can do: kinds of lift, makes, tools, hours, agreement, certified people; and what of it runs out",
    reply: crewAbilityList,
    handle: async ({ principal }) => {
      const today = dayInChina(clock.now());
      const all = await listAbilities(database.db, today);
      const crews = all.filter((crew) => reaches(principal, "crews.read", crew));
      return ok({ today, crews: crews.map((crew) => present(principal, crew)) });
    },
  }),
  route({
    method: "POST",
    url: "/api/v1/crews/:id/ability",
    permission: "crews.import",
    summary: "What a crew can do, as its unit says it",
    params: z.object({ id: z.uuid() }),
    body: abilityBody,
    reply: crewAbility,
    handle: async ({ principal, params, body, request }) => {
      const id = params.id as CrewId;
      const now = clock.now();
      const find = async () => (await listAbilities(database.db, dayInChina(now))).find(({ crewId }) => crewId === id);
      const before = await find();
      if (before === undefined || !reaches(principal, "crews.import", before)) return refuse("CREWS_NO_SUCH_CREW");
      const put = await database.transaction((tx) => putAbility(tx, id, body, { principal, address: request.ip, now }));
      if (!put.ok) return put;
      const after = await find();
      return after === undefined ? refuse("CREWS_NO_SUCH_CREW") : ok(present(principal, after));
    },
  }),
];

const reaches = (principal: Principal, permission: "crews.read" | "crews.import", crew: ListedAbility): boolean =>
  covers(scopesOf(principal, permission), { regionCode: crew.regionCode, organisationIds: [crew.organisationId] });

/** Names for who may read people. */
const present = (principal: Principal, { regionCode: _, ability, ...crew }: ListedAbility): CrewAbility => ({
  ...crew,
  ability: permits(principal, "identity.people.read")
    ? ability
    : { ...ability, members: ability.members.map((member) => ({ ...member, name: "" })) },
});
