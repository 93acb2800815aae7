import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CrewId, OrganisationId } from "../../../kernel/ids.ts";
import type { Principal, Scope } from "../../../kernel/principal.ts";
import { type Permission, permissions, type Role, roles, roleWords } from "../contract.ts";
import { assertRoutesPermitted } from "../http/assert-routes-permitted.ts";
import { covers, maskNumber, maskPhone, permits, scopesOf, seesPhones } from "./permits.ts";

/**
 * The oracle: written by hand, one line a permission, a letter for each role that holds it. The letters: A administrator,
 * S system, E security, T audit administrator, D dispatcher, O officer, R street office, P department of a sector,
 * I auditor, M maintenance, U use unit, N inspector, V insurer, H rescue station, C crew.
 */
const oracle = `
  public                       A S E T D O R P I M U N V H C
  session.own                  A S E T D O R P I M U N V H C
  identity.manage              A - E - - - - - - - - - - - -
  identity.audit.read          A - - T - - - - I - - - - - -
  identity.organisations.read  A S E - D O R P I - - - - - -
  identity.organisations.edit  A S - - - O - - - - - - - - -
  identity.people.read         A - E - D O - - I M U - - - -
  identity.people.unmask       A - - - - O - - - - - - - - -
  identity.people.edit         A - - - - O - - - - - - - - -
  lifts.read                   A S - - D O R P I M U N V H -
  lifts.edit                   A - - - - O - - - - - - - - -
  lifts.order                  A - - - - O - - - - - - - - -
  lifts.service                A - - - - O - - - M U - - - -
  lifts.import                 A S - - - O - - - - - - - - -
  lifts.export                 A - - - - O R P I M U N V - -
  lifts.print                  A - - - D O R - - M U N - - -
  imports.read                 A S - - - O - - I - - - - - -
  overview.read                A S - - D O R P I M U N V H -
  ledger.checkpoint.read       A S - T D O - - I - - - - - -
  ledger.checkpoint.sign       A S - - - - - - - - - - - - -
  ledger.correct               A - - - - O - - - - - - - - -
  platform.backup              A S - - - - - - - - - - - - -
  devices.read                 A S - - D O - - I M U N - H -
  devices.enrol                A S - - - - - - - - - - - - -
  devices.dock                 A S - - - O - - - M - N - - -
  devices.replay               A S - - - - - - - - - - - - -
  crews.read                   A S E - D O - - I - - - - - -
  crews.import                 A S - - - - - - - - - - - - -
  crews.own                    - - - - - - - - - - - - - - C
  rescue.read                  A - - - D O - - I - - - - - -
  rescue.dispatch              - - - - D - - - - - - - - - -
  rescue.crew                  - - - - - - - - - - - - - - C
  rescue.report                - - - - - - - - - - U - - - -
  rescue.accidents.judge       A - - - - O - - - - - - - - -
  rescue.numbers.read          A - - - D O - - I - - - - - -
  rescue.outbox.read           A S - - D - - - I - - - - - -
  rescue.settings.read         A S - - D O - - I - - - - - -
  rescue.settings.edit         A - - - - O - - - - - - - - -
  rescue.retention.edit        A - - - - - - - - - - - - - -
  centre.system.read           A S - - D - - - I - - - - - -
  centre.paper.read            A - - - D - - - - - - - - - -
  centre.check                 A - - - - O - - - - - - - - -
  duties.read                  A - - - - O R - I M U - - - -
  duties.edit                  A - - - - O - - - - - - - - -
  duties.report                A - - - - O R - - M U - - - -
`;
const columns = [
  "administrator",
  "system-administrator",
  "security-administrator",
  "audit-administrator",
  "dispatcher",
  "officer",
  "street-office",
  "sector-department",
  "auditor",
  "maintenance-manager",
  "use-unit-manager",
  "inspector",
  "insurer",
  "rescue-station",
  "crew",
];
const table = new Map(
  oracle
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .map(([permission = "", ...cells]) => [permission, cells] as const),
);
const says = (role: string, permission: string): boolean =>
  /^[A-Z]$/.test(table.get(permission)?.[columns.indexOf(role)] ?? "-");

const scopeKinds: Readonly<Record<Role, readonly Scope["kind"][]>> = {
  administrator: ["everything"],
  "system-administrator": ["everything"],
  "security-administrator": ["everything"],
  "audit-administrator": ["everything"],
  dispatcher: ["everything", "region"],
  officer: ["everything", "region"],
  "street-office": ["region"],
  "sector-department": ["sector"],
  auditor: ["everything"],
  "maintenance-manager": ["organisation"],
  "use-unit-manager": ["organisation"],
  inspector: ["organisation", "region"],
  insurer: ["organisation"],
  "rescue-station": ["organisation", "region"],
  crew: ["crew"],
};

const unit = "01920000-0000-7000-8000-000000000001" as OrganisationId;
const otherUnit = "01920000-0000-7000-8000-000000000002" as OrganisationId;
const crew = "01920000-0000-7000-8000-000000000003" as CrewId;
const scopes: readonly Scope[] = [
  { kind: "everything" },
  { kind: "region", code: "330100" },
  { kind: "sector", sector: "school", regionCode: "330100" },
  { kind: "organisation", id: unit },
  { kind: "crew", id: crew },
];
const holder = (...grants: { role: string; scope: Scope }[]): Principal => ({
  kind: "key",
  keyId: "k",
  name: "k",
  grants,
});

test("forms offer the same kinds of scope as the server takes", () => {
  for (const role of roles) expect([role, roleWords[role].scopes]).toEqual([role, scopeKinds[role]]);
});

describe("role × permission × scope", () => {
  test("the table speaks of every permission and every role", () => {
    expect([...table.keys()].toSorted()).toEqual([...permissions].toSorted());
    expect(columns.toSorted()).toEqual([...roles].toSorted());
    for (const cells of table.values()) expect(cells).toHaveLength(columns.length);
  });

  test("one grant permits what the table says, and only in a scope of its role", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...roles),
        fc.constantFrom(...permissions),
        fc.constantFrom(...scopes),
        (role, permission, scope) => {
          const given = scopeKinds[role].includes(scope.kind);
          const wanted = permission === "public" || (given && says(role, permission));
          const principal = holder({ role, scope });
          expect(permits(principal, permission)).toBe(wanted);
          expect(scopesOf(principal, permission)).toEqual(wanted && permission !== "public" ? [scope] : []);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test("several grants permit the union, each within its own scope", () => {
    const grant = fc
      .constantFrom(...roles)
      .chain((role) =>
        fc
          .constantFrom(...scopes.filter((scope) => scopeKinds[role].includes(scope.kind)))
          .map((scope) => ({ role, scope })),
      );
    fc.assert(
      fc.property(fc.array(grant, { maxLength: 4 }), fc.constantFrom(...permissions), (grants, permission) => {
        const holding = grants.filter(({ role }) => permission !== "public" && says(role, permission));
        expect(scopesOf(holder(...grants), permission)).toEqual(holding.map(({ scope }) => scope));
      }),
    );
  });

  test("nobody may do nothing but what is public, and an unknown role or permission gives nothing", () => {
    for (const permission of permissions) expect(permits({ kind: "public" }, permission)).toBe(permission === "public");
    expect(permits(holder({ role: "emperor", scope: { kind: "everything" } }), "lifts.read")).toBe(false);
    expect(permits(holder({ role: "toString", scope: { kind: "everything" } }), "lifts.read")).toBe(false);
    expect(permits(holder({ role: "administrator", scope: { kind: "everything" } }), "lifts.destroy")).toBe(false);
  });
});

const schools: Scope = { kind: "sector", sector: "school", regionCode: "330100" };
describe("scopes", () => {
  test.each<[string, Scope, Parameters<typeof covers>[1], boolean]>([
    ["everything covers what lies nowhere", { kind: "everything" }, {}, true],
    ["a city covers its district", { kind: "region", code: "330100" }, { regionCode: "330106" }, true],
    ["a city does not cover the next city", { kind: "region", code: "330100" }, { regionCode: "330206" }, false],
    ["a province covers its cities", { kind: "region", code: "330000" }, { regionCode: "330206" }, true],
    ["a region does not cover what lies nowhere", { kind: "region", code: "330100" }, { regionCode: null }, false],
    ["a unit covers its lifts", { kind: "organisation", id: unit }, { organisationIds: [null, unit] }, true],
    [
      "a unit does not cover others' lifts",
      { kind: "organisation", id: unit },
      { organisationIds: [otherUnit, null] },
      false,
    ],
    ["a sector covers its own in the region", schools, { regionCode: "330106", sector: "school" }, true],
    ["a sector does not cover another sector", schools, { regionCode: "330106", sector: "hospital" }, false],
    ["a sector does not cover the next city", schools, { regionCode: "330206", sector: "school" }, false],
    ["a sector does not cover what has none", schools, { regionCode: "330106" }, false],
    ["a crew covers itself", { kind: "crew", id: crew }, { crewId: crew }, true],
    ["a crew covers no region", { kind: "crew", id: crew }, { regionCode: "330106" }, false],
  ])("%s", (_, scope, target, wanted) => {
    expect(covers([scope], target)).toBe(wanted);
    expect(covers([], target)).toBe(false);
  });
});

test("a person without any role that counts still reaches his own account, and nothing else", () => {
  const person: Principal = { kind: "person", accountId: "a", personId: "p" as never, name: "n", grants: [] };
  expect(permissions.filter((permission) => permits(person, permission))).toEqual(["public", "session.own"]);
});

test("a route whose permission is not in the list stops the house", () => {
  const route = { method: "GET", url: "/api/v1/x" } as const;
  expect(() => assertRoutesPermitted([{ ...route, permission: "lifts.read" satisfies Permission }])).not.toThrow();
  expect(() => assertRoutesPermitted([{ ...route, permission: "lifts.raed" }])).toThrow(
    /GET \/api\/v1\/x .*lifts\.raed/,
  );
});

test("telephone numbers", () => {
  expect(maskPhone("13812345678")).toBe("138****5678");
  expect(maskPhone("0571-88001234")).toBe("057******1234");
  expect(maskPhone("96333")).toBe("9***3");
  expect(maskPhone("12")).toBe("**");
  expect(maskPhone(null)).toBeNull();
  expect(maskNumber("110101199001011234")).toBe("11**************34");
  expect(maskNumber("T12345")).toBe("******");
  expect(seesPhones(holder({ role: "dispatcher", scope: { kind: "everything" } }))).toBe(true);
  expect(seesPhones(holder({ role: "officer", scope: { kind: "everything" } }))).toBe(false);
});
