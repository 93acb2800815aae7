export { startBroker } from "./broker.ts";
export type {
  Broker,
  BrokerRules,
  MqttConnection,
  Settle,
  TlsDoor,
} from "./types.ts";
