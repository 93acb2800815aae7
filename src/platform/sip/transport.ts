import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { connect as connectTcp, isIPv6, type Socket as TcpSocket } from "node:net";
import { StreamFraming } from "./stream-framing.ts";

export type Endpoint = { readonly transport: "udp" | "tcp"; readonly host: string; readonly port: number };

export type Hears = {
  /** One whole message, as it came. */
  readonly message: (bytes: Buffer) => void;
  /** Nobody is there: what waits for an answer need not wait longer. `code` is the system's. */
  readonly unreachable: (code: string) => void;
  /** Bytes that are no message, and how that was found. */
  readonly unreadable: (why: string) => void;
};

type Local = { readonly host: string; readonly port: number };
const nowhere: Local = { host: "127.0.0.1", port: 0 };

/**
 * The way to one exchange. Only that address is heard: a datagram socket that is connected takes nothing from anybody else, and a
 * stream is ours. It opens by itself with the first message, and again after it was lost; once closed it stays so.
 */
export type Transport = {
  readonly open: () => Promise<void>;
  /** Our own address towards the exchange, as it was when the way was opened last. */
  readonly local: () => Local;
  readonly send: (bytes: Buffer) => void;
  readonly close: () => Promise<void>;
};

export const createTransport = (to: Endpoint, localPort: number, hears: Hears): Transport =>
  to.transport === "udp" ? udpTransport(to, localPort, hears) : tcpTransport(to, hears);

function udpTransport({ host, port }: Endpoint, localPort: number, hears: Hears): Transport {
  let opening: Promise<UdpSocket> | undefined;
  let local = nowhere;
  let closed = false;
  const fail = (code: string): void => {
    void closeUdp(opening);
    opening = undefined;
    hears.unreachable(code);
  };
  const open = async (): Promise<UdpSocket> => {
    const socket = createSocket(isIPv6(host) ? "udp6" : "udp4");
    try {
      await new Promise<void>((opened, failed) => {
        socket.once("error", failed);
        // The port stays the same over a restart: the exchange goes on telling us of calls that run.
        socket.bind(localPort, () =>
          socket.connect(port, host, ((error?: Error) =>
            error === undefined || error === null ? opened() : failed(error)) as () => void),
        );
      });
    } catch (error) {
      socket.removeAllListeners("error").on("error", () => undefined);
      socket.close();
      throw error;
    }
    const { address, port: ours } = socket.address();
    local = { host: address, port: ours };
    socket.removeAllListeners("error");
    socket.on("message", (bytes) => hears.message(bytes));
    socket.on("error", (error) => fail(codeOf(error)));
    return socket;
  };
  const opened = (): Promise<UdpSocket> => {
    if (closed) return Promise.reject(new Error("closed"));
    opening ??= open();
    opening.catch(() => {
      opening = undefined;
    });
    return opening;
  };
  return {
    open: async () => void (await opened()),
    local: () => local,
    send: (bytes) =>
      void opened().then(
        (socket) => socket.send(bytes, (error) => (error === null ? undefined : fail(codeOf(error)))),
        (error: unknown) => hears.unreachable(codeOf(error)),
      ),
    close: async () => {
      closed = true;
      const closing = opening;
      opening = undefined;
      await closeUdp(closing);
    },
  };
}

async function closeUdp(opening: Promise<UdpSocket> | undefined): Promise<void> {
  const socket = await opening?.catch(() => undefined);
  if (socket === undefined) return;
  socket.removeAllListeners().on("error", () => undefined);
  await new Promise<void>((closed) => {
    try {
      socket.close(closed);
    } catch {
      // It was closed before.
      closed();
    }
  });
}

const connectLimitMs = 5_000;

function tcpTransport({ host, port }: Endpoint, hears: Hears): Transport {
  let opening: Promise<TcpSocket> | undefined;
  let local = nowhere;
  let closed = false;
  const opened = (): Promise<TcpSocket> => {
    if (closed) return Promise.reject(new Error("closed"));
    opening ??= openTcp({ host, port }, hears, () => {
      opening = undefined;
    });
    opening.then(
      ({ localAddress, localPort }) => {
        local = { host: localAddress ?? nowhere.host, port: localPort ?? 0 };
      },
      () => undefined,
    );
    return opening;
  };
  return {
    open: async () => void (await opened()),
    local: () => local,
    send: (bytes) =>
      void opened().then(
        (socket) => socket.write(bytes),
        (error: unknown) => hears.unreachable(codeOf(error)),
      ),
    close: async () => {
      closed = true;
      const socket = await opening?.catch(() => undefined);
      opening = undefined;
      socket?.removeAllListeners("close").destroy();
    },
  };
}

function openTcp(to: { host: string; port: number }, hears: Hears, onGone: () => void): Promise<TcpSocket> {
  const framing = new StreamFraming();
  const socket = connectTcp(to);
  socket.setNoDelay(true).setKeepAlive(true, 30_000);
  return new Promise((opened, failed) => {
    const lost = (error?: Error): void => {
      onGone();
      failed(error ?? new Error("closed"));
    };
    const limit = setTimeout(
      () => socket.destroy(Object.assign(new Error("timeout"), { code: "ETIMEDOUT" })),
      connectLimitMs,
    );
    socket.once("error", lost);
    socket.once("connect", () => {
      clearTimeout(limit);
      socket.removeListener("error", lost);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        onGone();
        hears.unreachable("ECONNRESET");
      });
      socket.on("data", (bytes) => {
        const messages = framing.take(bytes);
        for (const each of messages ?? []) hears.message(each);
        if (messages === undefined) {
          hears.unreadable("framing");
          socket.destroy();
        }
      });
      opened(socket);
    });
    socket.once("close", () => clearTimeout(limit));
  });
}

/** Only the code: an error's words may hold an address. */
const codeOf = (error: unknown): string =>
  typeof error === "object" && error !== null && "code" in error ? String(error.code) : "unreachable";
