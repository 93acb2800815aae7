import { type Result, refuse } from "../../../kernel/result.ts";
import type { Platform } from "../../../platform/platform.ts";
import { findLogin, type Knock } from "../access/find-login.ts";
import type { Fleet, Login } from "../access/fleet.ts";

export type Asking = {
  readonly request: { readonly headers: { readonly authorization?: string | undefined } };
  readonly answer: { readonly header: (name: string, value: string) => void };
};

/** Lets in whoever has a device's or gateway's own name and secret (HTTP Basic). Refuses with DEVICES_WRONG_LOGIN. */
export async function withLogin<T>(
  { platform, fleet }: { readonly platform: Platform; readonly fleet: Fleet },
  { request, answer }: Asking,
  take: (login: Login) => Promise<Result<T>>,
): Promise<Result<T>> {
  const login = await findLogin(platform.database.db, fleet, knockOf(request.headers.authorization));
  if (login !== undefined) return take(login);
  answer.header("www-authenticate", 'Basic realm="devices", charset="UTF-8"');
  return refuse("DEVICES_WRONG_LOGIN");
}

/** Name and secret out of a Basic header; empty ones where there is none. */
export function knockOf(authorization = ""): Knock {
  const [, coded = ""] = /^Basic (\S+)$/i.exec(authorization) ?? [];
  const [, username = "", password = ""] = /^([^:]*):(.*)$/s.exec(Buffer.from(coded, "base64").toString("utf8")) ?? [];
  return { username, password };
}
