import { z } from "zod";
import type { LiftId } from "../../../kernel/ids.ts";
import { ok, refuse } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import type { Platform } from "../../../platform/platform.ts";
import { permits, scopesOf, seesPhones } from "../../identity/index.ts";
import { liftFile } from "../contract.ts";
import { liftFileOf } from "../views/lift-file.ts";

const byId = z.object({ id: z.uuid() });

export function liftRoutes({ database }: Platform): Route[] {
  return [
    route({
      method: "GET",
      url: "/api/v1/lifts/:id",
      permission: "lifts.read",
      summary: "One lift with its parties",
      params: byId,
      reply: liftFile,
      handle: async ({ principal, params }) => {
        const file = await liftFileOf(database.db, params.id as LiftId, {
          scopes: scopesOf(principal, "lifts.read"),
          fullPhones: seesPhones(principal),
          printsSigns: permits(principal, "lifts.import") || permits(principal, "rescue.dispatch"),
        });
        return file === undefined ? refuse("LIFTS_LIFT_NOT_FOUND") : ok(file);
      },
    }),
  ];
}
