import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { openRoomPlatform, type RoomPlatform } from "../../../tests/support/room-platform.ts";
import { minutes } from "../../kernel/clock.ts";
import { newId } from "../../kernel/ids.ts";
import type { Principal } from "../../kernel/principal.ts";
import { disableAccount } from "./actions/disable-account.ts";
import { importOrganisations } from "./actions/import-organisations.ts";
import { importRegions } from "./actions/import-regions.ts";
import { logIn } from "./actions/log-in.ts";
import { logOut } from "./actions/log-out.ts";
import { openAccount } from "./actions/open-account.ts";
import { checkPassword, hashPassword } from "./actions/passwords.ts";
import { setUp } from "./actions/set-up.ts";
import { findOrganisationByCode, findPrincipalBySession, openAdminKey, prepareSetup, principalOfKey } from "./index.ts";
import { createIdentityRoom } from "./room.ts";
import { listAccounts } from "./views/list-accounts.ts";
import { auditCsv, listAudit } from "./views/list-audit.ts";
import { listOrganisations } from "./views/list-organisations.ts";
import { whoAmI } from "./views/who-am-i.ts";

const address = "127.0.0.1";
const key: Principal = {
  kind: "key",
  keyId: "test",
  name: "test",
  grants: [{ role: "administrator", scope: { kind: "everything" } }],
};

const lock = { failuresMax: 10, windowMs: minutes(15) };

let house: RoomPlatform;
beforeAll(async () => {
  house = await openRoomPlatform(["identity"]);
});

const codeOf = (result: { ok: boolean; refusal?: { code: string } }): string => result.refusal?.code ?? "ok";
const logInAs = (login: string, password: string) =>
  logIn(house.platform, { login, password, address, at: house.clock.now() });
async function account(login: string, role: "dispatcher" | "officer" | "administrator" = "dispatcher") {
  const opened = await openAccount(house.platform, {
    principal: key,
    login,
    name: `名 ${login}`,
    password: "correct horse",
    role,
    scope: { kind: "everything" },
    address,
    at: house.clock.now(),
  });
  if (!opened.ok) throw new Error(opened.refusal.code);
  return opened.value.accountId;
}

describe("the first administrator", () => {
  test("is made once, with the token from the console, and the token is then gone for ever", async () => {
    const { platform, clock } = house;
    const earlier = await prepareSetup(platform);
    const token = await prepareSetup(platform);
    if (earlier === undefined || token === undefined)
      throw new Error("a token is made while there is no administrator");
    const ask = { name: "管理员", login: "root.admin", password: "a long password", address, at: clock.now() };
    expect(codeOf(await setUp(platform, { ...ask, token: earlier }))).toBe("IDENTITY_SETUP_TOKEN_WRONG");
    const both = await Promise.all([
      setUp(platform, { ...ask, token }),
      setUp(platform, { ...ask, token, login: "second" }),
    ]);
    // Who comes second finds the token used, or already an administrator.
    const [second, first] = both.map(codeOf).toSorted();
    expect(first).toBe("ok");
    expect(["IDENTITY_SETUP_TOKEN_WRONG", "IDENTITY_SETUP_DONE"]).toContain(second);
    const session = both.find((each) => each.ok);
    const who = await whoAmI(
      platform.database.db,
      await findPrincipalBySession(platform.database.db, session?.ok ? session.value : "", clock.now()),
      { set: false, dueAt: null, overdue: false },
    );
    expect(who.ok && who.value.roles).toEqual(["administrator"]);
    expect(codeOf(await setUp(platform, { ...ask, token }))).toBe("IDENTITY_SETUP_DONE");
    expect(await prepareSetup(platform)).toBeUndefined();
  });
});

describe("log-in", () => {
  test("a password is kept as argon2id in PHC form and recognised again", async () => {
    const hash = await hashPassword("密码 correct");
    if (!hash.ok) throw new Error("busy");
    expect(hash.value).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(await checkPassword("密码 correct", hash.value)).toEqual({ ok: true, value: true });
    expect(await checkPassword("密码 wrong", hash.value)).toEqual({ ok: true, value: false });
    expect(await checkPassword("anything", undefined)).toEqual({ ok: true, value: false });
  });

  test("more than fifty waiting are refused, and the event loop stays free meanwhile", async () => {
    let beats = 0;
    const timer = setInterval(() => {
      beats += 1;
    }, 10);
    const results = await Promise.all(Array.from({ length: 56 }, () => hashPassword("x")));
    clearInterval(timer);
    expect(results.filter((result) => !result.ok)).toHaveLength(4);
    expect(beats).toBeGreaterThan(20);
  });

  test("unknown name and wrong password are one answer, after the same time", async () => {
    await account("timing");
    const time = async (login: string) => {
      const start = performance.now();
      const code = codeOf(await logInAs(login, "wrong password"));
      return { code, ms: performance.now() - start };
    };
    const known: { code: string; ms: number }[] = [];
    const unknown: typeof known = [];
    for (let i = 0; i < 4; i += 1) {
      known.push(await time("timing"));
      unknown.push(await time("nobody-of-this-name"));
    }
    expect(new Set([...known, ...unknown].map(({ code }) => code))).toEqual(new Set(["IDENTITY_LOGIN_WRONG"]));
    const least = (list: { ms: number }[]) => Math.min(...list.map(({ ms }) => ms));
    expect(least(unknown) / least(known)).toBeGreaterThan(0.6);
    expect(least(unknown) / least(known)).toBeLessThan(1.7);
  });

  test("ten wrong passwords lock the name for a quarter of an hour, however many come at once", async () => {
    await account("locked");
    const tries = await Promise.all(Array.from({ length: 14 }, () => logInAs("Locked", "wrong")));
    expect(tries.filter((each) => codeOf(each) === "IDENTITY_LOGIN_WRONG").length).toBeLessThanOrEqual(10);
    while (codeOf(await logInAs("locked", "wrong")) !== "IDENTITY_LOGIN_LOCKED");
    expect(codeOf(await logInAs("LOCKED", "correct horse"))).toBe("IDENTITY_LOGIN_LOCKED");
    house.clock.forward(minutes(15) + 1);
    expect(codeOf(await logInAs("locked", "correct horse"))).toBe("ok");
    expect(codeOf(await logInAs("locked", "correct horse"))).toBe("ok");
  });
});

describe("sessions", () => {
  const open = async (login: string) => {
    const session = await logInAs(login, "correct horse");
    if (!session.ok) throw new Error(session.refusal.code);
    return session.value;
  };
  const find = (token: string) => findPrincipalBySession(house.platform.database.db, token, house.clock.now());

  test("only the token's hash is stored; it ends by log-out", async () => {
    await account("session");
    const token = await open("session");
    const dump = await sql<{ row: string }>`select s::text as row from identity.session s`.execute(
      house.platform.database.db,
    );
    expect(dump.rows.some(({ row }) => row.includes(token))).toBe(false);
    const principal = await find(token);
    expect(principal).toMatchObject({ kind: "person", name: "名 session" });
    await logOut(house.platform, { principal: principal ?? key, token, address, at: house.clock.now() });
    expect(await find(token)).toBeUndefined();
  });

  test("it ends after twelve idle hours, and after a week of use", async () => {
    const token = await open("session");
    for (let hours = 0; hours < 160; hours += 10) {
      house.clock.forward(minutes(600));
      expect(await find(token)).toBeDefined();
    }
    house.clock.forward(minutes(600));
    expect(await find(token)).toBeUndefined();
    const idle = await open("session");
    house.clock.forward(minutes(12 * 60));
    expect(await find(idle)).toBeUndefined();
  });

  test("a disabled account loses its sessions and cannot log in; the last administrator stays", async () => {
    const accountId = await account("leaver");
    const token = await open("leaver");
    const disable = (id: string) =>
      disableAccount(house.platform, { principal: key, accountId: id, address, at: house.clock.now() });
    expect(codeOf(await disable(accountId))).toBe("ok");
    expect(await find(token)).toBeUndefined();
    expect(codeOf(await logInAs("leaver", "correct horse"))).toBe("IDENTITY_LOGIN_WRONG");
    expect(codeOf(await disable(newId()))).toBe("NOT_FOUND");
    const first = (await listAccounts(house.platform.database.db, house.clock.now(), lock)).find(
      ({ grants }) => grants[0]?.role === "administrator",
    );
    expect(codeOf(await disable(first?.id ?? ""))).toBe("IDENTITY_LAST_ADMINISTRATOR");
    const second = await account("second.admin", "administrator");
    const race = await Promise.all([disable(first?.id ?? ""), disable(second)]);
    expect(race.map(codeOf).toSorted()).toEqual(["IDENTITY_LAST_ADMINISTRATOR", "ok"]);
  });

  test("a log-in name is given once, and a role only in its kinds of scope", async () => {
    const ask = {
      principal: key,
      login: "TIMING",
      name: "x",
      password: "correct horse",
      address,
      at: house.clock.now(),
    };
    const everything = { kind: "everything" } as const;
    expect(codeOf(await openAccount(house.platform, { ...ask, role: "officer", scope: everything }))).toBe(
      "IDENTITY_LOGIN_TAKEN",
    );
    expect(codeOf(await openAccount(house.platform, { ...ask, login: "free", role: "crew", scope: everything }))).toBe(
      "IDENTITY_SCOPE_NOT_FOR_ROLE",
    );
    const nowhere = { kind: "region", code: "999999" } as const;
    expect(codeOf(await openAccount(house.platform, { ...ask, login: "free", role: "officer", scope: nowhere }))).toBe(
      "IDENTITY_SCOPE_UNKNOWN",
    );
    expect(
      (await listAccounts(house.platform.database.db, house.clock.now(), lock)).map(({ login }) => login),
    ).not.toContain("free");
  });
});

test("the key of the data folder opens everything, any other bearer token nothing", async () => {
  const { dataDir } = house.platform.config;
  const room = createIdentityRoom(house.platform);
  const file = join(dataDir, "secrets", "admin-token");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const token = readFileSync(file, "utf8").trim();
  expect(principalOfKey(openAdminKey(dataDir), token)).toMatchObject({ kind: "key" });
  expect(await room.identify({ sessionToken: undefined, bearer: token })).toMatchObject({ kind: "key" });
  expect(await room.identify({ sessionToken: undefined, bearer: `${token}x` })).toEqual({ kind: "public" });
  expect(await room.identify({ sessionToken: "x", bearer: undefined })).toEqual({ kind: "public" });
});

describe("imports", () => {
  const regions = "code,name,parent\n330000,浙江省,100000\n330100,杭州市,330000\n330106,西湖区,330100\n";
  const organisations =
    "code,name,kind,region,duty_phone\nWB001,安达电梯,maintenance,330106,13812345678\nWY001,湖畔物业,use-unit,330106,\n";
  const ask = (csv: string) => ({ csv, principal: key, address });

  test("regions and organisations, twice the same, then a change", async () => {
    const { platform } = house;
    expect(await importRegions(platform, ask(regions))).toMatchObject({ value: { rows: 3, created: 3, refused: [] } });
    expect(await importRegions(platform, ask(regions))).toMatchObject({ value: { created: 0, unchanged: 3 } });
    expect(await importOrganisations(platform, ask(organisations))).toMatchObject({ value: { created: 2 } });
    expect(await importOrganisations(platform, ask(organisations))).toMatchObject({ value: { unchanged: 2 } });
    const renamed = organisations.replace("安达电梯", "安达电梯服务");
    expect(await importOrganisations(platform, ask(renamed))).toMatchObject({ value: { changed: 1, unchanged: 1 } });
    expect(await findOrganisationByCode(platform.database.db, "WB001")).toMatchObject({
      name: "安达电梯服务",
      dutyPhone: "13812345678",
    });
  });

  test("a row that cannot be is named and the others are taken", async () => {
    const wrong =
      "code,name,parent\n330200,宁波市,440000\n330300,温州市,330000\n330101,x,330200\n331000,台州市,331000\n";
    const report = await importRegions(house.platform, ask(wrong));
    expect(report).toMatchObject({ value: { rows: 4, created: 1 } });
    expect(report.ok && report.value.refused.map(({ row, code }) => [row, code])).toEqual([
      [1, "IDENTITY_PARENT_WRONG"],
      [3, "IDENTITY_PARENT_WRONG"],
      [4, "IDENTITY_PARENT_WRONG"],
    ]);
    const nowhere = "code,name,kind,region,duty_phone\nX1,x,maintenance,110000,\nX2,x,circus,330100,\n";
    const organised = await importOrganisations(house.platform, ask(nowhere));
    expect(organised.ok && organised.value.refused.map(({ code }) => code)).toEqual([
      "IDENTITY_REGION_UNKNOWN",
      "IMPORT_CELL_WRONG",
    ]);
  });

  test("telephone numbers are masked for who need not ring them", async () => {
    const list = await listOrganisations(house.platform.database.db, {
      q: "安达",
      fullPhones: false,
      today: "2026-11-23",
    });
    expect(list).toMatchObject({ total: 1, organisations: [{ dutyPhone: "138****5678" }] });
    expect(
      (await listOrganisations(house.platform.database.db, { q: "100%", fullPhones: true, today: "2026-11-23" })).total,
    ).toBe(0);
  });
});

describe("audit", () => {
  test("a file of it says when it holds only the newest rows, and nothing of the kind when it is whole", async () => {
    const { db } = house.platform.database;
    const { rows } = await listAudit(db, { limit: 500 });
    const linesOf = async (rowsMax: number) => (await auditCsv(db, {}, rowsMax)).trimEnd().split("\r\n").slice(1);
    expect(rows.length).toBeGreaterThan(4);
    const short = await linesOf(4);
    expect(short).toHaveLength(5);
    expect(short[4]).toMatch(/只含最新的 4 条.*only the newest 4 rows/);
    for (const rowsMax of [rows.length, rows.length + 1]) expect(await linesOf(rowsMax)).toHaveLength(rows.length);
  });

  test("says who did what, newest first, in pages", async () => {
    const first = await listAudit(house.platform.database.db, { limit: 3 });
    expect(first.rows).toHaveLength(3);
    const second = await listAudit(house.platform.database.db, { limit: 3, after: first.next ?? 0 });
    expect(second.rows[0]?.id).toBeLessThan(first.rows.at(-1)?.id ?? 0);
    const all = (await listAudit(house.platform.database.db, { limit: 500 })).rows;
    const acts = new Set(all.map(({ act, outcome }) => `${act} ${outcome}`));
    for (const act of [
      "identity.set-up done",
      "identity.log-in refused",
      "identity.log-in done",
      "identity.log-out done",
      "identity.account-disabled done",
      "identity.regions-imported done",
    ])
      expect(acts).toContain(act);
    expect(JSON.stringify(all)).not.toContain("correct horse");
  });

  test("names who logged in; who failed is nobody, with the name that he tried masked", async () => {
    const { db } = house.platform.database;
    const { rows } = await listAudit(db, { limit: 200, act: "identity.log-in" });
    const done = rows.filter((row) => row.outcome === "done");
    expect(done.length).toBeGreaterThan(0);
    for (const { actor, actorId, tried, target } of done) {
      const { rows: named } = await sql<{ name: string; personId: string }>`
        select p.name, p.id as "personId" from identity.account a join identity.person p on p.id = a.person_id
        where a.id = ${target.split("/").at(-1)}`.execute(db);
      expect({ actor, actorId, tried }).toEqual({
        actor: named[0]?.name,
        actorId: `person:${named[0]?.personId}`,
        tried: null,
      });
    }
    const wrong = { login: "zhang.of.nowhere", password: "wrong", address: "::1", at: house.clock.now() };
    expect(await logIn(house.platform, wrong)).toMatchObject({ refusal: { code: "IDENTITY_LOGIN_WRONG" } });
    const [failed] = (await listAudit(db, { limit: 1, act: "identity.log-in" })).rows;
    expect(failed).toMatchObject({ actor: "public", tried: "z**", outcome: "refused" });
    expect(JSON.stringify(failed)).not.toContain("nowhere");
  });

  test("of a person has his log-ins too, those that were recorded before he was known as well", async () => {
    const { db } = house.platform.database;
    const { rows } = await listAudit(db, { limit: 200, act: "identity.log-in" });
    const done = rows.find((row) => row.outcome === "done");
    await sql`insert into identity.audit_row (at, actor_kind, actor_id, actor_name, act, target, outcome)
      values (now(), 'public', 'public', '', 'identity.log-in', ${done?.target}, 'done')`.execute(db);
    const [old] = (await listAudit(db, { limit: 1, act: "identity.log-in" })).rows;
    expect(old).toMatchObject({ actor: done?.actor, actorId: "public:public" });
    const his = await listAudit(db, { limit: 200, actor: done?.actor });
    expect(his.rows.map(({ id }) => id)).toEqual(expect.arrayContaining([done?.id, old?.id]));
    expect((await listAudit(db, { limit: 200, actor: "nobody of this name" })).rows).toEqual([]);
  });

  test("is narrowed by an object, by the beginning of its name or by what names it", async () => {
    const made = (await listAudit(house.platform.database.db, { limit: 1, act: "identity.account-disabled" })).rows[0];
    const id = made?.target.split("/").at(-1) ?? "";
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    for (const target of [id, `identity/account/${id}`]) {
      const { rows } = await listAudit(house.platform.database.db, { limit: 50, target });
      expect(rows.map((row) => row.target)).toContain(made?.target);
      expect(new Set(rows.map((row) => row.target)).size).toBe(1);
    }
    expect((await listAudit(house.platform.database.db, { limit: 50, target: id.slice(1) })).rows).toEqual([]);
    expect((await listAudit(house.platform.database.db, { limit: 50, target: "%" })).rows).toEqual([]);
  });

  test("the app's role may not change it, and the migrator stumbles over the trigger", async () => {
    await expect(
      sql`update identity.audit_row set act = 'x'`.execute(house.platform.database.db),
    ).rejects.toMatchObject({ code: "42501" });
    const migrator = new pg.Client({ connectionString: house.database.migratorUrl });
    await migrator.connect();
    for (const statement of [
      "update identity.audit_row set act = 'x'",
      "delete from identity.audit_row",
      "truncate identity.audit_row",
    ])
      await expect(migrator.query(statement)).rejects.toMatchObject({ code: "23001" });
    await migrator.end();
  });
});
