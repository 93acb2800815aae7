import { me } from "../../src/rooms/identity/contract.ts";
import { type Api, ApiError, createApi, isPassing } from "../api.ts";

export type Credentials = { readonly login: string; readonly password: string };

/** Somebody logged in with a session cookie, as a browser is. `session` may be kept and used again. */
export type LoggedIn = { readonly api: Api; readonly session: () => string; readonly logIn: () => Promise<boolean> };

/** Uses a kept session as long as it holds; logs in anew when asked to. */
export function openSession(
  http: string,
  { login, password }: Credentials,
  kept?: { readonly session: string | undefined; readonly onSession: (session: string) => void },
): LoggedIn {
  let session = kept?.session ?? "";
  const api = createApi(http, () => ({ cookie: session }));
  const logIn = async (): Promise<boolean> => {
    const reply = await fetch(`${http}/api/v1/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ login, password }),
      signal: AbortSignal.timeout(30_000),
    });
    const body = await reply.text();
    if (!reply.ok)
      throw new ApiError(reply.status, reply.status === 503 ? "IDENTITY_BUSY" : body.slice(0, 200), "log-in");
    me.parse(JSON.parse(body));
    session = reply.headers
      .getSetCookie()
      .map((cookie) => cookie.split(";")[0] ?? "")
      .join("; ");
    kept?.onSession(session);
    return true;
  };
  return {
    api,
    session: () => session,
    logIn: () =>
      logIn().catch((error: unknown) => {
        // A platform that is away comes back; wrong credentials do not mend themselves.
        if (isPassing(error)) return true;
        throw error;
      }),
  };
}
