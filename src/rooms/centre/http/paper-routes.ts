import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Principal } from "../../../kernel/principal.ts";
import { regionHolds } from "../../../kernel/principal.ts";
import { ok, refuse } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import type { Platform } from "../../../platform/platform.ts";
import { recordAudit, scopesOf } from "../../identity/index.ts";
import type { PaperDesk } from "../actions/paper-desk.ts";
import { type PaperFile, paperState } from "../contract/paper.ts";

const filesPerMinute = 60;

/** What holds the whole city is for who answers for the whole city; a district's volumes for who may work there. */
function mayReadPaper(principal: Principal, { regionCode }: Pick<PaperFile, "regionCode">): boolean {
  return scopesOf(principal, "centre.paper.read").some(
    (scope) =>
      scope.kind === "everything" ||
      (scope.kind === "region" && regionCode !== null && regionHolds(scope.code, regionCode)),
  );
}

/** The paper fall-back: how it stands, its files, a new one. */
export const paperRoutes = (platform: Platform, desk: PaperDesk): Route[] => [
  stateRoute(desk),
  makeRoute(platform, desk),
  fileRoute(platform, desk),
];

const stateRoute = (desk: PaperDesk): Route =>
  route({
    method: "GET",
    url: "/api/v1/paper",
    permission: "centre.system.read",
    summary: "How old the paper fall-back is, and its files as far as the asker may read them",
    reply: paperState,
    handle: async ({ principal }) => {
      const state = await desk.state();
      const own = <Run extends { files: PaperFile[] }>(run: Run | null): Run | null =>
        run === null ? null : { ...run, files: run.files.filter((file) => mayReadPaper(principal, file)) };
      return ok({ ...state, lastGood: own(state.lastGood), last: own(state.last) });
    },
  });

const makeRoute = ({ database, clock }: Platform, desk: PaperDesk): Route =>
  route({
    method: "POST",
    url: "/api/v1/paper",
    permission: "centre.paper.read",
    summary: "Make the paper fall-back now",
    reply: z.object({}),
    handle: async ({ principal, request }) => {
      if (!(await desk.begin("asked"))) return refuse("CENTRE_PAPER_RUNNING");
      const act = { principal, act: "centre.paper-begun", target: "centre/paper", outcome: "done" } as const;
      await database.transaction((tx) => recordAudit(tx, { ...act, address: request.ip, at: clock.now() }));
      return ok({});
    },
  });

const fileRoute = ({ database, clock, config }: Platform, desk: PaperDesk): Route =>
  route({
    method: "GET",
    url: "/api/v1/paper/files/:name",
    permission: "centre.paper.read",
    summary: "A volume of the last good paper",
    params: z.object({ name: z.string().max(40) }),
    reply: "bytes",
    perMinute: filesPerMinute,
    handle: async ({ principal, params, request }) => {
      const { lastGood } = await desk.state();
      // Only a name that the list has: nothing that is asked for becomes part of a path unseen.
      const file = lastGood?.files.find(({ name }) => name === params.name);
      if (lastGood === null || file === undefined || !mayReadPaper(principal, file)) return refuse("NOT_FOUND");
      const bytes = await readFile(join(config.paper.dir, lastGood.folder, file.name)).catch(() => undefined);
      if (bytes === undefined) return refuse("CENTRE_PAPER_GONE");
      const act = { principal, act: "centre.paper-read", target: `paper/${file.name}`, outcome: "done" } as const;
      const detail = { folder: lastGood.folder, lifts: file.lifts };
      await database.transaction((tx) => recordAudit(tx, { ...act, detail, address: request.ip, at: clock.now() }));
      return ok({ bytes, type: "application/pdf", fileName: `${lastGood.folder}-${file.name}` });
    },
  });
