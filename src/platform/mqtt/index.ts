export { startBroker } from "./broker.ts";
export { type BrokerLink, openBrokerLink } from "./broker-link.ts";
export { readLinkAddress } from "./link-address.ts";
export type {
  Broker,
  BrokerRules,
  MqttConnection,
  Settle,
  TlsDoor,
} from "./types.ts";
