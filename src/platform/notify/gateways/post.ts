import { z } from "zod";

export type Reply =
  /** `body`: what JSON it was, undefined if it was none. */
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly retryAfterMs: number | null;
      readonly body: unknown;
    }
  /** Nothing was sent. */
  | { readonly kind: "unreached"; readonly code: string }
  /** Sent, and no whole answer came. */
  | { readonly kind: "unclear"; readonly code: string };

const limitMs = 5_000;
const answerBytesMax = 65_536;
const retryAfterMaxMs = 60_000;
/** Before a byte of the request was sent. */
const notSent = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

/** One request to a gateway, bounded in time and in the size of its answer. Follows no redirection: a number goes where it was meant to. */
export async function post(request: {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer>;
}): Promise<Reply> {
  const { url, headers, body } = request;
  try {
    const signal = AbortSignal.timeout(limitMs);
    const answer = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal });
    const text = await readBounded(answer);
    const retryAfterMs = retryAfter(answer.headers.get("retry-after"));
    return { kind: "answer", status: answer.status, retryAfterMs, body: parsed(text) };
  } catch (error) {
    const code = failureCode(error);
    return { kind: notSent.has(code) ? "unreached" : "unclear", code };
  }
}

async function readBounded(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    size += chunk.length;
    if (size > answerBytesMax) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Seconds; a date is not looked at. */
const retryAfter = (header: string | null): number | null =>
  header !== null && /^\d{1,6}$/.test(header) ? Math.min(Number(header) * 1_000, retryAfterMaxMs) : null;

const withCode = z.object({ code: z.string() });
/** Only the code: an error's words may hold the address, and that a number. */
function failureCode(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  if (error.name === "TimeoutError") return "timeout";
  const cause = withCode.safeParse(error.cause);
  return cause.success ? cause.data.code : "connection";
}
