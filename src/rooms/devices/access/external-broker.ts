import type { BrokerLink, BrokerRules } from "../../../platform/mqtt/index.ts";
import { openBrokerLink, readLinkAddress } from "../../../platform/mqtt/index.ts";
import type { Platform } from "../../../platform/platform.ts";
import { upChannels } from "../contract.ts";
import type { Gateway } from "./device.ts";
import type { Login } from "./fleet.ts";

/**
 * Devices of an external broker. Who may log in there and publish where is the broker's business; a frame at a lift's topic is that
 * lift's. To this room it is a gateway that may speak for every lift.
 */
export const newExternalBroker = (): Gateway => ({
  id: "external-broker",
  name: "external broker",
  username: "external-broker",
  // No secret has this hash, and no login this name's prefix: nobody comes in with it.
  secret: "",
  revoked: true,
  lines: new Map(),
  devices: new Set(),
  refusals: { count: 0, last: undefined },
});

/** Up channels only: what we publish ourselves must not come back. */
const filters = [...upChannels.map((channel) => `sp/v1/+/${channel}`), "sp/raw/+", "sp/raw/+/+"];
const hears = ["sp/v1/+/+"];

export function joinExternalBroker(
  { clock, log }: Pick<Platform, "clock" | "log">,
  url: string,
  { gateway, rules }: { readonly gateway: Gateway; readonly rules: BrokerRules<Login> },
): BrokerLink {
  const principal: Login = { kind: "gateway", gateway };
  return openBrokerLink({
    address: readLinkAddress(url),
    filters,
    clock,
    log,
    onMessage: (message, settle) => rules.onPublish({ ...message, principal, qos: 1 }, settle),
    onConnected: (connection) => {
      rules.onConnected?.(principal, connection);
      rules.onSubscribed?.(principal, connection, hears);
    },
    onDisconnected: (connection) => rules.onDisconnected?.(principal, connection),
  });
}

export function addExternalBrokerMetrics(
  { metrics }: Pick<Platform, "metrics">,
  gateway: Gateway,
  connected: () => boolean,
): void {
  metrics.gauge(
    "sp_external_broker_connected",
    "1 while the external broker is connected and has granted what the platform listens to",
    () => Number(connected()),
  );
  metrics.gauge(
    "sp_external_broker_refused",
    "frames of the external broker for topics that are no lift's, since the start",
    () => gateway.refusals.count,
  );
}
