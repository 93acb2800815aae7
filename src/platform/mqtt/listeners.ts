import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type Server as TlsServer } from "node:tls";
import type { BrokerContext } from "./context.ts";
import type { TlsDoor } from "./types.ts";

export type Listeners = {
  readonly port: number;
  readonly tlsPort: number | undefined;
  /** Ends every socket too, those amid their handshake among them. */
  readonly close: () => Promise<void>;
};

/** Opens the plain door and, where there is one, that for mqtts. Throws when an address cannot be listened on; then none is open. */
export async function openListeners<P>(
  context: BrokerContext<P>,
  onSocket: (socket: Socket) => void,
): Promise<Listeners> {
  const { host, port, tls, highWaterMark = 64 * 1024 } = context.options;
  const sockets = new Set<Socket>();
  const servers: Server[] = [];
  let unwatch: (() => void) | undefined;
  const close = async (): Promise<void> => {
    unwatch?.();
    const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
    for (const socket of sockets) socket.destroy();
    await Promise.all(closed);
  };
  const open = async (server: Server, where: { host: string; port: number }): Promise<number> => {
    watchOver(context, server, sockets);
    await listen(server, where);
    servers.push(server);
    return (server.address() as AddressInfo).port;
  };
  try {
    const plain = await open(createServer({ highWaterMark }, onSocket), { host, port });
    if (tls === undefined) return { port: plain, tlsPort: undefined, close };
    const handshakeTimeout = context.limits.connectTimeoutMs;
    const secure = createTlsServer({ ...secureOptions(tls, tls.pair), highWaterMark, handshakeTimeout }, onSocket);
    const tlsPort = await open(secure, tls);
    unwatch = tls.watch?.((pair) => secure.setSecureContext(secureOptions(tls, pair)));
    return { port: plain, tlsPort, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** With an authority a handshake without a certificate of it fails. */
const secureOptions = (
  { clientCa }: TlsDoor,
  pair: TlsDoor["pair"],
): Parameters<TlsServer["setSecureContext"]>[0] & object => ({
  cert: pair.cert,
  key: pair.key,
  minVersion: "TLSv1.2",
  ...(clientCa === undefined ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: true }),
});

function watchOver<P>(context: BrokerContext<P>, server: Server, sockets: Set<Socket>): void {
  const { connectionsMax } = context.limits;
  server.maxConnections = connectionsMax;
  // Out of file descriptors, for one: those who are connected stay, others come later.
  server.on("error", (err) => context.warn({ err }, "mqtt: a connection could not be accepted"));
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.on("drop", (data) =>
    context.reject({
      kind: "too-many-connections",
      remote: data?.remoteAddress ?? "unknown",
      detail: `limit ${connectionsMax}`,
    }),
  );
  server.on("tlsClientError", (error: Error, socket: Socket) =>
    context.reject({ kind: "protocol", remote: socket.remoteAddress ?? "unknown", detail: error.message }),
  );
}

function listen(server: Server, { host, port }: { readonly host: string; readonly port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port, backlog: 4_096 }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}
