import type { Scope } from "../../../kernel/principal.ts";
import type { Permission, Role } from "../contract.ts";

/**
 * Who may do what: role → permissions, and the kinds of scope in which the role may be given. This is the only place
 * that decides it; the test compares it with a table written by hand.
 */
type RoleRule = { readonly permissions: readonly Permission[]; readonly scopes: readonly Scope["kind"][] };

export const rolePermissions: Readonly<Record<Role, RoleRule>> = {
  administrator: {
    permissions: [
      "session.own",
      "identity.manage",
      "identity.audit.read",
      "identity.organisations.read",
      "lifts.read",
      "lifts.import",
      "devices.read",
      "devices.enrol",
      "crews.read",
      "crews.import",
      "rescue.read",
      "rescue.numbers.read",
      "rescue.outbox.read",
      "rescue.settings.read",
    ],
    scopes: ["everything"],
  },
  dispatcher: {
    permissions: [
      "session.own",
      "identity.organisations.read",
      "lifts.read",
      "devices.read",
      "crews.read",
      "rescue.read",
      "rescue.dispatch",
      "rescue.numbers.read",
      "rescue.outbox.read",
      "rescue.settings.read",
    ],
    scopes: ["everything", "region"],
  },
  officer: {
    permissions: [
      "session.own",
      "identity.organisations.read",
      "lifts.read",
      "devices.read",
      "crews.read",
      "rescue.read",
      "rescue.numbers.read",
      "rescue.settings.read",
    ],
    scopes: ["everything", "region"],
  },
  "maintenance-manager": { permissions: ["session.own", "lifts.read", "devices.read"], scopes: ["organisation"] },
  "use-unit-manager": { permissions: ["session.own", "lifts.read", "devices.read"], scopes: ["organisation"] },
  crew: { permissions: ["session.own", "crews.own", "rescue.crew"], scopes: ["crew"] },
};
