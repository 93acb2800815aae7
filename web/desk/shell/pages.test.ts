import { expect, test } from "vitest";
import type { Me, Permission, Role } from "../../../src/rooms/identity/contract.ts";
import { rolePermissions } from "../../../src/rooms/identity/model/role-permissions.ts";
import { homeOf, landingOf } from "./pages.ts";

const meWith = (roles: readonly Role[], permissions: readonly Permission[]): Me => ({
  accountId: "01920000-0000-7000-8000-000000000001",
  name: "甲",
  login: "first",
  roles: [...roles],
  permissions: [...permissions],
  readsEverything: true,
  crewId: null,
  totp: { set: false, dueAt: null, overdue: false },
});
const meAs = (role: Role): Me => meWith([role], rolePermissions[role].permissions);

test.each<[Role, string, string]>([
  ["dispatcher", "/", "/"],
  ["officer", "/", "/overview"],
  ["administrator", "/", "/overview"],
  ["auditor", "/", "/overview"],
  ["system-administrator", "/overview", "/overview"],
  ["security-administrator", "/admin", "/admin"],
  ["audit-administrator", "/admin", "/admin"],
  ["use-unit-manager", "/overview", "/overview"],
])("%s is at home on %s and begins on %s", (role, home, landing) => {
  expect(homeOf(meAs(role))).toBe(home);
  expect(landingOf(meAs(role))).toBe(landing);
});

test("an account without roles has no page", () => {
  expect(homeOf(meWith([], ["session.own"]))).toBeUndefined();
  expect(landingOf(meWith([], []))).toBe("/");
});
