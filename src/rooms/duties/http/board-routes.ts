import { z } from "zod";
import { dayInChina } from "../../../kernel/china-time.ts";
import { ok, refuse } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import type { Platform } from "../../../platform/platform.ts";
import { scopesOf } from "../../identity/index.ts";
import type { MeasureDesk } from "../actions/measures.ts";
import { addFileEvidence, addNoteEvidence, finishItem, waiveItem } from "../actions/report-item.ts";
import {
  board,
  boardQuery,
  doneBody,
  dueItemFile as dueItemFileShape,
  noteBody,
  unitSheet as unitSheetShape,
  waiveBody,
} from "../contract/board.ts";
import { dueItemFile, evidenceFile } from "../views/due-item-file.ts";
import { readBoard } from "../views/due-items.ts";
import { unitSheet } from "../views/unit-sheet.ts";
import { askerOf, safely } from "./asker-of.ts";

const id = z.uuid();
const byId = z.object({ id });
const url = "/api/v1/due-items";
const evidenceBytesMax = 64 * 2 ** 20;

/** The board: what is due for whom, its evidence, and the sheet of a unit. */
export const boardRoutes = (platform: Platform, desk: MeasureDesk): readonly Route[] => [
  ...lookRoutes(platform, desk),
  unitRoute(platform),
  ...reportRoutes(platform),
];

function lookRoutes({ database, clock, files }: Platform, desk: MeasureDesk): readonly Route[] {
  const about = { method: "GET", permission: "duties.read" } as const;
  return [
    route({
      ...about,
      url,
      summary: "The duty board: due items within reach, overdue first, by unit, state and day",
      query: boardQuery,
      reply: board,
      handle: async ({ principal, query }) =>
        ok(
          await readBoard(database.db, {
            scopes: scopesOf(principal, "duties.read"),
            today: dayInChina(clock.now()),
            query,
          }),
        ),
    }),
    route({
      ...about,
      url: `${url}/:id`,
      summary: "One due item with its evidence, urging letters and what its measure shows now",
      params: byId,
      reply: dueItemFileShape,
      handle: async ({ principal, params }) => {
        const found = await dueItemFile(
          { db: database.db, desk },
          { id: params.id, viewer: principal, now: clock.now() },
        );
        return found === undefined ? refuse("NOT_FOUND") : ok(found);
      },
    }),
    route({
      ...about,
      url: `${url}/:id/evidence/:evidenceId`,
      summary: "A file that was brought as evidence",
      params: z.object({ id, evidenceId: id }),
      reply: "bytes",
      handle: async ({ principal, params, answer }) => {
        const found = await evidenceFile(database.db, principal, params);
        const file = found === undefined ? refuse("NOT_FOUND") : await files.open(found.hash);
        if (!file.ok || found === undefined) return file;
        for (const [header, value] of Object.entries(safely)) answer.header(header, value);
        return ok({ bytes: file.value.stream(), type: "application/octet-stream", fileName: found.name });
      },
    }),
  ];
}

const unitRoute = ({ database, clock }: Platform): Route =>
  route({
    method: "GET",
    permission: "duties.read",
    url: "/api/v1/duty-units/:id",
    summary: "A unit's sheet: its duties, what is due in a year, its letters and the year's assessment",
    params: byId,
    query: z.object({ year: z.coerce.number().int().min(2000).max(2200).optional() }),
    reply: unitSheetShape,
    handle: async ({ principal, params, query }) => {
      const today = dayInChina(clock.now());
      const asked = {
        id: params.id,
        year: query.year ?? Number(today.slice(0, 4)),
        scopes: scopesOf(principal, "duties.read"),
        today,
      };
      const found = await unitSheet(database.db, asked);
      return found === undefined ? refuse("NOT_FOUND") : ok(found);
    },
  });

function reportRoutes(platform: Platform): readonly Route[] {
  const about = { method: "POST", permission: "duties.report", params: byId, reply: z.null() } as const;
  return [
    route({
      ...about,
      url: `${url}/:id/evidence`,
      summary: "Brings a file as evidence; the body is its bytes",
      query: z.object({ name: z.string().trim().min(1).max(255) }),
      body: "stream",
      bodyBytesMax: evidenceBytesMax,
      handle: async ({ params, query, body, ...asked }) => {
        const put = await platform.files.put(body, { bytesMax: evidenceBytesMax });
        if (!put.ok) return put;
        return addFileEvidence(platform, {
          ...askerOf(platform, asked),
          id: params.id,
          hash: put.value.hash,
          name: query.name,
        });
      },
    }),
    route({
      ...about,
      url: `${url}/:id/note`,
      summary: "What was done, in words, as evidence",
      body: noteBody,
      handle: ({ params, body, ...asked }) =>
        addNoteEvidence(platform, { ...askerOf(platform, asked), ...params, ...body }),
    }),
    route({
      ...about,
      url: `${url}/:id/done`,
      summary: "It is done, with the evidence that was brought",
      body: doneBody,
      handle: ({ params, body, ...asked }) => finishItem(platform, { ...askerOf(platform, asked), ...params, ...body }),
    }),
    route({
      ...about,
      permission: "duties.edit",
      url: `${url}/:id/waive`,
      summary: "It need not be done this time, with the reason",
      body: waiveBody,
      handle: ({ params, body, ...asked }) => waiveItem(platform, { ...askerOf(platform, asked), ...params, ...body }),
    }),
  ];
}
