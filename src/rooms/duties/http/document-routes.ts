import { z } from "zod";
import { dayInChina } from "../../../kernel/china-time.ts";
import { ok, refuse } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import type { Platform } from "../../../platform/platform.ts";
import { bindDocument, mendHead, withdrawDocument } from "../actions/bind-document.ts";
import { confirmUnits } from "../actions/confirm-units.ts";
import { keepDocument } from "../actions/keep-document.ts";
import { readDocumentAgain } from "../actions/read-document-again.ts";
import {
  bindBody,
  comparison,
  documentList,
  documentReview,
  headBody,
  unitsBody,
  withdrawBody,
} from "../contract/review.ts";
import { readLimits } from "../read/read-refusals.ts";
import { compareDocuments } from "../views/compare-documents.ts";
import { documentFile } from "../views/document-file.ts";
import { listDocuments } from "../views/list-documents.ts";
import { reviewDocument } from "../views/review-document.ts";
import { askerOf, safely } from "./asker-of.ts";

const url = "/api/v1/policy-documents";
const id = z.uuid();
const byId = z.object({ id });
const fileName = z.object({ name: z.string().trim().min(1).max(255) });
/** Reading a long document occupies a core for some seconds. */
const readsPerMinute = 20;

/** Policy documents: bring, look, put right, bind, compare. */
export const documentRoutes = (platform: Platform): readonly Route[] => [
  ...lookRoutes(platform),
  ...readingRoutes(platform),
  ...bindingRoutes(platform),
];

function lookRoutes({ database, clock, files }: Platform): readonly Route[] {
  const about = { method: "GET", permission: "duties.read" } as const;
  return [
    route({
      ...about,
      url,
      summary: "Policy documents with what became of their duties, newest first",
      reply: documentList,
      handle: async () => ok({ documents: await listDocuments(database.db, dayInChina(clock.now())) }),
    }),
    route({
      ...about,
      url: `${url}/compare`,
      summary:
        "Two documents: new, changed and dropped duties; a lower one against the one it carries out: what it leaves out",
      query: z.object({ a: id, b: id }),
      reply: comparison,
      handle: ({ query }) => compareDocuments(database.db, dayInChina(clock.now()), query),
    }),
    route({
      ...about,
      url: `${url}/:id`,
      summary: "A document for its review: text, duties with their places, units with whom they may mean",
      params: byId,
      reply: documentReview,
      handle: async ({ params, principal }) => {
        const found = await reviewDocument(database.db, { id: params.id, viewer: principal, now: clock.now() });
        return found === undefined ? refuse("NOT_FOUND") : ok(found);
      },
    }),
    route({
      ...about,
      url: `${url}/:id/file`,
      summary: "The document as it was brought",
      params: byId,
      reply: "bytes",
      handle: async ({ params, answer }) => {
        const found = await documentFile(database.db, params.id);
        const file = found === undefined ? refuse("NOT_FOUND") : await files.open(found.hash);
        if (!file.ok || found === undefined) return file;
        for (const [header, value] of Object.entries(safely)) answer.header(header, value);
        return ok({ bytes: file.value.stream(), type: "application/octet-stream", fileName: found.name });
      },
    }),
  ];
}

function readingRoutes(platform: Platform): readonly Route[] {
  const about = { method: "POST", permission: "duties.edit", perMinute: readsPerMinute } as const;
  return [
    route({
      ...about,
      url,
      summary:
        "Brings a policy document (TXT, DOCX, PDF with a text layer, HTML); the body is its bytes. The same file again is the same document",
      query: fileName,
      body: "stream",
      bodyBytesMax: readLimits.fileBytes,
      reply: byId,
      handle: async ({ query, body, ...asked }) => {
        const put = await platform.files.put(body, { bytesMax: readLimits.fileBytes });
        return put.ok
          ? keepDocument(platform, askerOf(platform, asked), { hash: put.value.hash, name: query.name })
          : put;
      },
    }),
    route({
      ...about,
      url: `${url}/:id/read-again`,
      summary: "Runs today's rules over a document again; what people decided stays, what changed is shown",
      params: byId,
      reply: z.object({ read: z.int(), added: z.int(), lost: z.int() }),
      handle: ({ params, ...asked }) => readDocumentAgain(platform, askerOf(platform, asked), params.id),
    }),
  ];
}

function bindingRoutes(platform: Platform): readonly Route[] {
  const about = { method: "POST", permission: "duties.edit", params: byId, reply: z.null() } as const;
  return [
    route({
      ...about,
      url: `${url}/:id`,
      summary: "Puts right a document's title, number, issuer, days, and the document that it carries out",
      body: headBody,
      handle: ({ params, body, ...asked }) =>
        mendHead(platform, { ...askerOf(platform, asked), id: params.id, head: body }),
    }),
    route({
      ...about,
      url: `${url}/:id/bind`,
      summary: "From now on its duties bind units of this region",
      body: bindBody,
      handle: ({ params, body, ...asked }) =>
        bindDocument(platform, { ...askerOf(platform, asked), id: params.id, ...body }),
    }),
    route({
      ...about,
      url: `${url}/:id/withdraw`,
      summary: "It binds until a day and no longer, with the reason",
      body: withdrawBody,
      handle: ({ params, body, ...asked }) =>
        withdrawDocument(platform, { ...askerOf(platform, asked), id: params.id, ...body }),
    }),
    route({
      ...about,
      url: `${url}/:id/units`,
      summary: "Which organisations a unit's name in the document means, as a person confirms",
      body: unitsBody,
      handle: ({ params, body, ...asked }) =>
        confirmUnits(platform, { ...askerOf(platform, asked), documentId: params.id, ...body }),
    }),
  ];
}
