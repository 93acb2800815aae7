import { createHash } from "node:crypto";
import { headerOf, type SipResponse } from "./sip-message.ts";

/** What a server asks us to prove ourselves by (RFC 7616, RFC 8760). */
export type Challenge = {
  /** Of the answer: a proxy has a header of its own. */
  readonly header: "authorization" | "proxy-authorization";
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | undefined;
  readonly algorithm: "MD5" | "MD5-sess" | "SHA-256" | "SHA-256-sess";
  /** Only `auth` is spoken; undefined: the server is of the time before it. */
  readonly qop: "auth" | undefined;
  readonly stale: boolean;
};

const algorithms = ["SHA-256", "SHA-256-sess", "MD5", "MD5-sess"] as const;

/** The strongest challenge of a 401 or 407 that we can answer; undefined: none. */
export function challengeOf(response: SipResponse): Challenge | undefined {
  const [asking, header] =
    response.status === 407
      ? (["proxy-authenticate", "proxy-authorization"] as const)
      : (["www-authenticate", "authorization"] as const);
  const found = response.headers
    .filter(([name]) => name === asking)
    .map(([, value]) => readChallenge(value, header))
    .filter((challenge) => challenge !== undefined);
  return algorithms.flatMap((name) => found.filter(({ algorithm }) => algorithm === name))[0];
}

function readChallenge(value: string, header: Challenge["header"]): Challenge | undefined {
  if (!/^digest\s/i.test(value)) return undefined;
  const params = new Map(
    [...value.slice(7).matchAll(/([a-z]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^\s,"]+)/gi)].map(([, name = "", given = ""]) => [
      name.toLowerCase(),
      given.startsWith('"') ? given.slice(1, -1).replace(/\\(.)/g, "$1") : given,
    ]),
  );
  const [realm, nonce] = [params.get("realm"), params.get("nonce")];
  const said = (params.get("algorithm") ?? "MD5").toLowerCase();
  const algorithm = algorithms.find((name) => name.toLowerCase() === said);
  const qops = params
    .get("qop")
    ?.split(",")
    .map((word) => word.trim().toLowerCase());
  if (realm === undefined || nonce === undefined || algorithm === undefined) return undefined;
  if (qops !== undefined && !qops.includes("auth")) return undefined;
  const stale = params.get("stale")?.toLowerCase() === "true";
  const qop = qops === undefined ? undefined : "auth";
  return { header, realm, nonce, opaque: params.get("opaque"), algorithm, qop, stale };
}

export type Login = { readonly user: string; readonly secret: string };
export type Asked = { readonly method: string; readonly uri: string; readonly cnonce: string; readonly count: number };

/** The value of the header that answers a challenge. */
export function answerChallenge(challenge: Challenge, login: Login, { method, uri, cnonce, count }: Asked): string {
  const { realm, nonce, opaque, algorithm, qop } = challenge;
  const hash = (text: string): string =>
    createHash(algorithm.startsWith("MD5") ? "md5" : "sha256")
      .update(text)
      .digest("hex");
  const plain = hash(`${login.user}:${realm}:${login.secret}`);
  const a1 = algorithm.endsWith("-sess") ? hash(`${plain}:${nonce}:${cnonce}`) : plain;
  const nc = count.toString(16).padStart(8, "0");
  const a2 = hash(`${method}:${uri}`);
  const response = hash(qop === undefined ? `${a1}:${nonce}:${a2}` : `${a1}:${nonce}:${nc}:${cnonce}:${qop}:${a2}`);
  const fields = [
    `username=${quoted(login.user)}`,
    `realm=${quoted(realm)}`,
    `nonce=${quoted(nonce)}`,
    `uri=${quoted(uri)}`,
    `response="${response}"`,
    `algorithm=${algorithm}`,
    ...(qop === undefined && !algorithm.endsWith("-sess") ? [] : [`cnonce="${cnonce}"`]),
    ...(qop === undefined ? [] : [`qop=${qop}`, `nc=${nc}`]),
    ...(opaque === undefined ? [] : [`opaque=${quoted(opaque)}`]),
  ];
  return `Digest ${fields.join(", ")}`;
}

const quoted = (text: string): string => `"${text.replace(/["\\]/g, "\\$&")}"`;

/** How long a registration holds, as the registrar says. */
export function expiresOf(response: SipResponse, asked: number): number {
  const own = /;\s*expires=(\d{1,7})/i.exec(headerOf(response, "contact") ?? "")?.[1];
  const said = Number(own ?? headerOf(response, "expires") ?? asked);
  return Number.isFinite(said) && said > 0 ? said : asked;
}
