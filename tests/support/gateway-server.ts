import { createHash, createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** How the gateway behaves: answers, never answers, cuts the connection after it has read the request. */
export type Manner = "hang" | "drop" | { readonly status: number; readonly body: object; readonly retryAfter?: number };

export type Taken = {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  /** Of the address. */
  readonly query: Readonly<Record<string, string>>;
  readonly body: string;
  /** Alibaba Cloud's signature V3 over what was really received, computed here from its published description. */
  readonly signedRight: boolean;
};

/** A gateway of the test's own: a real HTTP server on loopback. */
export type GatewayServer = {
  readonly url: string;
  readonly taken: Taken[];
  /** For the next requests, one each; then `manner`. */
  readonly next: Manner[];
  manner: Manner;
  readonly close: () => Promise<void>;
};

export const aliyunKey = { id: "test-key-id", secret: "test-key-secret-of-the-story" };

export async function openGateway(): Promise<GatewayServer> {
  const taken: Taken[] = [];
  const next: Manner[] = [];
  const server = createServer((request, reply) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      const url = new URL(request.url ?? "/", "http://gateway");
      const query = Object.fromEntries(url.searchParams);
      taken.push({
        path: url.pathname,
        headers: request.headers,
        query,
        body,
        signedRight: isSignedRight(request, url, body),
      });
      behave(next.shift() ?? gateway.manner, request, reply);
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const gateway: GatewayServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken,
    next,
    manner: { status: 200, body: { Code: "OK", BizId: "900^0", CallId: "800^0", RequestId: "r" } },
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
  return gateway;
}

function behave(manner: Manner, request: IncomingMessage, reply: ServerResponse): void {
  if (manner === "hang") return;
  if (manner === "drop") {
    request.socket.destroy();
    return;
  }
  const retry = manner.retryAfter === undefined ? {} : { "retry-after": String(manner.retryAfter) };
  reply.writeHead(manner.status, { "content-type": "application/json", ...retry }).end(JSON.stringify(manner.body));
}

const hash = (text: string): string => createHash("sha256").update(text).digest("hex");

function isSignedRight(request: IncomingMessage, url: URL, body: string): boolean {
  const shape = /^ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})$/;
  const [, credential, names, signature] = shape.exec(request.headers.authorization ?? "") ?? [];
  if (names === undefined) return false;
  const lines = names.split(";").map((name) => `${name}:${String(request.headers[name]).trim()}\n`);
  const query = url.search.slice(1).split("&").sort().join("&");
  const canonical = [request.method, url.pathname, query, lines.join(""), names, hash(body)].join("\n");
  const right = createHmac("sha256", aliyunKey.secret)
    .update(`ACS3-HMAC-SHA256\n${hash(canonical)}`)
    .digest("hex");
  const all = ["host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce", "x-acs-version"];
  return credential === aliyunKey.id && signature === right && all.every((name) => names.split(";").includes(name));
}
