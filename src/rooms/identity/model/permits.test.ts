import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CrewId, OrganisationId } from "../../../kernel/ids.ts";
import type { Principal, Scope } from "../../../kernel/principal.ts";
import { type Permission, permissions, type Role, roles } from "../contract.ts";
import { assertRoutesPermitted } from "../http/assert-routes-permitted.ts";
import { covers, maskPhone, permits, scopesOf, seesPhones } from "./permits.ts";

/** The oracle: written by hand, one line a permission, in the order administrator dispatcher officer maintenance use-unit crew. */
const oracle = `
  public                       yes yes yes yes yes yes
  session.own                  yes yes yes yes yes yes
  identity.manage              yes  -   -   -   -   -
  identity.audit.read          yes  -   -   -   -   -
  identity.organisations.read  yes yes yes  -   -   -
  lifts.read                   yes yes yes yes yes  -
  lifts.import                 yes  -   -   -   -   -
  devices.read                 yes yes yes yes yes  -
  devices.enrol                yes  -   -   -   -   -
  crews.read                   yes yes yes  -   -   -
  crews.import                 yes  -   -   -   -   -
  crews.own                     -   -   -   -   -  yes
  rescue.read                  yes yes yes  -   -   -
  rescue.dispatch               -  yes  -   -   -   -
  rescue.crew                   -   -   -   -   -  yes
  rescue.numbers.read          yes yes yes  -   -   -
  rescue.outbox.read           yes yes  -   -   -   -
  rescue.settings.read         yes yes yes  -   -   -
`;
const columns = ["administrator", "dispatcher", "officer", "maintenance-manager", "use-unit-manager", "crew"];
const table = new Map(
  oracle
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .map(([permission = "", ...cells]) => [permission, cells] as const),
);
const says = (role: string, permission: string): boolean => table.get(permission)?.[columns.indexOf(role)] === "yes";

const scopeKinds: Readonly<Record<Role, readonly Scope["kind"][]>> = {
  administrator: ["everything"],
  dispatcher: ["everything", "region"],
  officer: ["everything", "region"],
  "maintenance-manager": ["organisation"],
  "use-unit-manager": ["organisation"],
  crew: ["crew"],
};

const unit = "01920000-0000-7000-8000-000000000001" as OrganisationId;
const otherUnit = "01920000-0000-7000-8000-000000000002" as OrganisationId;
const crew = "01920000-0000-7000-8000-000000000003" as CrewId;
const scopes: readonly Scope[] = [
  { kind: "everything" },
  { kind: "region", code: "330100" },
  { kind: "organisation", id: unit },
  { kind: "crew", id: crew },
];
const holder = (...grants: { role: string; scope: Scope }[]): Principal => ({
  kind: "key",
  keyId: "k",
  name: "k",
  grants,
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
    ["a crew covers itself", { kind: "crew", id: crew }, { crewId: crew }, true],
    ["a crew covers no region", { kind: "crew", id: crew }, { regionCode: "330106" }, false],
  ])("%s", (_, scope, target, wanted) => {
    expect(covers([scope], target)).toBe(wanted);
    expect(covers([], target)).toBe(false);
  });
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
  expect(seesPhones(holder({ role: "dispatcher", scope: { kind: "everything" } }))).toBe(true);
  expect(seesPhones(holder({ role: "officer", scope: { kind: "everything" } }))).toBe(false);
});
