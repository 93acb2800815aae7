import { z } from "zod";
import type { Instant } from "../../../kernel/clock.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { Tx } from "../../../platform/database/database.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import type { Platform } from "../../../platform/platform.ts";
import { recordAudit, requireFresh, scopesOf } from "../../identity/index.ts";
import { beginShift, leaveShift, offerHandover, takeHandover, withdrawHandover } from "../actions/shifts.ts";
import { beginShiftBody, endShiftBody, handoverFile, offerBody, shiftState, takeBody } from "../contract/shift.ts";
import { readOpenThings } from "../views/open-things.ts";
import { listHandovers, listOnShift, readHandover } from "../views/shifts.ts";

const personOf = (principal: Principal): string | undefined =>
  principal.kind === "person" ? principal.personId : undefined;
const idParams = z.object({ id: z.uuid() });

/** Who sits at the desk, what stands open there, and how one hands over to the next. */
export const shiftRoutes = (platform: Platform): Route[] => [
  ...readingRoutes(platform),
  ...deskRoutes(platform),
  ...handoverRoutes(platform),
];

function readingRoutes({ database: { db }, clock }: Platform): Route[] {
  const openFor = (principal: Principal) =>
    readOpenThings(db, { scopes: scopesOf(principal, "rescue.read"), now: clock.now() });
  return [
    route({
      method: "GET",
      url: "/api/v1/shift",
      permission: "rescue.read",
      summary: "Who is on shift, what is offered to the next, and what stands open now",
      reply: shiftState,
      handle: async ({ principal }) => {
        const [onShift, offered, recent, open] = await Promise.all([
          listOnShift(db),
          listHandovers(db, "offered"),
          listHandovers(db, "recent"),
          openFor(principal),
        ]);
        const mine = onShift.find(({ personId }) => personId === personOf(principal)) ?? null;
        return ok({ now: clock.now(), mine, onShift, offered, open, recent });
      },
    }),
    route({
      method: "GET",
      url: "/api/v1/handovers/:id",
      permission: "rescue.read",
      summary: "One hand-over with what stood open when it was offered and when it was taken",
      params: idParams,
      reply: handoverFile,
      handle: async ({ principal, params }) => {
        const file = await readHandover(db, params.id, scopesOf(principal, "rescue.read"));
        return file === undefined ? refuse("NOT_FOUND") : ok(file);
      },
    }),
  ];
}

type Asked = { readonly principal: Principal; readonly request: { readonly ip: string } };
type Who = { readonly personId: string; readonly now: Instant };

/** A deed of a person at the desk, in one transaction with its line in the audit. */
async function deed<T>(
  { database, clock }: Platform,
  { principal, request }: Asked,
  { act, target }: { readonly act: string; readonly target: string },
  work: (tx: Tx, who: Who) => Promise<Result<T>>,
): Promise<Result<T>> {
  const personId = personOf(principal);
  // A shift is a person's: a key sits at no desk.
  if (personId === undefined) return refuse("CENTRE_PERSON_ONLY");
  const now = clock.now();
  return database.transaction(async (tx) => {
    const done = await work(tx, { personId, now });
    if (done.ok) await recordAudit(tx, { principal, act, target, outcome: "done", address: request.ip, at: now });
    return done;
  });
}

const open = { permission: "rescue.dispatch", method: "POST", reply: z.object({}) } as const;

function deskRoutes(platform: Platform): Route[] {
  return [
    route({
      ...open,
      url: "/api/v1/shift/begin",
      summary: "Sit down at the desk",
      body: beginShiftBody,
      handle: (asked) =>
        deed(platform, asked, { act: "centre.shift-begun", target: "centre/shift" }, async (tx, who) => {
          await beginShift(tx, who, asked.body.seat);
          return ok({});
        }),
    }),
    route({
      ...open,
      url: "/api/v1/shift/leave",
      summary: "Leave the desk without handing over, and say why",
      body: endShiftBody,
      handle: (asked) =>
        deed(platform, asked, { act: "centre.shift-left", target: "centre/shift" }, async (tx, who) => {
          const done = await leaveShift(tx, who, asked.body.reason);
          return done.ok ? ok({}) : done;
        }),
    }),
  ];
}

function handoverRoutes(platform: Platform): Route[] {
  const { database, clock } = platform;
  const listFor = (principal: Principal) =>
    readOpenThings(database.db, { scopes: scopesOf(principal, "rescue.read"), now: clock.now() });
  return [
    route({
      ...open,
      url: "/api/v1/handovers",
      summary: "Offer the shift to the next, with a note and what stands open",
      body: offerBody,
      reply: z.object({ id: z.uuid() }),
      handle: async (asked) => {
        const list = await listFor(asked.principal);
        return deed(platform, asked, { act: "centre.handover-offered", target: "centre/handover" }, (tx, who) =>
          offerHandover(tx, who, { note: asked.body.note, list }),
        );
      },
    }),
    route({
      ...open,
      url: "/api/v1/handovers/:id/withdraw",
      summary: "Take an offer back",
      params: idParams,
      body: z.object({}),
      handle: (asked) =>
        deed(
          platform,
          asked,
          { act: "centre.handover-withdrawn", target: `handover/${asked.params.id}` },
          async (tx, who) => {
            const done = await withdrawHandover(tx, who, asked.params.id);
            return done.ok ? ok({}) : done;
          },
        ),
    }),
    takeRoute(platform, listFor),
  ];
}

/** The next one proves that it is she: a screen that somebody left open takes nothing over. */
const takeRoute = (platform: Platform, listFor: (principal: Principal) => ReturnType<typeof readOpenThings>): Route =>
  route({
    method: "POST",
    url: "/api/v1/handovers/:id/take",
    permission: "rescue.dispatch",
    summary: "Take a shift over, after a fresh proof of who one is",
    params: idParams,
    body: takeBody,
    reply: z.object({}),
    handle: async (asked) => {
      const proved = requireFresh(asked.principal, platform.clock.now());
      if (!proved.ok) return proved;
      const list = await listFor(asked.principal);
      const about = { act: "centre.handover-taken", target: `handover/${asked.params.id}` };
      return deed(platform, asked, about, async (tx, who) => {
        const done = await takeHandover(tx, who, { id: asked.params.id, ...asked.body, list });
        return done.ok ? ok({}) : done;
      });
    },
  });
