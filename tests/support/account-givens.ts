import { sql } from "kysely";
import { beforeAll } from "vitest";
import type { Principal, Scope } from "../../src/kernel/principal.ts";
import type { Result } from "../../src/kernel/result.ts";
import { logIn } from "../../src/rooms/identity/actions/log-in.ts";
import { openAccount } from "../../src/rooms/identity/actions/open-account.ts";
import { beginTotp, confirmTotp } from "../../src/rooms/identity/actions/own-account.ts";
import { secretBoxOf } from "../../src/rooms/identity/actions/secret-box.ts";
import { findPrincipalBySession } from "../../src/rooms/identity/actions/sessions.ts";
import { totpCodeAt } from "../../src/rooms/identity/actions/totp.ts";
import type { Role } from "../../src/rooms/identity/contract.ts";
import { openRoomPlatform, type RoomPlatform } from "./room-platform.ts";

/** People with accounts on a database of their own, for the tests of identity. */
export const address = "127.0.0.1";
export const password = "correct horse battery";
export const everything: Scope = { kind: "everything" };
export const key: Principal = {
  kind: "key",
  keyId: "test",
  name: "test",
  grants: [{ role: "administrator", scope: everything }],
};

export let house: RoomPlatform;
export const useHouse = (): void =>
  beforeAll(async () => {
    house = await openRoomPlatform(["identity"]);
  });

export const codeOf = (result: { ok: boolean; refusal?: { code: string } }): string => result.refusal?.code ?? "ok";
export function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
}
export const asker = () => ({ principal: key, address, at: house.clock.now() });
export const db = () => house.platform.database.db;
export const make = async (login: string, role: Role = "dispatcher", scope: Scope = everything) =>
  value(await openAccount(house.platform, { ...asker(), login, name: `名 ${login}`, password, role, scope })).accountId;
export const logInAs = (login: string, code?: string, word = password) =>
  logIn(house.platform, { login, password: word, code, address, device: "Chrome · Linux", at: house.clock.now() });
export const find = (token: string) => findPrincipalBySession(db(), token, house.clock.now());
export async function person(login: string, code?: string) {
  const token = value(await logInAs(login, code));
  const principal = await find(token);
  if (principal?.kind !== "person" || principal.sessionId === undefined) throw new Error("nobody");
  return { token, principal, own: { accountId: principal.accountId, sessionId: principal.sessionId } };
}
/** The secret of a second step, as the person's telephone has it. */
export async function secretOf(accountId: string): Promise<Buffer> {
  const { rows } = await sql<{ s: Buffer }>`
    select sealed_secret as s from identity.totp where account_id = ${accountId}`.execute(db());
  return secretBoxOf(house.platform.config.dataDir).open(rows[0]?.s ?? Buffer.alloc(0), accountId);
}
export async function withTotp(login: string, role: Role = "dispatcher") {
  await make(login, role);
  const { own, principal } = await person(login);
  const ask = () => ({ ...own, principal, address, at: house.clock.now() });
  value(await beginTotp(house.platform, ask()));
  const secret = await secretOf(own.accountId);
  const code = () => totpCodeAt(secret, house.clock.now());
  const codes = value(await confirmTotp(house.platform, { ...ask(), code: code() }));
  return { ...own, ask, code, codes, secret };
}
export const nextStep = () => house.clock.forward(30_000);
export const acts = async (target: string): Promise<string[]> =>
  (
    await sql<{ act: string }>`select act from identity.audit_row where target = ${target} order by id`.execute(db())
  ).rows.map((row) => row.act);
