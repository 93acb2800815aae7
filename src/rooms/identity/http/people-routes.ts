import { z } from "zod";
import { dayInChina } from "../../../kernel/china-time.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { ok, refuse } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import type { Platform } from "../../../platform/platform.ts";
import { endCertificate, endPerson, saveCertificate, savePerson, unmaskPerson } from "../actions/save-person.ts";
import {
  certificateBody,
  endBody,
  id,
  personBody,
  personFile,
  personList,
  personQuery,
  unmaskBody,
  unmasked,
} from "../contract.ts";
import { ringsPeople, scopesOf } from "../model/permits.ts";
import { listPeople, personFileOf } from "../views/list-people.ts";
import { askerOf } from "./asker-of.ts";

const byId = z.object({ id });

export const peopleRoutes = (platform: Platform): Route[] => [
  ...readRoutes(platform),
  ...personRoutes(platform),
  ...certificateRoutes(platform),
];

function readRoutes({ database, clock }: Platform): Route[] {
  const about = { permission: "identity.people.read", method: "GET" } as const;
  const viewer = (principal: Principal) => ({
    scopes: scopesOf(principal, "identity.people.read"),
    fullPhones: ringsPeople(principal),
    today: dayInChina(clock.now()),
  });
  return [
    route({
      ...about,
      url: "/api/v1/people",
      summary: "People within one's scope, with how their certificates stand",
      query: personQuery,
      reply: personList,
      handle: async ({ principal, query }) => ok(await listPeople(database.db, viewer(principal), query)),
    }),
    route({
      ...about,
      url: "/api/v1/people/:id",
      summary: "One person with certificates, personal data masked",
      params: byId,
      reply: personFile,
      handle: async ({ principal, params }) => {
        const file = await personFileOf(database.db, params.id, viewer(principal));
        return file === undefined ? refuse("NOT_FOUND") : ok(file);
      },
    }),
  ];
}

function personRoutes(platform: Platform): Route[] {
  const about = { permission: "identity.people.edit", method: "POST" } as const;
  return [
    route({
      ...about,
      url: "/api/v1/people",
      summary: "Enter a person",
      body: personBody,
      reply: byId,
      handle: ({ body, ...asked }) => savePerson(platform, { ...askerOf(platform, asked), fields: body }),
    }),
    route({
      ...about,
      url: "/api/v1/people/:id",
      summary: "Change a person; masked values that are left out stay",
      params: byId,
      body: personBody,
      reply: byId,
      handle: ({ params, body, ...asked }) =>
        savePerson(platform, { ...askerOf(platform, asked), id: params.id, fields: body }),
    }),
    route({
      ...about,
      url: "/api/v1/people/:id/end",
      summary: "Somebody has left on a day; the record stays",
      params: byId,
      body: endBody,
      reply: z.null(),
      handle: ({ params, body, ...asked }) =>
        endPerson(platform, { ...askerOf(platform, asked), id: params.id, on: body.on }),
    }),
    route({
      method: "POST",
      permission: "identity.people.unmask",
      url: "/api/v1/people/:id/unmask",
      summary: "Show one thing about one person whole; who looked and why is recorded",
      params: byId,
      body: unmaskBody,
      reply: unmasked,
      handle: ({ params, body, ...asked }) =>
        unmaskPerson(platform, { ...askerOf(platform, asked), id: params.id, ...body }),
    }),
  ];
}

function certificateRoutes(platform: Platform): Route[] {
  const about = { permission: "identity.people.edit", method: "POST" } as const;
  return [
    route({
      ...about,
      url: "/api/v1/people/:id/certificates",
      summary: "Enter or renew a certificate, known by kind and number",
      params: byId,
      body: certificateBody,
      reply: z.null(),
      handle: ({ params, body, ...asked }) =>
        saveCertificate(platform, { ...askerOf(platform, asked), id: params.id, certificate: body }),
    }),
    route({
      ...about,
      url: "/api/v1/people/:id/certificates/:certificateId/end",
      summary: "A certificate withdrawn or given up on a day",
      params: z.object({ id, certificateId: id }),
      body: endBody,
      reply: z.null(),
      handle: ({ params, body, ...asked }) =>
        endCertificate(platform, { ...askerOf(platform, asked), ...params, on: body.on }),
    }),
  ];
}
