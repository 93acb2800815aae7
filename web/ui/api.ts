import { newKey } from "./new-key.ts";
import { language } from "./texts/language.ts";
import { word } from "./texts/shared-texts.ts";

/** A refusal or failure in the words of the server (problem+json), or our own when nothing came back. */
export class ApiProblem extends Error {
  readonly status: number;
  /** `RESCUE_ALREADY_CLOSED`, …; ours: `NETWORK`, `TIMEOUT`, `UNREADABLE`. */
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = "ApiProblem";
    this.status = status;
    this.code = code;
  }
}

/** What to show for any failure, in the viewer's language. */
export const textOfFailure = (failure: unknown): string =>
  failure instanceof Error ? failure.message : word("failure.network");

type Request = {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
};

const timeoutMs = 15_000;
const attemptsMax = 4;
const retryAfterMs = [400, 1_200, 3_000] as const;

/** Reads `path` (`/api/v1/…`). Tried again by itself when the network fails; throws `ApiProblem`. */
export const getJson = <T>(path: string, signal?: AbortSignal): Promise<T> =>
  attempt<T>({ method: "GET", path, ...(signal ? { signal } : {}) }, 2);

/** Asks the person to prove again who he is; false when he will not. Each app that has grave acts brings one. */
let askAgain: (() => Promise<boolean>) | undefined;
export const answerReauthenticate = (ask: (() => Promise<boolean>) | undefined): void => {
  askAgain = ask;
};

/**
 * Sends once, never repeated by itself: for requests without a key (log-in, new accounts, imports). A grave act that wants a
 * fresh proof of the person is sent again after that.
 */
export async function sendJson<T>(method: "POST" | "DELETE", path: string, body?: unknown): Promise<T> {
  const request = { method, path, ...(body === undefined ? {} : { body }) };
  try {
    return await attempt<T>(request, 1);
  } catch (failure) {
    const again = failure instanceof ApiProblem && failure.code === "IDENTITY_REAUTHENTICATE";
    if (!again || askAgain === undefined || !(await askAgain())) throw failure;
    return attempt<T>(request, 1);
  }
}

/**
 * Sends a command with a key. The same key goes with every repetition, so the server acts once however often the
 * network drops it. Hand in the `key` to keep it over a reload (the phone's outbox).
 */
export const command = <T>(path: string, body: object = {}, key: string = newKey()): Promise<T> =>
  attempt<T>({ method: "POST", path, body: { ...body, key } }, attemptsMax);

/** Asks for a file that is made from `body`; refusals come as `ApiProblem`. Making one may take longer than an answer. */
export async function fetchFile(path: string, body: unknown): Promise<Blob> {
  const request = { method: "POST", headers: jsonType, body: JSON.stringify(body) };
  const response = await fetch(path, request).catch(() => {
    throw new ApiProblem(0, "NETWORK", word("failure.network"));
  });
  if (!response.ok) throw await problemOf(response);
  return response.blob();
}

const blobTimeoutMs = 60_000;

/** Sends bytes once; whoever calls has a key in the path and tries again. */
export async function sendBlob(path: string, blob: Blob): Promise<void> {
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), blobTimeoutMs);
  try {
    const request = { method: "POST", headers: { "content-type": blob.type }, body: blob, signal: ending.signal };
    const response = await fetch(path, request).catch(() => {
      throw new ApiProblem(0, "NETWORK", word("failure.network"));
    });
    if (!response.ok) throw await problemOf(response);
  } finally {
    clearTimeout(timer);
  }
}

async function attempt<T>(request: Request, attempts: number): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await once<T>(request);
    } catch (failure) {
      if (tried >= attempts || !mayPass(failure) || request.signal?.aborted) throw failure;
      await new Promise((resolve) => setTimeout(resolve, retryAfterMs[tried - 1] ?? 3_000));
    }
  }
}

/** Failures that a second try may get over; everything else is an answer. */
const mayPass = (failure: unknown): boolean =>
  failure instanceof ApiProblem && (failure.status === 0 || [502, 503, 504].includes(failure.status));

async function once<T>(request: Request): Promise<T> {
  // AbortSignal.any would say this shorter, but phones of 2023 do not have it.
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort("late"), timeoutMs);
  const cancel = () => ending.abort("cancelled");
  request.signal?.addEventListener("abort", cancel);
  try {
    return await answerOf<T>(request, ending.signal);
  } catch (failure) {
    if (failure instanceof ApiProblem || request.signal?.aborted) throw failure;
    throw ending.signal.aborted
      ? new ApiProblem(0, "TIMEOUT", word("failure.timeout"))
      : new ApiProblem(0, "NETWORK", word("failure.network"));
  } finally {
    clearTimeout(timer);
    request.signal?.removeEventListener("abort", cancel);
  }
}

async function answerOf<T>(request: Request, signal: AbortSignal): Promise<T> {
  const response = await fetch(request.path, {
    method: request.method,
    signal,
    headers: { accept: "application/json", ...(request.body === undefined ? {} : jsonType) },
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
  });
  if (!response.ok) throw await problemOf(response);
  return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
}

const jsonType = { "content-type": "application/json" };

async function problemOf(response: Response): Promise<ApiProblem> {
  const body = (await response.json().catch(() => ({}))) as { code?: unknown; title?: unknown; titleEn?: unknown };
  const title = language() === "en" ? (body.titleEn ?? body.title) : body.title;
  return typeof title === "string" && typeof body.code === "string"
    ? new ApiProblem(response.status, body.code, title)
    : new ApiProblem(response.status, "UNREADABLE", word("failure.unreadable", { status: response.status }));
}
