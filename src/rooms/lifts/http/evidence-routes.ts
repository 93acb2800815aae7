import { z } from "zod";
import type { LiftId } from "../../../kernel/ids.ts";
import { ok, refuse } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import type { Platform } from "../../../platform/platform.ts";
import { recordAudit } from "../../identity/index.ts";
import { findEvidence } from "../views/find-evidence.ts";

const asked = z.object({
  id: z.uuid(),
  no: z.coerce.number().int().min(1),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});

/** What strangers wrote is kept, never shown: no type of its own, nothing that it could load or run, nowhere to stay. */
const safely: Readonly<Record<string, string>> = {
  "content-security-policy": "default-src 'none'; sandbox",
  "x-content-type-options": "nosniff",
  "cache-control": "private, no-store",
};

/** Files that prove an entry. They hold personal data: who takes one is audited. */
export const evidenceRoutes = ({ database, clock, files }: Platform): Route[] => [
  route({
    method: "GET",
    url: "/api/v1/lifts/:id/ledger/:no/evidence/:hash",
    permission: "lifts.read",
    summary: "The file that an entry of a lift's ledger names as its evidence, for who may read all of it",
    params: asked,
    reply: "bytes",
    handle: async ({ principal, params, request, answer }) => {
      const { id, no, hash } = params;
      const found = await findEvidence(database.db, principal, { liftId: id as LiftId, no, hash });
      if (!found.ok) return found;
      const file = await files.open(hash);
      if (!file.ok) return refuse("LIFTS_EVIDENCE_ELSEWHERE");
      const { name = hash.slice(0, 12) } = found.value;
      await database.transaction((tx) =>
        recordAudit(tx, {
          principal,
          act: "lifts.evidence-read",
          target: `lifts/${id}`,
          outcome: "done",
          detail: { no, file: name, hash, bytes: file.value.bytes },
          address: request.ip,
          at: clock.now(),
        }),
      );
      for (const [header, value] of Object.entries(safely)) answer.header(header, value);
      return ok({ bytes: file.value.stream(), type: "application/octet-stream", fileName: name });
    },
  }),
];
