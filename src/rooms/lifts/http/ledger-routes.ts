import { z } from "zod";
import type { LiftId } from "../../../kernel/ids.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { type Bytes, type Route, route } from "../../../platform/http/route.ts";
import type { Platform } from "../../../platform/platform.ts";
import { scopesOf } from "../../identity/index.ts";
import type { CheckpointKey } from "../actions/checkpoint-key.ts";
import { correctEntry } from "../actions/correct-entry.ts";
import type { Signer } from "../actions/sign-checkpoint.ts";
import {
  checkpoint,
  checkpointList,
  checkpointQuery,
  correctionBody,
  ledgerPage,
  ledgerProof,
  ledgerQuery,
} from "../contract.ts";
import { exportLedger } from "../views/export-ledger.ts";
import { listCheckpoints, proofOf } from "../views/read-checkpoints.ts";
import { ledgerOf, withNames } from "../views/read-ledger.ts";

const byId = z.object({ id: z.uuid() });

/** The header that hands on where the next page of an export begins. */
const nextHeader = "x-next";

export const ledgerRoutes = (platform: Platform, means: { signer: Signer; key: CheckpointKey }): Route[] => [
  ...liftLedgerRoutes(platform),
  ...exportRoutes(platform, means.key),
  ...checkpointRoutes(platform, means.signer),
];

function liftLedgerRoutes(platform: Platform): Route[] {
  const { database, clock } = platform;
  return [
    route({
      method: "GET",
      url: "/api/v1/lifts/:id/ledger",
      permission: "lifts.read",
      summary: "A lift's ledger, what of its life is recorded here, and whether its chain fits",
      params: byId,
      reply: ledgerPage,
      handle: async ({ principal, params }) => {
        const ledger = await ledgerOf(database.db, params.id as LiftId, scopesOf(principal, "lifts.read"));
        if (ledger === undefined) return refuse("LIFTS_LIFT_NOT_FOUND");
        return ok(await withNames(database.db, ledger, principal));
      },
    }),
    route({
      method: "GET",
      url: "/api/v1/lifts/:id/ledger/proof",
      permission: "lifts.read",
      summary: "Proof that a lift's chain stood, with its end, under the last signed checkpoint",
      params: byId,
      reply: ledgerProof,
      handle: ({ principal, params }) => proofOf(database.db, params.id as LiftId, scopesOf(principal, "lifts.read")),
    }),
    route({
      method: "POST",
      url: "/api/v1/lifts/:id/ledger/corrections",
      permission: "ledger.correct",
      summary: "Correct an entry by an entry of its own",
      params: byId,
      body: correctionBody,
      reply: z.null(),
      handle: ({ principal, params, body, request }) =>
        correctEntry(platform, {
          liftId: params.id as LiftId,
          principal,
          correction: body,
          address: request.ip,
          at: clock.now(),
        }),
    }),
  ];
}

function exportRoutes({ database, clock }: Platform, key: CheckpointKey): Route[] {
  return [
    route({
      method: "GET",
      url: "/api/v1/ledger/export",
      permission: "lifts.read",
      summary: "Ledgers as NDJSON; the header x-next, where there is more, is handed back as `after`",
      query: ledgerQuery,
      reply: "bytes",
      handle: async ({ principal, query, answer }) => {
        const asked = { ...query, now: clock.now() };
        const page = await exportLedger(database.bulk, scopesOf(principal, "lifts.read"), asked);
        if (!page.ok) return page;
        if (page.value.next !== null) answer.header(nextHeader, page.value.next);
        return ok({ bytes: Buffer.from(page.value.ndjson), type: "application/x-ndjson; charset=utf-8" });
      },
    }),
    route({
      method: "GET",
      url: "/api/v1/ledger/public-key",
      permission: "public",
      summary: "The public key of the checkpoints (PEM), for whoever verifies an export",
      reply: "bytes",
      handle: async ({ answer }): Promise<Result<Bytes>> => {
        answer.header("content-disposition", `attachment; filename="checkpoint-key-${key.keyId.slice(0, 12)}.pem"`);
        return ok({ bytes: Buffer.from(pemOf(key.publicKey)), type: "application/x-pem-file" });
      },
    }),
  ];
}

const pemOf = (der: string): string =>
  `-----BEGIN PUBLIC KEY-----\n${der.replace(/.{64}(?=.)/g, "$&\n")}\n-----END PUBLIC KEY-----\n`;

function checkpointRoutes({ database }: Platform, signer: Signer): Route[] {
  return [
    route({
      method: "GET",
      url: "/api/v1/ledger/checkpoints",
      permission: "ledger.checkpoint.read",
      summary: "Signed checkpoints, newest first",
      query: checkpointQuery,
      reply: checkpointList,
      handle: async ({ query }) => ok({ checkpoints: await listCheckpoints(database.db, query) }),
    }),
    route({
      method: "POST",
      url: "/api/v1/ledger/checkpoints",
      permission: "ledger.checkpoint.sign",
      summary: "Sign one more checkpoint now",
      body: z.object({ knowingly: z.boolean().default(false) }),
      reply: checkpoint,
      handle: ({ principal, body, request }) =>
        signer.signNow({ principal, address: request.ip, knowingly: body.knowingly }),
    }),
  ];
}
