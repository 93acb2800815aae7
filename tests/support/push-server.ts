import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** A phone's pair and secret, as a browser makes them for a subscription. */
export function makePhone() {
  const pair = createECDH("prime256v1");
  pair.generateKeys();
  const auth = randomBytes(16);
  const keys = { p256dh: pair.getPublicKey().toString("base64url"), auth: auth.toString("base64url") };
  return { keys, open: (body: Buffer): unknown => JSON.parse(decrypt(body, pair, auth).toString("utf8")) };
}

const derive = (secret: Buffer, salt: Buffer, info: Buffer, bytes: number): Buffer =>
  Buffer.from(hkdfSync("sha256", secret, salt, info, bytes));

/** RFC 8291 (keys) over RFC 8188 (aes128gcm, one record), written here from the standards. */
function decrypt(body: Buffer, pair: ReturnType<typeof createECDH>, auth: Buffer): Buffer {
  const salt = body.subarray(0, 16);
  const idBytes = body[20] ?? 0;
  const sender = body.subarray(21, 21 + idBytes);
  const record = body.subarray(21 + idBytes);
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), pair.getPublicKey(), sender]);
  const secret = derive(pair.computeSecret(sender), auth, info, 32);
  const key = derive(secret, salt, Buffer.from("Content-Encoding: aes128gcm\0"), 16);
  const nonce = derive(secret, salt, Buffer.from("Content-Encoding: nonce\0"), 12);
  const decipher = createDecipheriv("aes-128-gcm", key, nonce);
  decipher.setAuthTag(record.subarray(-16));
  const padded = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
  // The last record ends with the octet 2 and padding of zeros.
  return padded.subarray(0, padded.lastIndexOf(2));
}

/** Whether `Authorization: vapid t=…, k=…` (RFC 8292) is signed by the key it names, for this very service. */
export function vapidOf(header: string, origin: string): { readonly signed: boolean; readonly key: string } {
  const [, token = "", key = ""] = /^vapid t=([^,]+), ?k=(.+)$/.exec(header) ?? [];
  const [head = "", claims = "", signature = ""] = token.split(".");
  const point = Buffer.from(key, "base64url");
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString("base64url"));
  const publicKey = createPublicKey({ key: { kty: "EC", crv: "P-256", x: x ?? "", y: y ?? "" }, format: "jwk" });
  const read = JSON.parse(Buffer.from(claims, "base64url").toString("utf8")) as { aud: string; exp: number };
  const isTrue = verify(
    "sha256",
    Buffer.from(`${head}.${claims}`),
    { key: publicKey, dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
  return { signed: isTrue && read.aud === origin, key };
}

export type Pushed = {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
};

/** A push service of the test's own on loopback; `statusOf` answers by the path. */
export async function openPushService(statusOf: (path: string) => number) {
  const taken: Pushed[] = [];
  const server = createServer((request, reply) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const path = request.url ?? "/";
      taken.push({ path, headers: request.headers, body: Buffer.concat(chunks) });
      reply.writeHead(statusOf(path)).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { origin, taken, close: () => new Promise<void>((resolve) => server.close(() => resolve())) };
}
