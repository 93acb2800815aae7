import { type AddressInfo, createServer, type Socket } from "node:net";
import { Aedes } from "aedes";
import { systemClock } from "../src/kernel/clock.ts";
import { startBroker } from "../src/platform/mqtt/index.ts";

/** A broker that knows neither lifts nor a database: whoever logs in may publish, every publish is counted and acknowledged. */
export type BareBroker = { readonly port: number; readonly counted: () => number; readonly stop: () => Promise<void> };

/** The embedded broker as its library brings it: sessions, subscriptions and an acknowledgement for each packet are its own. */
export async function startLibraryBroker(): Promise<BareBroker> {
  let counted = 0;
  const aedes = await Aedes.createBroker({
    authorizePublish: (_client, _packet, done) => {
      counted += 1;
      done(null);
    },
  });
  const sockets = new Set<Socket>();
  const server = createServer({ highWaterMark: 1 << 20 }, (socket) => {
    sockets.add(socket);
    aedes.handle(socket);
  });
  await new Promise<void>((resolve) => server.listen({ host: "127.0.0.1", port: 0 }, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    counted: () => counted,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await new Promise<void>((resolve) => aedes.close(resolve));
    },
  };
}

/** The same library as the platform runs it: no sessions, nothing forwarded, acknowledgements written many at a time. */
export async function startTunedBroker(): Promise<BareBroker> {
  let counted = 0;
  const broker = await startBroker<string>({
    host: "127.0.0.1",
    port: 0,
    clock: systemClock,
    log: { warn: () => undefined, error: () => undefined } as never,
    highWaterMark: 1 << 20,
    limits: { publishesPerSecondMax: 1_000_000 },
    rules: {
      authenticate: async (username) => username,
      maySubscribe: () => false,
      onPublish: (_message, settle) => {
        counted += 1;
        settle();
      },
    },
  });
  return { port: broker.port, counted: () => counted, stop: broker.stop };
}
