import { z } from "zod";
import type { Principal } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import { maskPhone, recordAudit, scopesOf, seesPhones } from "../../identity/index.ts";
import { askTestCall, type DutyNumberId, recordTestCall } from "../actions/test-calls.ts";
import { coverLiftList, coverLiftQuery, coverReply } from "../contract/cover.ts";
import {
  askTestCallBody,
  dutyNumberList,
  recordTestCallBody,
  testCallHistory,
  testCallQuery,
} from "../contract/test-calls.ts";
import type { RescueMeans } from "../rescue-means.ts";
import { coverLifts, coverOf } from "../views/cover.ts";
import { findDutyNumber, listDutyNumbers, testCallsOf } from "../views/duty-numbers.ts";

/** What of the city's passenger lifts the platform covers, and the test calls that are one of its conditions. */
export const coverRoutes = (means: RescueMeans): Route[] => [...shares(means), ...lists(means), ...calls(means)];

function shares({ database, clock }: RescueMeans): Route[] {
  const question = (principal: Principal) => ({
    scopes: scopesOf(principal, "rescue.numbers.read"),
    now: clock.now(),
  });
  return [
    route({
      method: "GET",
      url: "/api/v1/cover",
      permission: "rescue.numbers.read",
      summary: "The share of passenger lifts in use that the platform covers, by district and condition",
      reply: coverReply,
      handle: async ({ principal }) => ok(await coverOf(database.bulk, question(principal))),
    }),
    route({
      method: "GET",
      url: "/api/v1/cover/lifts",
      permission: "rescue.numbers.read",
      summary: "The lifts that miss a condition of it",
      query: coverLiftQuery,
      reply: coverLiftList,
      handle: async ({ principal, query }) => ok(await coverLifts(database.bulk, query, question(principal))),
    }),
  ];
}

function lists({ database, clock, callsOut }: RescueMeans): Route[] {
  const shown = (principal: Principal, phone: string) => (seesPhones(principal) ? phone : (maskPhone(phone) ?? ""));
  return [
    route({
      method: "GET",
      url: "/api/v1/test-calls",
      permission: "rescue.numbers.read",
      summary: "24-hour numbers of maintenance units with their last test call, those that ask for work first",
      query: testCallQuery,
      reply: dutyNumberList,
      handle: async ({ principal, query }) => {
        const scopes = scopesOf(principal, "rescue.numbers.read");
        const list = await listDutyNumbers(database.bulk, query, { scopes, now: clock.now() });
        const numbers = list.numbers.map((each) => ({
          ...each,
          phone: each.phone === null ? null : shown(principal, each.phone),
        }));
        return ok({ ...list, numbers, gateway: callsOut });
      },
    }),
    route({
      method: "GET",
      url: "/api/v1/test-calls/:organisationId",
      permission: "rescue.numbers.read",
      summary: "The test calls of a unit, the newest first",
      params: z.object({ organisationId: z.uuid() }),
      reply: testCallHistory,
      handle: async ({ principal, params }) => {
        const scopes = scopesOf(principal, "rescue.numbers.read");
        const found = await testCallsOf(database.bulk, params.organisationId, scopes);
        if (found === undefined) return refuse("NOT_FOUND");
        return ok({ ...found, calls: found.calls.map((call) => ({ ...call, phone: shown(principal, call.phone) })) });
      },
    }),
  ];
}

type Asked = { readonly principal: Principal; readonly address: string };

function calls(means: RescueMeans): Route[] {
  const { database, clock, rescueNumber, callsOut } = means;
  const done = async (
    asked: Asked,
    number: DutyNumberId,
    { act, write }: { act: string; write: Write },
  ): Promise<Result<object>> => {
    const organisation = await findDutyNumber(database.bulk, number, scopesOf(asked.principal, "rescue.dispatch"));
    if (organisation === undefined) return refuse("RESCUE_NUMBER_UNKNOWN");
    const at = clock.now();
    const by = asked.principal.kind === "person" ? asked.principal.personId : null;
    await database.transaction(async (tx) => {
      if (!(await write(tx, organisation, { by, at }))) return;
      const { principal, address } = asked;
      const target = `organisation/${number.organisationId}`;
      await recordAudit(tx, { principal, act, target, outcome: "done", address, at });
    });
    return ok({});
  };
  return [
    route({
      method: "POST",
      url: "/api/v1/test-calls",
      permission: "rescue.dispatch",
      summary: "A test call that a person has made, with who answered",
      body: recordTestCallBody,
      reply: z.object({}),
      handle: ({ principal, body, request }) =>
        done({ principal, address: request.ip }, body, {
          act: "rescue.test-call-recorded",
          write: (tx, _, by) => recordTestCall(tx, body, by),
        }),
    }),
    route({
      method: "POST",
      url: "/api/v1/test-calls/ask",
      permission: "rescue.dispatch",
      summary: "A test call by the voice gateway",
      body: askTestCallBody,
      reply: z.object({}),
      handle: async ({ principal, body, request }) => {
        if (!callsOut) return refuse("RESCUE_NO_VOICE_GATEWAY");
        return done({ principal, address: request.ip }, body, {
          act: "rescue.test-call-asked",
          write: (tx, organisation, by) => askTestCall(tx, { ...body, organisation, rescueNumber }, by),
        });
      },
    }),
  ];
}

type Write = (
  tx: Parameters<typeof recordTestCall>[0],
  organisation: string,
  by: Parameters<typeof recordTestCall>[2],
) => Promise<boolean>;
