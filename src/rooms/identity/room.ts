import { type Principal, publicPrincipal } from "../../kernel/principal.ts";
import type { Platform, Room } from "../../platform/platform.ts";
import { openAdminKey, principalOfKey } from "./actions/admin-key.ts";
import { auditSealer } from "./actions/seal-audit.ts";
import { findPrincipalBySession } from "./actions/sessions.ts";
import { prepareSetup } from "./actions/set-up.ts";
import { administrationRoutes } from "./http/administration-routes.ts";
import { auditRoutes } from "./http/audit-routes.ts";
import { refusals } from "./http/refusals.ts";
import { sessionRoutes } from "./http/session-routes.ts";
import { organisationForm } from "./import/organisation-form.ts";
import { peopleForm } from "./import/people-form.ts";

export type IdentityRoom = {
  readonly room: Room;
  /** Who sends a request; a stranger when neither token is good. */
  readonly identify: (request: { sessionToken: string | undefined; bearer: string | undefined }) => Promise<Principal>;
  /** The one-time token for the console, while there is no administrator. */
  readonly prepareSetup: () => Promise<string | undefined>;
};

export function createIdentityRoom(platform: Platform): IdentityRoom {
  const { database, clock, config } = platform;
  const adminKey = openAdminKey(config.dataDir);
  return {
    room: {
      name: "identity",
      routes: [...sessionRoutes(platform), ...administrationRoutes(platform), ...auditRoutes(platform)],
      refusals,
      importForms: [organisationForm, peopleForm],
      dueRows: [auditSealer(platform)],
    },
    identify: async ({ sessionToken, bearer }) => {
      if (bearer !== undefined) return principalOfKey(adminKey, bearer) ?? publicPrincipal;
      if (sessionToken === undefined) return publicPrincipal;
      return (await findPrincipalBySession(database.db, sessionToken, clock.now())) ?? publicPrincipal;
    },
    prepareSetup: () => prepareSetup(platform),
  };
}
