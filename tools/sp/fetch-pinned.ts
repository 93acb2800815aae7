import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { Agent, request as httpsRequest } from "node:https";
import type { TLSSocket } from "node:tls";

type Request = {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array;
};

/**
 * Asks the platform of this machine over HTTPS. Its certificate names the city's address, not the loopback one, and may be
 * signed by an authority that this machine does not know: so we take exactly the certificate that lies in the platform's
 * file, and no other. The token goes out only after that.
 */
export function fetchPinned(url: URL, certFile: string, request: Request): Promise<Response> {
  const expected = new X509Certificate(readFileSync(certFile)).fingerprint256;
  const agent = new Agent({ rejectUnauthorized: false, keepAlive: false, maxCachedSessions: 0 });
  return new Promise((fulfil, reject) => {
    const asked = httpsRequest(url, { method: request.method, headers: request.headers, agent }, (reply) => {
      const chunks: Buffer[] = [];
      reply.on("data", (chunk: Buffer) => chunks.push(chunk));
      reply.on("error", reject);
      reply.on("end", () => {
        const headers = Object.entries(reply.headers).map(([name, value]) => [name, String(value)] as [string, string]);
        const status = reply.statusCode ?? 500;
        fulfil(new Response(status === 204 ? null : Buffer.concat(chunks), { status, headers }));
      });
    });
    asked.on("error", reject);
    asked.on("socket", (socket) => {
      socket.once("secureConnect", () => {
        if ((socket as TLSSocket).getPeerCertificate().fingerprint256 !== expected) {
          asked.destroy(new Error(`the server does not show the certificate of ${certFile}`));
          return;
        }
        asked.end(request.body);
      });
    });
  });
}
