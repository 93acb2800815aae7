import type { Permission, Role, ScopeKind } from "../contract.ts";

/**
 * Who may do what: role → permissions, and the kinds of scope in which the role may be given. This is the only place
 * that decides it; the test compares it with a table written by hand.
 */
type RoleRule = { readonly permissions: readonly Permission[]; readonly scopes: readonly ScopeKind[] };

const systemWork = [
  "identity.organisations.read",
  "identity.organisations.edit",
  "lifts.read",
  "lifts.import",
  "imports.read",
  "overview.read",
  "ledger.checkpoint.read",
  "ledger.checkpoint.sign",
  "platform.backup",
  "devices.read",
  "devices.enrol",
  "devices.dock",
  "devices.replay",
  "crews.read",
  "crews.import",
  "rescue.outbox.read",
  "rescue.settings.read",
] as const satisfies readonly Permission[];

/** What an officer does with the register of his region. */
const registerWork = [
  "identity.organisations.read",
  "identity.organisations.edit",
  "identity.people.read",
  "identity.people.unmask",
  "identity.people.edit",
  "lifts.read",
  "lifts.edit",
  "lifts.order",
  "lifts.service",
  "lifts.import",
  "lifts.export",
  "lifts.print",
  "imports.read",
  "overview.read",
  "ledger.checkpoint.read",
  "ledger.correct",
  "devices.read",
  "devices.dock",
  "crews.read",
  "rescue.read",
  "rescue.accidents.judge",
  "rescue.numbers.read",
  "rescue.settings.read",
  "duties.read",
  "duties.edit",
  "duties.report",
] as const satisfies readonly Permission[];

const ownUnit = [
  "session.own",
  "identity.people.read",
  "lifts.read",
  "lifts.service",
  "lifts.export",
  "lifts.print",
  "overview.read",
  "devices.read",
  "duties.read",
  "duties.report",
] as const satisfies readonly Permission[];

export const rolePermissions: Readonly<Record<Role, RoleRule>> = {
  administrator: {
    permissions: [
      "session.own",
      "identity.manage",
      "identity.audit.read",
      ...new Set<Permission>([...systemWork, ...registerWork]),
    ],
    scopes: ["everything"],
  },
  "system-administrator": { permissions: ["session.own", ...systemWork], scopes: ["everything"] },
  "security-administrator": {
    permissions: [
      "session.own",
      "identity.manage",
      "identity.organisations.read",
      "identity.people.read",
      "crews.read",
    ],
    scopes: ["everything"],
  },
  "audit-administrator": {
    permissions: ["session.own", "identity.audit.read", "ledger.checkpoint.read"],
    scopes: ["everything"],
  },
  dispatcher: {
    permissions: [
      "session.own",
      "identity.organisations.read",
      "identity.people.read",
      "lifts.read",
      "lifts.print",
      "overview.read",
      "ledger.checkpoint.read",
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
  officer: { permissions: ["session.own", ...registerWork], scopes: ["everything", "region"] },
  "street-office": {
    permissions: [
      "session.own",
      "identity.organisations.read",
      "lifts.read",
      "lifts.export",
      "lifts.print",
      "overview.read",
      "duties.read",
      "duties.report",
    ],
    scopes: ["region"],
  },
  "sector-department": {
    permissions: ["session.own", "identity.organisations.read", "lifts.read", "lifts.export", "overview.read"],
    scopes: ["sector"],
  },
  auditor: {
    permissions: [
      "session.own",
      "identity.audit.read",
      "identity.organisations.read",
      "identity.people.read",
      "lifts.read",
      "lifts.export",
      "imports.read",
      "overview.read",
      "ledger.checkpoint.read",
      "devices.read",
      "crews.read",
      "rescue.read",
      "rescue.numbers.read",
      "rescue.outbox.read",
      "rescue.settings.read",
      "duties.read",
    ],
    scopes: ["everything"],
  },
  "maintenance-manager": { permissions: [...ownUnit, "devices.dock"], scopes: ["organisation"] },
  "use-unit-manager": { permissions: ownUnit, scopes: ["organisation"] },
  inspector: {
    permissions: [
      "session.own",
      "lifts.read",
      "lifts.export",
      "lifts.print",
      "overview.read",
      "devices.read",
      "devices.dock",
    ],
    scopes: ["organisation", "region"],
  },
  insurer: { permissions: ["session.own", "lifts.read", "lifts.export", "overview.read"], scopes: ["organisation"] },
  "rescue-station": {
    permissions: ["session.own", "lifts.read", "devices.read", "overview.read"],
    scopes: ["organisation", "region"],
  },
  crew: { permissions: ["session.own", "crews.own", "rescue.crew"], scopes: ["crew"] },
};
