/**
 * SIP messages as bytes and as values (RFC 3261 §7, §25). Whatever comes in is bounded before it is read, and what cannot be read is said
 * so, never guessed. Names of headers are kept as lower-case long forms.
 */
export type SipHeaders = readonly (readonly [name: string, value: string])[];

export type SipRequest = {
  readonly kind: "request";
  readonly method: string;
  readonly uri: string;
  readonly headers: SipHeaders;
  readonly body: string;
};
export type SipResponse = {
  readonly kind: "response";
  readonly status: number;
  readonly reason: string;
  readonly headers: SipHeaders;
  readonly body: string;
};
export type SipMessage = SipRequest | SipResponse;

export const headBytesMax = 16_384;
export const bodyBytesMax = 32_768;
const headersMax = 128;
const cseqMax = 2 ** 31 - 1;

/** RFC 3261 §7.3.3. */
const longNames: Readonly<Record<string, string>> = {
  v: "via",
  f: "from",
  t: "to",
  i: "call-id",
  m: "contact",
  l: "content-length",
  c: "content-type",
  e: "content-encoding",
  s: "subject",
  k: "supported",
};

const token = "[\\w.!%*+`'~-]+";
const requestLine = new RegExp(`^(${token}) ([^\\s<>]+) SIP/2\\.0$`);
const statusLine = /^SIP\/2\.0 ([1-6]\d\d)(?: (.*))?$/;
const headerLine = new RegExp(`^(${token})[ \\t]*:[ \\t]*(.*?)[ \\t]*$`);

/** Why a message was not taken; a short word for counts and logs, nothing of its content. */
export type Unreadable = "too-long" | "no-head" | "start-line" | "header" | "missing-header" | "cseq" | "length";
export type Read =
  | { readonly ok: true; readonly message: SipMessage }
  | { readonly ok: false; readonly why: Unreadable };

const bad = (why: Unreadable): Read => ({ ok: false, why });

/** One whole message: a datagram, or what the framing of a stream has cut out. */
export function readMessage(bytes: Buffer): Read {
  const end = bytes.indexOf("\r\n\r\n");
  if (end > headBytesMax || bytes.length > headBytesMax + bodyBytesMax) return bad("too-long");
  if (end < 0) return bad("no-head");
  const [first = "", ...rest] = unfolded(bytes.toString("utf8", 0, end));
  if (rest.length > headersMax) return bad("too-long");
  const headers: (readonly [string, string])[] = [];
  for (const line of rest) {
    const found = headerLine.exec(line);
    if (found === null) return bad("header");
    const name = (found[1] ?? "").toLowerCase();
    headers.push([longNames[name] ?? name, found[2] ?? ""]);
  }
  const body = bodyOf(bytes.subarray(end + 4), headers);
  if (body === undefined) return bad("length");
  const start = startOf(first);
  if (start === undefined) return bad("start-line");
  return proved({ ...start, headers, body });
}

/** A line that begins with white space goes on with the line before it. A leading empty line is a keep-alive of the sender's. */
const unfolded = (head: string): string[] =>
  head
    .replace(/^(\r\n)+/, "")
    .replace(/\r\n[ \t]+/g, " ")
    .split("\r\n");

type Start = Pick<SipRequest, "kind" | "method" | "uri"> | Pick<SipResponse, "kind" | "status" | "reason">;

function startOf(line: string): Start | undefined {
  const asked = requestLine.exec(line);
  if (asked !== null) return { kind: "request", method: asked[1] ?? "", uri: asked[2] ?? "" };
  const answered = statusLine.exec(line);
  if (answered === null) return undefined;
  return { kind: "response", status: Number(answered[1]), reason: answered[2] ?? "" };
}

/** A datagram may be longer than its body, never shorter (§18.3). */
function bodyOf(rest: Buffer, headers: SipHeaders): string | undefined {
  const said = headerOf({ headers }, "content-length");
  if (said === undefined) return rest.length > bodyBytesMax ? undefined : rest.toString("utf8");
  const length = /^\d{1,9}$/.test(said) ? Number(said) : Number.NaN;
  if (!(length <= Math.min(rest.length, bodyBytesMax))) return undefined;
  return rest.toString("utf8", 0, length);
}

const needed = ["via", "from", "to", "call-id", "cseq"] as const;

function proved(message: SipMessage): Read {
  if (needed.some((name) => !headerOf(message, name))) return bad("missing-header");
  const cseq = cseqOf(message);
  if (cseq === undefined || (message.kind === "request" && cseq.method !== message.method)) return bad("cseq");
  return { ok: true, message };
}

/** The first header of this name. */
export const headerOf = (message: { readonly headers: SipHeaders }, name: string): string | undefined =>
  message.headers.find(([each]) => each === name)?.[1];

/** All values of a header that may stand several times and hold several values by comma each. */
export const listOf = (message: { readonly headers: SipHeaders }, name: string): string[] =>
  message.headers.flatMap(([each, value]) => (each === name ? splitList(value) : []));

export function cseqOf(message: {
  readonly headers: SipHeaders;
}): { readonly number: number; readonly method: string } | undefined {
  const found = /^(\d{1,10})[ \t]+(\S+)$/.exec(headerOf(message, "cseq") ?? "");
  const number = Number(found?.[1]);
  return found === null || number > cseqMax ? undefined : { number, method: found[2] ?? "" };
}

/** Splits at commas that stand neither in quotes nor between angle brackets. */
export function splitList(value: string): string[] {
  const parts: string[] = [];
  let [from, quoted, depth] = [0, false, 0];
  for (let i = 0; i < value.length; i += 1) {
    const letter = value[i];
    if (quoted && letter === "\\") i += 1;
    else if (letter === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (letter === "<") depth += 1;
    else if (letter === ">") depth = Math.max(0, depth - 1);
    else if (letter === "," && depth === 0) {
      parts.push(value.slice(from, i));
      from = i + 1;
    }
  }
  parts.push(value.slice(from));
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

const shownNames: Readonly<Record<string, string>> = {
  "call-id": "Call-ID",
  cseq: "CSeq",
  "www-authenticate": "WWW-Authenticate",
};
const shownName = (name: string): string =>
  shownNames[name] ?? name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase());

/** @throws when a value holds a line break: nothing from outside may begin a header of its own. */
export function writeMessage(message: SipMessage): Buffer {
  const start =
    message.kind === "request"
      ? `${message.method} ${message.uri} SIP/2.0`
      : `SIP/2.0 ${message.status} ${message.reason}`;
  const lines = message.headers
    .filter(([name]) => name !== "content-length")
    .map(([name, value]) => `${shownName(name)}: ${value}`);
  const head = [start, ...lines, `Content-Length: ${Buffer.byteLength(message.body)}`];
  if (head.some((line) => /[\r\n]/.test(line))) throw new Error("a SIP header holds a line break");
  return Buffer.from(`${head.join("\r\n")}\r\n\r\n${message.body}`);
}
