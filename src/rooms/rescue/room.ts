import type { Principal } from "../../kernel/principal.ts";
import type { Route } from "../../platform/http/route.ts";
import type { LiveTopic } from "../../platform/live/live.ts";
import { openPushKeys } from "../../platform/notify/index.ts";
import { listNotices, type Notice, outboxTopic } from "../../platform/notify/notify.ts";
import { type Platform, type Room, watched } from "../../platform/platform.ts";
import type { DevicesDoor } from "../devices/index.ts";
import { accidentReportsDue } from "./actions/accident-files.ts";
import { carCallsDue, noteHeard } from "./actions/car-call-work.ts";
import {
  callersToForget,
  passengersToForget,
  photosToForget,
  positionsToForget,
  recordingsToForget,
  signaturesToForget,
} from "./actions/forget.ts";
import { incidentsDue, openWithoutDue } from "./actions/incident-due.ts";
import { learnHistories } from "./actions/learn-histories.ts";
import { measureReach } from "./actions/measure-reach.ts";
import { stormsDue } from "./actions/storm-plan.ts";
import { stormWatch } from "./actions/storms.ts";
import { supplyReturnsDue } from "./actions/supply-returns.ts";
import { testCallsByThemselves, testCallsUnderWay } from "./actions/test-calls.ts";
import { drillsToYield } from "./actions/yield-crews.ts";
import { bulletinRoutes } from "./http/bulletin-routes.ts";
import { callRoutes } from "./http/call-routes.ts";
import { carCallRoutes } from "./http/car-call-routes.ts";
import { carRoutes } from "./http/car-routes.ts";
import { chatRoutes } from "./http/chat-routes.ts";
import { coverRoutes } from "./http/cover-routes.ts";
import { deskRoutes } from "./http/desk-routes.ts";
import { dispatchRoutes } from "./http/dispatch-routes.ts";
import { drillRoutes } from "./http/drill-routes.ts";
import { fieldRoutes } from "./http/field-routes.ts";
import { hazardRoutes } from "./http/hazard-routes.ts";
import { locateRoutes } from "./http/locate-routes.ts";
import { mergeRoutes } from "./http/merge-routes.ts";
import { partnerRoutes } from "./http/partner-routes.ts";
import { phoneRoutes } from "./http/phone-routes.ts";
import { type Push, pushRoutes } from "./http/push-routes.ts";
import { readRoutes } from "./http/read-routes.ts";
import { rescueRefusals } from "./http/refusals.ts";
import { reportRoutes } from "./http/report-routes.ts";
import { retentionRoutes } from "./http/retention-routes.ts";
import { settingRoutes } from "./http/setting-routes.ts";
import { stormRoutes } from "./http/storm-routes.ts";
import { useUnitRoutes } from "./http/use-unit-routes.ts";
import { rescueMeasures } from "./measures.ts";
import { openCarPhone } from "./open-car-phone.ts";
import { whenDownlinkDone } from "./reactions/when-downlink-done.ts";
import { whenEntrapmentCleared } from "./reactions/when-entrapment-cleared.ts";
import { whenEntrapmentConfirmed } from "./reactions/when-entrapment-confirmed.ts";
import { whenPowerChanged } from "./reactions/when-power-changed.ts";
import type { RescueMeans } from "./rescue-means.ts";
import { progressLive } from "./views/car-progress.ts";
import { crewLive } from "./views/crew-tasks.ts";
import { deskLive } from "./views/desk.ts";
import { callsLive } from "./views/phone-calls.ts";
import { stormsLive } from "./views/storms.ts";

export function createRescueRoom(platform: Platform, devices: Pick<DevicesDoor, "twinOf">): { readonly room: Room } {
  const { database, clock, roads, config } = platform;
  platform.metrics.gauge("sp_rescue_open_without_due", "open incidents that nothing would wake: must be 0", () =>
    openWithoutDue(database.db),
  );
  const { rescueNumber, publicUrl } = config;
  const callsOut = config.notices.voice !== undefined;
  const { carPhone, ...line } = openCarPhone(platform, (id) => noteHeard(means, id));
  const means: RescueMeans = { database, clock, roads, rescueNumber, publicUrl, callsOut, carPhone };
  return {
    room: {
      name: "rescue",
      ...line,
      routes: [...routesOf(means, config), ...pushRoutes(means, pushOf(config))],
      refusals: rescueRefusals,
      measures: rescueMeasures(database),
      reactions: [
        whenEntrapmentConfirmed(means),
        whenEntrapmentCleared(means),
        whenDownlinkDone(means),
        whenPowerChanged(means),
      ],
      dueRows: [
        incidentsDue(means),
        carCallsDue(means),
        drillsToYield(means),
        accidentReportsDue(means),
        callersToForget(means),
        positionsToForget(means),
        passengersToForget(means),
        recordingsToForget(means),
        photosToForget(means),
        signaturesToForget(means),
        learnHistories(means),
        stormWatch(means),
        stormsDue(means),
        supplyReturnsDue(means),
        measureReach(means),
        testCallsUnderWay(means),
        testCallsByThemselves(means),
      ],
      topics: [
        watched("rescue.read", deskLive(means)),
        watched("rescue.dispatch", callsLive(means)),
        watched("rescue.read", stormsLive(means)),
        watched("rescue.crew", crewLive(means, { centreNumber: config.rescueNumber, twinOf: devices.twinOf })),
        watched("public", progressLive(means)),
        watched("rescue.outbox.read", outboxLive(platform)),
      ],
    },
  };
}

const pushOf = ({ dataDir, pushHosts }: Platform["config"]): Push => ({
  publicKey: openPushKeys(dataDir).publicKey,
  moreHosts: pushHosts,
});

const routesOf = (means: RescueMeans, config: Platform["config"]): Route[] => [
  ...callRoutes(means),
  ...carCallRoutes(means),
  ...deskRoutes(means),
  ...dispatchRoutes(means),
  ...mergeRoutes(means),
  ...phoneRoutes(means, config.exchangeSecret),
  ...locateRoutes(means),
  ...reportRoutes(means),
  ...partnerRoutes(means, config.partnerSecrets),
  ...readRoutes(means),
  ...bulletinRoutes(means),
  ...coverRoutes(means),
  ...fieldRoutes(means),
  ...carRoutes(means),
  ...chatRoutes(means),
  ...useUnitRoutes(means),
  ...hazardRoutes(means),
  ...settingRoutes(means),
  ...retentionRoutes(means),
  ...stormRoutes(means),
  ...drillRoutes(means),
];

/** Live topic `outbox`: what would go out by SMS or voice, with what became of it. */
function outboxLive({ database }: Platform): LiveTopic<Principal, Notice> {
  return {
    name: outboxTopic,
    snapshot: async () => (await listNotices(database.db, {})).filter((notice) => notice.channel !== "live"),
    load: (keys) => listNotices(database.db, { ids: keys }),
    keyOf: (row) => row.id,
    sees: (_viewer, _arg, row) => row.channel !== "live",
  };
}
