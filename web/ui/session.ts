import type { Me, Permission } from "../../src/rooms/identity/contract.ts";
import { ApiProblem, getJson, sendJson } from "./api.ts";

/** Who is logged in; null when nobody is. */
export async function fetchMe(): Promise<Me | null> {
  try {
    return await getJson<Me>("/api/v1/me");
  } catch (failure) {
    if (failure instanceof ApiProblem && failure.status === 401) return null;
    throw failure;
  }
}

/** With a second step the server answers IDENTITY_CODE_NEEDED first, and takes all three then. */
export const logIn = (login: string, password: string, code?: string): Promise<Me> =>
  sendJson<Me>("POST", "/api/v1/session", { login, password, ...(code === undefined ? {} : { code }) });

export const logOut = (): Promise<unknown> => sendJson("DELETE", "/api/v1/session");

export const permits = (me: Me, permission: Permission): boolean => me.permissions.includes(permission);
