export { startBroker } from "./broker.ts";
export type {
  Broker,
  BrokerRules,
  MqttConnection,
  Settle,
} from "./types.ts";
