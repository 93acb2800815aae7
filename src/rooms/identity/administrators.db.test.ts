import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import {
  acts,
  address,
  asker,
  codeOf,
  db,
  everything,
  find,
  house,
  logInAs,
  make,
  nextStep,
  password,
  person,
  useHouse,
  value,
  withTotp,
} from "../../../tests/support/account-givens.ts";
import { minutes } from "../../kernel/clock.ts";
import type { Principal, Scope } from "../../kernel/principal.ts";
import { becomeThree } from "./actions/administration-settings.ts";
import { giveGrant, takeGrant } from "./actions/change-grants.ts";
import { disableAccount, enableAccount } from "./actions/disable-account.ts";
import { acceptInvitation, invite, inviteToReset, readInvitation, revokeInvitation } from "./actions/invite.ts";
import { openAccount } from "./actions/open-account.ts";
import type { Role } from "./contract.ts";
import { permits } from "./model/permits.ts";
import { administrationMode, listInvitations } from "./views/list-invitations.ts";

useHouse();

describe("invitations", () => {
  const ask = (login: string) => ({
    ...asker(),
    login,
    name: "钱安",
    grants: [{ role: "officer" as const, scope: everything }],
  });
  const accept = (token: string, word = "a quiet evening") =>
    acceptInvitation(house.platform, { token, password: word, address, at: house.clock.now() });
  const tokenOf = ({ path }: { path: string }) => path.replace("/invite/", "");

  test("a link is good once, also for two at once, and makes the account with its roles", async () => {
    const link = value(await invite(house.platform, ask("qian.an")));
    const token = tokenOf(link);
    const { rows } = await sql<{ t: string }>`select t::text from identity.invitation t`.execute(db());
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(codeOf(await accept(token, "qwertyuiop"))).toBe("IDENTITY_PASSWORD_COMMON");
    const both = await Promise.all([accept(token), accept(token)]);
    expect(both.map(codeOf).toSorted()).toEqual(["IDENTITY_INVITATION_VOID", "ok"]);
    expect(codeOf(await accept(token))).toBe("IDENTITY_INVITATION_VOID");
    const who = await find(value(await logInAs("qian.an", undefined, "a quiet evening")));
    expect(who).toMatchObject({ name: "钱安", grants: [{ role: "officer" }] });
    expect((await listInvitations(db(), house.clock.now()))[0]).toMatchObject({ login: "qian.an", state: "used" });
    expect(codeOf(await invite(house.platform, ask("Qian.An")))).toBe("IDENTITY_LOGIN_TAKEN");
  });

  test("it ends after 72 hours, by being taken back, and by a newer one", async () => {
    const old = value(await invite(house.platform, ask("late.one")));
    house.clock.forward(minutes(72 * 60));
    expect(codeOf(await accept(tokenOf(old)))).toBe("IDENTITY_INVITATION_VOID");
    const first = value(await invite(house.platform, ask("late.one")));
    const second = value(await invite(house.platform, ask("late.one")));
    expect(codeOf(await accept(tokenOf(first)))).toBe("IDENTITY_INVITATION_VOID");
    value(await revokeInvitation(house.platform, { ...asker(), invitationId: second.id }));
    expect(codeOf(await accept(tokenOf(second)))).toBe("IDENTITY_INVITATION_VOID");
    const states = (await listInvitations(db(), house.clock.now())).filter(({ login }) => login === "late.one");
    expect(states.map(({ state }) => state)).toEqual(["revoked", "revoked", "revoked"]);
    const look = await house.platform.database.transaction((tx) =>
      readInvitation(tx, "x".repeat(32), house.clock.now()),
    );
    expect(codeOf(look)).toBe("IDENTITY_INVITATION_VOID");
  });

  test("a link to a new password ends sessions and second step when it is used, not before", async () => {
    const { accountId, code } = await withTotp("forgot");
    nextStep();
    const { token } = await person("forgot", code());
    const link = value(await inviteToReset(house.platform, { ...asker(), accountId }));
    expect(await find(token)).toBeDefined();
    expect(codeOf(await accept(tokenOf(link), "another evening"))).toBe("ok");
    expect(await find(token)).toBeUndefined();
    expect(codeOf(await logInAs("forgot"))).toBe("IDENTITY_LOGIN_WRONG");
    expect(codeOf(await logInAs("forgot", undefined, "another evening"))).toBe("ok");
    expect(await acts(`identity/account/${accountId}`)).toContain("identity.invitation-accepted");
  });
});

describe("roles", () => {
  test("are given and taken, and count from the next request", async () => {
    const accountId = await make("roles");
    const { token } = await person("roles");
    const officer = { role: "officer", scope: everything } as const;
    value(await giveGrant(house.platform, { ...asker(), accountId, ...officer }));
    expect((await find(token)) as Principal).toSatisfy((who: Principal) => permits(who, "lifts.edit"));
    value(await takeGrant(house.platform, { ...asker(), accountId, ...officer }));
    expect((await find(token)) as Principal).toSatisfy((who: Principal) => !permits(who, "lifts.edit"));
    expect(codeOf(await takeGrant(house.platform, { ...asker(), accountId, ...officer }))).toBe("NOT_FOUND");
    expect(await acts(`identity/account/${accountId}`)).toEqual([
      "identity.account-created",
      "identity.log-in",
      "identity.grant-given",
      "identity.grant-taken",
    ]);
  });

  test("a sector within a region is kept and found again", async () => {
    await sql`insert into identity.region (code, name, parent) values ('330000', '浙江省', '100000')
      on conflict do nothing`.execute(db());
    const schools: Scope = { kind: "sector", sector: "school", regionCode: "330000" };
    await make("schools", "sector-department", schools);
    expect((await person("schools")).principal.grants).toEqual([{ role: "sector-department", scope: schools }]);
  });

  test("a disabled account may be taken up again", async () => {
    const accountId = await make("back");
    value(await disableAccount(house.platform, { ...asker(), accountId }));
    expect(codeOf(await logInAs("back"))).toBe("IDENTITY_LOGIN_WRONG");
    value(await enableAccount(house.platform, { ...asker(), accountId }));
    expect(codeOf(await logInAs("back"))).toBe("ok");
  });
});

describe("three administrators", () => {
  const three = ["system-administrator", "security-administrator", "audit-administrator"] as const;

  test("nobody gets two of the three, by account, by invitation or by a second account", async () => {
    const accountId = await make("apart", "system-administrator");
    const give = (role: Role) => giveGrant(house.platform, { ...asker(), accountId, role, scope: everything });
    expect(codeOf(await give("audit-administrator"))).toBe("IDENTITY_ADMINISTRATORS_APART");
    const two = three.slice(0, 2).map((role) => ({ role, scope: everything }));
    const ask = { ...asker(), login: "two.hats", name: "二帽", grants: two };
    expect(codeOf(await invite(house.platform, ask))).toBe("IDENTITY_ADMINISTRATORS_APART");
    const { principal } = await person("apart");
    const again = { ...ask, grants: two.slice(1), personId: principal.personId };
    expect(codeOf(await invite(house.platform, again))).toBe("IDENTITY_ADMINISTRATORS_APART");
    value(await disableAccount(house.platform, { ...asker(), accountId }));
  });

  test("the switch needs all three, is audited, and the single administrator counts no more", async () => {
    await make("single.root", "administrator");
    const { token } = await person("single.root");
    expect(codeOf(await becomeThree(house.platform, asker()))).toBe("IDENTITY_THREE_MISSING");
    const [system = "", security = ""] = [
      await make("three.system", three[0]),
      await make("three.security", three[1]),
      await make("three.audit", three[2]),
    ];
    value(await becomeThree(house.platform, asker()));
    expect(await administrationMode(db())).toMatchObject({ mode: "three", since: house.clock.now() });
    expect(await acts("identity/administration-mode")).toEqual(["identity.three-administrators"]);
    const before = await find(token);
    expect(before).toMatchObject({ kind: "person", grants: [] });
    expect(codeOf(await becomeThree(house.platform, asker()))).toBe("IDENTITY_MODE_THREE");
    const ask = {
      ...asker(),
      login: "new.root",
      name: "x",
      password,
      role: "administrator",
      scope: everything,
    } as const;
    expect(codeOf(await openAccount(house.platform, ask))).toBe("IDENTITY_MODE_THREE");
    // The last of each stays, and nobody gives himself a role.
    expect(codeOf(await disableAccount(house.platform, { ...asker(), accountId: system }))).toBe(
      "IDENTITY_LAST_ADMINISTRATOR",
    );
    const { principal } = await person("three.security");
    const own = { principal, address, at: house.clock.now(), accountId: security, role: "officer", scope: everything };
    expect(codeOf(await giveGrant(house.platform, { ...own, role: "officer" }))).toBe("IDENTITY_OWN_GRANTS");
    expect(permits(principal, "identity.audit.read") || permits(principal, "lifts.edit")).toBe(false);
  });
});
