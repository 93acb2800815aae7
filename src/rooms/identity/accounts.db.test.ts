import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import {
  address,
  asker,
  codeOf,
  db,
  find,
  house,
  key,
  logInAs,
  make,
  nextStep,
  password,
  person,
  secretOf,
  useHouse,
  value,
  withTotp,
} from "../../../tests/support/account-givens.ts";
import { minutes } from "../../kernel/clock.ts";
import { changeRoleSecurity } from "./actions/administration-settings.ts";
import { unlockAccount } from "./actions/disable-account.ts";
import { proveAgain } from "./actions/log-in.ts";
import { beginTotp, changePassword, confirmTotp, removeTotp, renewRecoveryCodes } from "./actions/own-account.ts";
import { requireFresh } from "./actions/require-fresh.ts";
import { revokeSessions } from "./actions/revoke-sessions.ts";
import { secretBoxOf } from "./actions/secret-box.ts";
import { secondStepOf } from "./actions/sessions.ts";
import { totpCodeAt } from "./actions/totp.ts";
import { permits } from "./model/permits.ts";
import { listAccounts, listSessions } from "./views/list-accounts.ts";
import { listRoleSecurity } from "./views/list-invitations.ts";

useHouse();

describe("the second step", () => {
  test("its secret is sealed at rest with a key outside the database, bound to its account", async () => {
    const { accountId, secret } = await withTotp("sealed");
    const { rows } = await sql<{ t: string }>`select t::text from identity.totp t`.execute(db());
    expect(rows.some(({ t }) => t.includes(secret.toString("hex")))).toBe(false);
    const file = join(house.platform.config.dataDir, "secrets", "account-key");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(Buffer.from(readFileSync(file, "utf8").trim(), "base64url")).toHaveLength(32);
    const box = secretBoxOf(house.platform.config.dataDir);
    const sealed = box.seal(secret, accountId);
    expect(() => box.open(sealed, "another")).toThrow();
    expect(() => box.open(Buffer.concat([sealed.subarray(0, -1), Buffer.of(0)]), accountId)).toThrow();
  });

  test("log-in asks for it; a code is good once, and the one before it no more", async () => {
    const { code, secret } = await withTotp("twostep");
    expect(codeOf(await logInAs("twostep"))).toBe("IDENTITY_CODE_NEEDED");
    // The code that put it in force is used up.
    expect(codeOf(await logInAs("twostep", code()))).toBe("IDENTITY_CODE_WRONG");
    nextStep();
    const now = code();
    expect(codeOf(await logInAs("twostep", now))).toBe("ok");
    expect(codeOf(await logInAs("twostep", now))).toBe("IDENTITY_CODE_WRONG");
    const before = totpCodeAt(secret, house.clock.now() - 30_000);
    expect(codeOf(await logInAs("twostep", before))).toBe("IDENTITY_CODE_WRONG");
    expect(codeOf(await logInAs("twostep", "000000", "wrong password"))).toBe("IDENTITY_LOGIN_WRONG");
  });

  test("of two who send the same code at once one gets in", async () => {
    const { code } = await withTotp("race");
    nextStep();
    const both = await Promise.all([logInAs("race", code()), logInAs("race", code())]);
    expect(both.map(codeOf).toSorted()).toEqual(["IDENTITY_CODE_WRONG", "ok"]);
  });

  test("a clock one step off is taken, two are not", async () => {
    const { secret } = await withTotp("drift");
    house.clock.forward(minutes(10));
    const at = (off: number) => totpCodeAt(secret, house.clock.now() + off * 30_000);
    expect(codeOf(await logInAs("drift", at(2)))).toBe("IDENTITY_CODE_WRONG");
    expect(codeOf(await logInAs("drift", at(-2)))).toBe("IDENTITY_CODE_WRONG");
    expect(codeOf(await logInAs("drift", at(-1)))).toBe("ok");
    expect(codeOf(await logInAs("drift", at(1)))).toBe("ok");
    house.clock.forward(minutes(16));
  });

  test("ten wrong codes lock the name, and an administrator unlocks it", async () => {
    const { accountId, code } = await withTotp("codes");
    for (let n = 0; n < 10; n += 1) await logInAs("codes", "000001");
    nextStep();
    expect(codeOf(await logInAs("codes", code()))).toBe("IDENTITY_LOGIN_LOCKED");
    const rule = { failuresMax: 10, windowMs: minutes(15) };
    expect((await listAccounts(db(), house.clock.now(), rule, accountId))[0]).toMatchObject({
      locked: true,
      totp: true,
    });
    value(await unlockAccount(house.platform, { ...asker(), accountId }));
    expect(codeOf(await logInAs("codes", code()))).toBe("ok");
  });

  test("a recovery code opens once; new ones make the old void; only hashes are stored", async () => {
    const { codes, ask } = await withTotp("recover");
    expect(codes).toHaveLength(10);
    const [first = "", second = ""] = codes;
    expect(codeOf(await logInAs("recover", first.toUpperCase()))).toBe("ok");
    expect(codeOf(await logInAs("recover", first))).toBe("IDENTITY_CODE_WRONG");
    const fresh = value(await renewRecoveryCodes(house.platform, ask()));
    expect(codeOf(await logInAs("recover", second))).toBe("IDENTITY_CODE_WRONG");
    expect(codeOf(await logInAs("recover", fresh[0]))).toBe("ok");
    const { rows } = await sql<{ t: string }>`select t::text from identity.recovery_code t`.execute(db());
    expect(JSON.stringify(rows)).not.toContain(Buffer.from((fresh[1] ?? "").replace("-", "")).toString("hex"));
  });

  test("a role that demands it gives days of grace; then everything but one's own account is closed until it is set", async () => {
    await make("grace", "officer");
    const { principal } = await person("grace");
    expect(permits(principal, "lifts.read")).toBe(true);
    // The rule counts from the later of the grant and of the rule, which the migration dates by the server's own clock.
    const due = (await secondStepOf(db(), principal.accountId, house.clock.now())).dueAt ?? 0;
    expect(due - house.clock.now()).toBeGreaterThanOrEqual(14 * 24 * 3_600_000 - 1_000);
    house.clock.forward(due - house.clock.now());
    const late = await person("grace");
    expect(await secondStepOf(db(), late.own.accountId, house.clock.now())).toMatchObject({
      set: false,
      overdue: true,
    });
    expect(permits(late.principal, "lifts.read")).toBe(false);
    expect(permits(late.principal, "session.own")).toBe(true);
    const ask = { ...late.own, principal: late.principal, address, at: house.clock.now() };
    value(await beginTotp(house.platform, ask));
    const code = totpCodeAt(await secretOf(late.own.accountId), house.clock.now());
    value(await confirmTotp(house.platform, { ...ask, code }));
    const again = await find(late.token);
    expect(again && permits(again, "lifts.read")).toBe(true);
    expect(codeOf(await removeTotp(house.platform, ask))).toBe("IDENTITY_TOTP_REQUIRED");
  });

  test("a dispatcher is never locked out for want of it, unless the rule is changed", async () => {
    await make("night");
    house.clock.forward(100 * 24 * 3_600_000);
    const { principal } = await person("night");
    expect(permits(principal, "rescue.dispatch")).toBe(true);
    const rule = { role: "dispatcher", totpRequired: true, graceDays: 1, idleMinutes: 720 } as const;
    value(await changeRoleSecurity(house.platform, { ...asker(), rule }));
    expect((await listRoleSecurity(db())).find(({ role }) => role === "dispatcher")).toEqual(rule);
    expect(permits((await person("night")).principal, "rescue.dispatch")).toBe(true);
    house.clock.forward(24 * 3_600_000);
    expect(permits((await person("night")).principal, "rescue.dispatch")).toBe(false);
    value(await changeRoleSecurity(house.platform, { ...asker(), rule: { ...rule, totpRequired: false } }));
    expect(permits((await person("night")).principal, "rescue.dispatch")).toBe(true);
  });
});

describe("sessions", () => {
  test("each role has its own idle time", async () => {
    await make("idle.desk");
    await make("idle.root", "security-administrator");
    const desk = await person("idle.desk");
    const root = await person("idle.root");
    house.clock.forward(minutes(119));
    expect(await find(root.token)).toBeDefined();
    house.clock.forward(minutes(120));
    expect(await find(root.token)).toBeUndefined();
    expect(await find(desk.token)).toBeDefined();
    house.clock.forward(minutes(720));
    expect(await find(desk.token)).toBeUndefined();
  });

  test("are listed, ended one by one, all but one, or by an administrator", async () => {
    const accountId = await make("many");
    const [one, two, three] = [await person("many"), await person("many"), await person("many")];
    const list = await listSessions(db(), accountId, one.own.sessionId);
    expect(list).toHaveLength(3);
    expect(list.filter(({ current }) => current)).toMatchObject([{ device: "Chrome · Linux", address }]);
    const ask = { principal: one.principal, address, at: house.clock.now(), accountId };
    value(await revokeSessions(house.platform, { ...ask, sessionId: two.own.sessionId }));
    expect(await find(two.token)).toBeUndefined();
    expect(codeOf(await revokeSessions(house.platform, { ...ask, sessionId: two.own.sessionId }))).toBe("NOT_FOUND");
    value(await revokeSessions(house.platform, { ...ask, except: one.own.sessionId }));
    expect(await find(three.token)).toBeUndefined();
    expect(await find(one.token)).toBeDefined();
    value(await revokeSessions(house.platform, { ...asker(), accountId }));
    expect(await find(one.token)).toBeUndefined();
  });

  test("nobody ends another's session by its id", async () => {
    await make("mine");
    const other = await make("theirs");
    const mine = await person("mine");
    const ask = { principal: key, address, at: house.clock.now(), accountId: other, sessionId: mine.own.sessionId };
    expect(codeOf(await revokeSessions(house.platform, ask))).toBe("NOT_FOUND");
    expect(await find(mine.token)).toBeDefined();
  });

  test("a new password ends the others, and must be a good one", async () => {
    await make("changer");
    const [one, two] = [await person("changer"), await person("changer")];
    const ask = { ...one.own, principal: one.principal, address, at: house.clock.now(), current: password };
    const change = (next: string, current = password) => changePassword(house.platform, { ...ask, current, next });
    expect(codeOf(await change("1234567890"))).toBe("IDENTITY_PASSWORD_COMMON");
    expect(codeOf(await change("changer123"))).toBe("IDENTITY_PASSWORD_IS_LOGIN");
    expect(codeOf(await change("a quiet evening", "not this one"))).toBe("IDENTITY_PROOF_WRONG");
    expect(codeOf(await change("a quiet evening"))).toBe("ok");
    expect(await find(one.token)).toBeDefined();
    expect(await find(two.token)).toBeUndefined();
    expect(codeOf(await logInAs("changer", undefined, "a quiet evening"))).toBe("ok");
  });
});

describe("grave acts", () => {
  test("want a proof of the last ten minutes, by password or by code; keys pass", async () => {
    const { accountId, code } = await withTotp("grave");
    nextStep();
    const { token, principal, own } = await person("grave", code());
    expect(requireFresh(principal, house.clock.now()).ok).toBe(true);
    house.clock.forward(minutes(10));
    expect(codeOf(requireFresh(principal, house.clock.now()))).toBe("IDENTITY_REAUTHENTICATE");
    const prove = (proof: { password?: string; code?: string }) =>
      proveAgain(house.platform, { accountId, sessionId: own.sessionId, ...proof, at: house.clock.now() });
    expect(codeOf(await prove({ password: "wrong password" }))).toBe("IDENTITY_PROOF_WRONG");
    expect(codeOf(await prove({ code: "000000" }))).toBe("IDENTITY_PROOF_WRONG");
    const isFresh = async () => {
      const now = await find(token);
      return now !== undefined && requireFresh(now, house.clock.now()).ok;
    };
    expect(await isFresh()).toBe(false);
    const now = code();
    expect(codeOf(await prove({ code: now }))).toBe("ok");
    expect(await isFresh()).toBe(true);
    expect(codeOf(await prove({ code: now }))).toBe("IDENTITY_PROOF_WRONG");
    house.clock.forward(minutes(11));
    expect(codeOf(await prove({ password }))).toBe("ok");
    expect(await isFresh()).toBe(true);
    expect(requireFresh(key, house.clock.now()).ok).toBe(true);
  });
});
