import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { z } from "zod";

/** A refusal by the platform: HTTP status and the stable code of its problem document. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, request: string) {
    super(`${request}: ${status} ${code}`);
    this.status = status;
    this.code = code;
  }
}

/** The platform's HTTP API as one user of it sees it. */
export type Api = {
  readonly http: string;
  readonly headers: () => Record<string, string>;
  readonly get: <S extends z.ZodType>(path: string, shape: S) => Promise<z.output<S>>;
  readonly post: <S extends z.ZodType>(path: string, body: unknown, shape: S) => Promise<z.output<S>>;
};

const requestLimitMs = 20_000;

/** `headers` names who asks: a bearer token or a session cookie. */
export function createApi(http: string, headers: () => Record<string, string>, limitMs = requestLimitMs): Api {
  const call = async <S extends z.ZodType>(method: string, path: string, shape: S, body?: unknown) => {
    const reply = await fetch(`${http}${path}`, {
      method,
      headers: { ...headers(), ...(body === undefined ? {} : { "content-type": "application/json" }) },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(limitMs),
    });
    const text = await reply.text();
    if (!reply.ok) throw new ApiError(reply.status, codeOf(text), `${method} ${path}`);
    return shape.parse(text === "" ? undefined : JSON.parse(text));
  };
  return {
    http,
    headers,
    get: (path, shape) => call("GET", path, shape),
    post: (path, body, shape) => call("POST", path, shape, body),
  };
}

export const bearer = (token: string): (() => Record<string, string>) => {
  const header = { authorization: `Bearer ${token}` };
  return () => header;
};

function codeOf(text: string): string {
  try {
    const problem: unknown = JSON.parse(text);
    return typeof problem === "object" && problem !== null && "code" in problem ? String(problem.code) : "";
  } catch {
    return "";
  }
}

/** Whether the same request may well succeed a little later: nobody answered, or the platform says so itself. */
export const isPassing = (error: unknown): boolean =>
  error instanceof ApiError ? error.status >= 500 || error.status === 429 || error.code === "IDENTITY_BUSY" : true;

/**
 * Repeats a request with the same key until it is answered, through restarts of the platform; a refusal that lasts is
 * thrown at once. Gives up when `signal` is aborted.
 */
export async function untilAnswered<T>(request: () => Promise<T>, signal: AbortSignal, pauseMs = 300): Promise<T> {
  for (;;) {
    try {
      return await request();
    } catch (error) {
      if (signal.aborted || !isPassing(error)) throw error;
      await sleep(pauseMs, undefined, { signal });
    }
  }
}

/** A UUID made of words: the same command said again carries the same key. */
export function keyOf(...words: readonly (string | number)[]): string {
  const hex = createHash("sha256").update(words.join("\0")).digest("hex");
  const variant = "89ab".charAt(Number.parseInt(hex.charAt(16), 16) % 4);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
