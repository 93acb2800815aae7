import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { Whence } from "./types.ts";

/** The name in the client's certificate, which the handshake has checked. */
export function certifiedName(socket: Socket, asked: boolean): Pick<Whence, "certified"> {
  if (!asked || !(socket instanceof TLSSocket)) return {};
  const name: unknown = socket.authorized ? socket.getPeerCertificate().subject?.CN : undefined;
  return { certified: typeof name === "string" && name !== "" ? name : null };
}
