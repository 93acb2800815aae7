import type { BrokerRules } from "../../../platform/mqtt/index.ts";
import type { Platform } from "../../../platform/platform.ts";
import type { Batcher } from "../ingest/batcher.ts";
import type { Waiting } from "../ingest/frame.ts";
import type { Downlinks } from "./deliver-downlinks.ts";
import type { Device, Line } from "./device.ts";
import { findCertified, findLogin } from "./find-login.ts";
import type { FirstContact } from "./first-contact.ts";
import { addLine, devicesOf, type Fleet, type Login, linesOfLogin, twinOfDevice } from "./fleet.ts";
import { type Source, takeFrame } from "./take-frame.ts";
import { readFilter, readGatewayFilter } from "./topics.ts";

type Parts = {
  readonly platform: Platform;
  readonly fleet: Fleet;
  readonly ingest: Batcher<Waiting>;
  readonly downlinks: Downlinks;
  readonly firstContact: FirstContact;
};

/** A lift's device sends a few frames a minute; this is room for its whole buffer after a break. */
const devicePerSecondMax = 500;
/** A gateway speaks for thousands of lifts. */
const gatewayPerSecondMax = 100_000;

/** A device needs one; a few that have not been seen to break may stand beside it. A gateway may spread its load. */
const connectionsMax = { device: 8, gateway: 200 } as const;

/** How a device or a gateway knocks, speaks, listens and leaves. A connection's principal is its login. */
export function brokerRules(parts: Parts): BrokerRules<Login> {
  const { platform, fleet, ingest, downlinks, firstContact } = parts;
  const { database, log, metrics } = platform;
  const rejected = metrics.counter("sp_device_rejections_total", "what the broker turned away", ["kind"]);
  const deliver = (device: Device): Promise<void> =>
    downlinks.deliver(device).catch((error: unknown) => {
      log.warn({ err: error, device: device.id }, "waiting messages could not be read; housekeeping looks again");
    });
  return {
    authenticate: async (username, password, { remote: address, certified }) => {
      if (certified !== undefined) return findCertified(database.db, fleet, { username, certified });
      const knock = { username, password };
      const login = await findLogin(database.db, fleet, knock);
      // Nobody knows it: it gets a place on the waiting list at the most, and is not let in.
      if (login === undefined) await firstContact.knock({ ...knock, address });
      return login;
    },
    publishesPerSecondMax: ({ kind }) => (kind === "device" ? devicePerSecondMax : gatewayPerSecondMax),
    maySubscribe: (login, filter) =>
      login.kind === "gateway"
        ? readGatewayFilter(filter) !== undefined
        : fleet.byCode(readFilter(filter)?.code ?? "") === login.device,
    onPublish: (message, settle) =>
      takeFrame(parts, message, linesOfLogin(message.principal).get(message.connectionId) ?? endedLine(), settle),
    onConnected: (login, connection) => {
      addLine(login, newLine(connection));
      endOldest(login);
      for (const device of devicesOf(login)) {
        showConnection(platform, device);
        // Its detector may have waited for the device to be heard again.
        if (device.phase.status === "suspected") ingest.add({ kind: "tick", device }, () => undefined); // where it fails, the next state makes the same step
      }
    },
    onSubscribed: (login, connection, filters) => {
      const line = linesOfLogin(login).get(connection.connectionId);
      if (line === undefined) return;
      listen(line, filters);
      if (login.kind === "device") void deliver(login.device);
      // What waits for lifts of a gateway is found by the table of waiting messages, not lift by lift.
      else void downlinks.deliverAll().catch(() => undefined);
    },
    onDisconnected: (login, connection) => {
      linesOfLogin(login).delete(connection.connectionId);
      for (const device of devicesOf(login)) showConnection(platform, device);
    },
    onRejected: ({ kind, remote, clientId, detail }) => {
      rejected.inc({ kind });
      log.info({ kind, remote, clientId, detail }, "mqtt: turned away");
    },
  };
}

/** Between the end of a connection and its last frames: what it would have learnt is of no use any more. */
const endedLine = (): Source => ({ foreign: new Map() });

const newLine = (connection: Line["connection"]): Line => ({
  connection,
  spellings: new Map(),
  channels: new Set(),
  foreign: new Map(),
});

/** Whoever opens ever more keeps the newest: a device that comes back after a break is never kept out by its own dead connections. */
function endOldest(login: Login): void {
  const lines = linesOfLogin(login);
  const tooMany = lines.size - connectionsMax[login.kind];
  for (const { connection } of [...lines.values()].slice(0, Math.max(0, tooMany))) connection.close();
}

function listen(line: Line, filters: readonly string[]): void {
  for (const filter of filters) {
    const named = readFilter(filter);
    if (named !== undefined) line.spellings.set(named.code, named.spelling);
    const channel = readGatewayFilter(filter);
    if (channel !== undefined) line.channels.add(channel);
  }
}

function showConnection({ live, clock }: Platform, device: Device): void {
  const twin = twinOfDevice(device, clock.now());
  if (twin !== undefined) live.publish("lift", twin);
}
