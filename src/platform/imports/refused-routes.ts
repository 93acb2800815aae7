import { z } from "zod";
import type { Principal } from "../../kernel/principal.ts";
import { ok, refuse } from "../../kernel/result.ts";
import { type Route, route } from "../http/route.ts";
import { refusedRowList } from "./import-contract.ts";
import { mendedState, type RefusedRow, type RunRow, refusedRows } from "./import-store.ts";
import { inWords, wordsOf } from "./import-words.ts";
import type { Imports } from "./imports.ts";
import { fieldsOfHeads, mapsPhones, maskCell } from "./mask-phones.ts";
import { headsOf, refusedFile } from "./refused-file.ts";

const mayImport = "lifts.import";
const byId = z.object({ id: z.uuid() });
const refusedQuery = z.object({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

export function refusedRoutes(imports: Imports): Route[] {
  const { database } = imports.parts.platform;
  const { door } = imports.parts;
  return [
    route({
      method: "GET",
      url: "/api/v1/import-runs/:id/refused",
      permission: mayImport,
      summary: "Rows that an import refused, with reasons",
      params: byId,
      query: refusedQuery,
      reply: refusedRowList,
      handle: async ({ principal, params, query }) => {
        const run = await imports.find(principal, params.id);
        if (run === undefined) return refuse("IMPORTS_RUN_NOT_FOUND");
        const rows = await refusedRows(database.db, params.id, query);
        const { open, mendedBy } = await mendedState(database.db, params.id);
        const present = await presenter(imports, principal, run);
        const heads = run.report?.columns.map(({ head }) => head) ?? [];
        return ok({ rows: rows.map(present), total: open, mendedBy, heads });
      },
    }),
    route({
      method: "GET",
      url: "/api/v1/import-runs/:id/refused/file",
      permission: mayImport,
      summary: "Refused rows in the file's own columns, with their reasons",
      params: byId,
      query: z.object({ format: z.enum(["csv", "xlsx"]).default("xlsx") }),
      reply: "bytes",
      handle: async ({ principal, params, query, request }) => {
        const run = await imports.find(principal, params.id);
        if (run === undefined) return refuse("IMPORTS_RUN_NOT_FOUND");
        const form = imports.formOf(run.form);
        const fields = form?.fields ?? [];
        // It is to be mended and brought again, so its numbers are whole: not for everybody who may see the list.
        const whole = door.seesPhones(principal) || door.actorOf(principal) === run.askedBy;
        if (!whole && mapsPhones(run.mapping, fields)) return refuse("IMPORTS_PHONES_WHOLE");
        await imports.noteRefusedFile({ principal, address: request.ip }, run, query.format);
        const path = await pathOf(imports, run);
        return ok(await refusedFile(database.db, run, { format: query.format, fields, words: wordsOf(form), path }));
      },
    }),
  ];
}

async function pathOf({ parts: { files } }: Imports, { fileHash }: RunRow): Promise<string | undefined> {
  return (await files.has(fileHash)) ? files.pathOf(fileHash) : undefined;
}

/** How somebody sees refused rows: telephones are whole for those who see whole ones elsewhere. */
async function presenter(imports: Imports, principal: Principal, run: RunRow) {
  const { door } = imports.parts;
  const form = imports.formOf(run.form);
  const fields = form?.fields ?? [];
  const words = wordsOf(form);
  const whole = door.seesPhones(principal);
  const heads = whole ? [] : await headsOf(run, { path: await pathOf(imports, run), fields });
  const fieldOf = fieldsOfHeads(heads, run.mapping);
  const shown = (text: string, field: string | null): string =>
    whole ? text : maskCell(text, field, { fields, mask: door.maskPhone });
  return ({ row, cells, reasons }: RefusedRow) => ({
    row,
    cells: cells.map((cell, i) => shown(cell, fieldOf[i] ?? null)),
    reasons: reasons.map((reason) => {
      const { code, zh, en } = inWords(reason, words);
      const named = fields.find(({ name }) => name === reason.field);
      const [zhHead, enHead] = named === undefined ? ["", ""] : [`${named.zh}：`, `${named.en}: `];
      return {
        field: reason.field,
        code,
        zh: `${zhHead}${shown(zh, reason.field)}`,
        en: `${enHead}${shown(en, reason.field)}`,
      };
    }),
  });
}
