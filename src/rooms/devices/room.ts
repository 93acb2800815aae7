import type { Instant } from "../../kernel/clock.ts";
import type { Config } from "../../platform/config/config.ts";
import type { Route } from "../../platform/http/route.ts";
import { readClientCa, type Tls } from "../../platform/http/tls.ts";
import { type Broker, type BrokerLink, startBroker, type TlsDoor } from "../../platform/mqtt/index.ts";
import { type Platform, type Room, watched } from "../../platform/platform.ts";
import type { DueRows } from "../../platform/work/work.ts";
import { openCheckpointKey } from "../lifts/index.ts";
import { alarmTestChannel, loadAlarmTests } from "./access/alarm-tests.ts";
import { brokerRules } from "./access/broker-rules.ts";
import { type ContactMemory, newContactMemory } from "./access/contact-memory.ts";
import { createDownlinks, type Downlinks } from "./access/deliver-downlinks.ts";
import { addExternalBrokerMetrics, joinExternalBroker, newExternalBroker } from "./access/external-broker.ts";
import { createFirstContact, endWaiting, type FirstContact } from "./access/first-contact.ts";
import { createFleet, type Fleet, type Login, twinOfDevice } from "./access/fleet.ts";
import { housekeeping } from "./access/housekeeping.ts";
import { saveLatestStates } from "./access/latest-states.ts";
import { createFleetWalk, loadDevice, loadFleet, refreshFleet } from "./access/load-devices.ts";
import { endDarkness, nightlyDarkLifts } from "./actions/dark-lifts.ts";
import { allCredentials, credentialChannel } from "./actions/enrol-device.ts";
import { fillBlackBoxes } from "./actions/fill-black-boxes.ts";
import { contactRounds } from "./actions/judge-contact.ts";
import { muteChannel } from "./actions/mute-lift.ts";
import { downlinkChannel } from "./actions/queue-downlink.ts";
import { dockingWatch } from "./actions/watch-docking.ts";
import { readSettings } from "./detection/settings.ts";
import { createTimerWheel, type TimerWheel } from "./detection/timer-wheel.ts";
import type { DevicesDoor } from "./door.ts";
import { deviceRefusals, deviceRoutes } from "./http/device-routes.ts";
import { dialectRoutes } from "./http/dialect-routes.ts";
import { dockingRoutes } from "./http/docking-routes.ts";
import { fleetRoutes } from "./http/fleet-routes.ts";
import { gatewayRoutes } from "./http/gateway-routes.ts";
import { ingestRoutes } from "./http/ingest-routes.ts";
import { ownFrameRoutes } from "./http/own-frame-routes.ts";
import { silenceRoutes } from "./http/silence-routes.ts";
import { tripRoutes } from "./http/trip-routes.ts";
import { waitingRoutes } from "./http/waiting-routes.ts";
import type { Batcher } from "./ingest/batcher.ts";
import type { Waiting } from "./ingest/frame.ts";
import { buckets } from "./ingest/frame-chunk.ts";
import { createIngest, makePartitions } from "./ingest/ingest.ts";
import { deviceMeasures } from "./measures.ts";
import { type DetectionSettings, defaultSettings } from "./model/detection-settings.ts";
import { wakeAtOf } from "./model/entrapment.ts";
import { addUpDays } from "./tally/add-up-days.ts";
import { createTallies, type Tallies } from "./tally/keep-tallies.ts";
import { dockingLive } from "./views/docking-list.ts";
import { liftTopic } from "./views/lift-topic.ts";

/** Bytes read from a socket at a time: a gateway's one connection goes several times faster than with Node's 64 KiB. */
const readBytes = 1 << 20;

type Parts = {
  readonly platform: Platform;
  readonly fleet: Fleet;
  readonly contact: ContactMemory;
  readonly wheel: TimerWheel;
  readonly ingest: Batcher<Waiting>;
  readonly downlinks: Downlinks;
  readonly tallies: Tallies;
  readonly firstContact: FirstContact;
};
type Running = { broker: Broker<Login> | undefined; link: BrokerLink | undefined; settings: DetectionSettings };

export function createDevicesRoom(platform: Platform, tls?: Tls): { readonly room: Room; readonly door: DevicesDoor } {
  const fleet = createFleet(platform.clock.now);
  const contact = newContactMemory();
  const running: Running = { broker: undefined, link: undefined, settings: defaultSettings };
  const wheel = createTimerWheel(platform.clock, (id) => wake(parts, id));
  const tallies = createTallies(platform, fleet);
  const ingest = createIngest({ platform, fleet, wheel, tallies, contact, settings: () => running.settings });
  const downlinks = createDownlinks({ ...platform, fleet });
  const walk = createFleetWalk(platform.database.bulk, fleet);
  const firstContact = createFirstContact(platform);
  const parts: Parts = { platform, fleet, contact, wheel, ingest, downlinks, tallies, firstContact };
  const dark = nightlyDarkLifts(parts);
  const docking = { platform, fleet, key: openCheckpointKey(platform.config.dataDir) };
  hearBells(parts);
  platform.metrics.gauge("sp_devices_connected", "devices connected now", () => running.broker?.connections() ?? 0);
  if (platform.config.brokerUrl !== undefined) {
    fleet.everyLifts = newExternalBroker();
    addExternalBrokerMetrics(platform, fleet.everyLifts, () => running.link?.connected() === true);
  }
  platform.metrics.gauge("sp_detectors_waiting", "detectors with a waking time", () => wheel.size());
  const everyMinute = async (now: Instant): Promise<void> => {
    running.settings = await readSettings(platform.database.db, now);
    await walk.round();
    await loadAlarmTests(platform.database.db, fleet, now);
    await endDarkness(parts, now);
    await endWaiting(platform, now);
    await downlinks.deliverAll();
    for (let bucket = 0; bucket < buckets; bucket += 1) await saveLatestStates(platform.database.bulk, fleet, bucket);
    await tallies.keep(now);
  };
  const room: Room = {
    name: "devices",
    routes: routesOf(parts, docking),
    refusals: deviceRefusals,
    measures: deviceMeasures(platform.database.bulk, fleet),
    dueRows: [housekeeping(platform, everyMinute), ...dueRowsOf(parts), dockingWatch(docking)],
    handlers: [dark.handler],
    topics: [
      watched("devices.read", liftTopic(fleet)),
      watched("devices.read", dockingLive(platform.database.db, fleet, platform.clock.now)),
    ],
    start: async () => {
      await start(parts, running, tls);
      await dark.start();
    },
    stop: async () => {
      wheel.stop();
      await running.link?.stop();
      await running.broker?.stop();
      running.broker = undefined;
      await ingest.idle();
    },
    ready: () => running.broker !== undefined,
  };
  return { room, door: doorOf(fleet, () => running.broker) };
}

const routesOf = (parts: Parts, docking: Parameters<typeof dockingRoutes>[0]): Route[] => [
  ...deviceRoutes(parts.platform, parts.fleet),
  ...gatewayRoutes(parts.platform, parts.fleet),
  ...ingestRoutes(parts),
  ...dialectRoutes(parts),
  ...ownFrameRoutes(parts.platform, parts.fleet),
  ...waitingRoutes(parts),
  ...dockingRoutes(docking),
  ...silenceRoutes(parts.platform),
  ...fleetRoutes(parts.platform),
  ...tripRoutes(parts),
];

/** What was stored comes back first; only then may devices come in. */
async function start(parts: Parts, running: Running, tls: Tls | undefined): Promise<void> {
  const { platform, fleet, wheel } = parts;
  const { config, clock, log, database } = platform;
  await makePartitions(database, clock.now());
  running.settings = await readSettings(database.db, clock.now());
  await loadFleet(database.bulk, fleet, clock.now());
  await loadAlarmTests(database.db, fleet, clock.now());
  for (const device of fleet.all()) {
    const wakeAt = wakeAtOf(device.state.entrapment, running.settings);
    if (wakeAt !== undefined) wheel.set(device.id, wakeAt);
  }
  const rules = brokerRules(parts);
  running.broker = await startBroker<Login>({
    host: config.mqttHost,
    port: config.mqttPort,
    clock,
    log,
    highWaterMark: readBytes,
    rules,
    ...(config.mqtts === undefined || tls === undefined ? {} : { tls: tlsDoor(config.mqtts, tls) }),
  });
  const { everyLifts: gateway } = fleet;
  if (config.brokerUrl !== undefined && gateway !== undefined)
    running.link = joinExternalBroker(platform, config.brokerUrl, { gateway, rules });
  wheel.start();
  const { port, tlsPort } = running.broker;
  log.info({ host: config.mqttHost, port, tlsPort }, "mqtt: listening");
}

function tlsDoor({ clientCaFile, ...where }: NonNullable<Config["mqtts"]>, { current, watch }: Tls): TlsDoor {
  const clientCa = clientCaFile === undefined ? {} : { clientCa: readClientCa(clientCaFile) };
  return { ...where, pair: current(), watch, ...clientCa };
}

const dueRowsOf = (parts: Parts): readonly DueRows[] => [
  addUpDays(parts.platform),
  contactRounds(parts),
  fillBlackBoxes(parts.platform),
];

function wake({ platform, fleet, ingest, wheel }: Parts, id: string): void {
  const device = fleet.byId(id);
  if (device === undefined) return;
  ingest.add({ kind: "tick", device }, (error) => {
    if (error === undefined) return;
    platform.log.warn({ err: error, device: id }, "a detector could not be woken; trying again");
    wheel.set(id, platform.clock.now() + 1_000);
  });
}

function doorOf(fleet: Fleet, broker: () => Broker<Login> | undefined): DevicesDoor {
  return {
    twinOf: fleet.twinOf,
    twins: function* () {
      for (const device of fleet.all()) {
        const twin = twinOfDevice(device, fleet.now());
        if (twin !== undefined) yield twin;
      }
    },
    mqttPort: () => broker()?.port ?? 0,
    mqttsPort: () => broker()?.tlsPort,
  };
}

/** Doorbells of transactions, our own and other processes'. After a gap everything is looked at that a bell might have told. */
function hearBells({ platform, fleet, downlinks }: Parts): void {
  const { notifications, database, log, clock } = platform;
  const soon = (work: Promise<unknown>): void => {
    work.catch((error: unknown) =>
      log.warn({ err: error }, "devices: a bell was not followed; housekeeping looks again"),
    );
  };
  notifications.on(
    credentialChannel,
    (username) =>
      soon(username === allCredentials ? refreshFleet(database.bulk, fleet) : loadDevice(database.db, fleet, username)),
    () => soon(refreshFleet(database.bulk, fleet)),
  );
  notifications.on(
    downlinkChannel,
    (deviceId) => {
      const device = fleet.byId(deviceId);
      if (device !== undefined) soon(downlinks.deliver(device));
    },
    () => soon(downlinks.deliverAll()),
  );
  const tests = (): void => soon(loadAlarmTests(database.db, fleet, clock.now()));
  notifications.on(alarmTestChannel, tests, tests);
  notifications.on(
    muteChannel,
    (payload) => {
      const [liftId = "", until = "0"] = payload.split(" ");
      const device = fleet.byLift(liftId);
      if (device !== undefined) device.mutedUntil = Number(until);
    },
    () => undefined, // refreshed with the credentials
  );
}
