import { connect, createServer, type Socket } from "node:net";
import type { Side } from "./draw-point.ts";
import { createListener, isReadyForQuery, type Spoken } from "./gate-messages.ts";

/** Stands between a platform and its PostgreSQL and counts what is committed, so that a kill can fall beside any commit. */
export type DatabaseGate = {
  /** The same address, by way of the gate. */
  readonly through: (url: string) => string;
  /** Commits that came by since the start. */
  readonly commits: () => number;
  /**
   * At the n-th commit from now the gate shuts: nothing more passes in either direction, as if the platform had died at that very
   * moment. Resolves when it has; whoever asked then kills the platform.
   */
  readonly shutAt: (n: number, side: Side, laterMs: number) => Promise<void>;
  /** Shuts it now. */
  readonly shut: () => void;
  /** Drops what was cut, and lets the next platform through. Resolves when nobody of the old one is connected any more. */
  readonly open: () => void;
  readonly close: () => Promise<void>;
};

type Trap = { left: number; readonly side: Side; readonly laterMs: number; readonly sprung: () => void };
type State = { commits: number; isShut: boolean; trap: Trap | undefined; readonly sockets: Set<Socket> };

export async function openDatabaseGate(address: string): Promise<DatabaseGate> {
  const target = new URL(address);
  const state: State = { commits: 0, isShut: false, trap: undefined, sockets: new Set() };
  const server = createServer((client) => passOn(state, client, connect(Number(target.port || 5432), target.hostname)));
  const port = await new Promise<number>((fulfil, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const own = server.address();
      fulfil(typeof own === "object" && own !== null ? own.port : 0);
    });
  });
  const drop = (): void => {
    for (const socket of state.sockets) socket.destroy();
    state.sockets.clear();
  };
  return {
    through: (url) => Object.assign(new URL(url), { hostname: "127.0.0.1", port: String(port) }).href,
    commits: () => state.commits,
    shutAt: (n, side, laterMs) =>
      new Promise((sprung) => {
        state.trap = { left: n, side, laterMs, sprung };
      }),
    shut: () => {
      state.isShut = true;
      state.trap = undefined;
    },
    open: () => {
      drop();
      state.isShut = false;
      state.trap = undefined;
    },
    close: async () => {
      drop();
      await new Promise<void>((fulfil) => server.close(() => fulfil()));
    },
  };
}

/** One connection: messages of the client pass whole, so that one of them can be held back. */
function passOn(state: State, client: Socket, server: Socket): void {
  const listen = createListener();
  let onAnswer: (() => "stop" | "go") | undefined;
  for (const socket of [client, server]) {
    state.sockets.add(socket);
    socket.setNoDelay(true);
    socket.on("error", () => undefined);
    socket.on("close", () => {
      state.sockets.delete(socket);
      client.destroy();
      server.destroy();
    });
  }
  client.on("data", (chunk) => {
    for (const spoken of listen(chunk)) {
      if (state.isShut) return;
      const trap = count(state, spoken);
      if (trap?.side === "before") return spring(state, trap);
      if (trap !== undefined) onAnswer = () => answered(state, trap);
      give(server, client, spoken.bytes);
    }
  });
  server.on("data", (piece) => {
    if (state.isShut) return;
    const act = onAnswer;
    if (act !== undefined && isReadyForQuery(piece)) {
      onAnswer = undefined;
      if (act() === "stop") return;
    }
    give(client, server, piece);
  });
}

/** The trap, if this message is the one that it waits for. */
function count(state: State, { commits }: Spoken): Trap | undefined {
  if (!commits) return undefined;
  state.commits += 1;
  const { trap } = state;
  if (trap === undefined) return undefined;
  trap.left -= 1;
  return trap.left === 0 ? trap : undefined;
}

function answered(state: State, trap: Trap): "stop" | "go" {
  if (trap.side === "after") {
    spring(state, trap);
    return "stop";
  }
  setTimeout(() => spring(state, trap), trap.laterMs);
  return "go";
}

function spring(state: State, trap: Trap): void {
  if (state.trap !== trap) return;
  state.isShut = true;
  state.trap = undefined;
  trap.sprung();
}

/** No faster than the other side takes it. */
function give(to: Socket, from: Socket, bytes: Buffer): void {
  if (to.write(bytes)) return;
  from.pause();
  to.once("drain", () => from.resume());
}
