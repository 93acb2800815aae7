export { startBroker } from "./broker.ts";
export type {
  Broker,
  BrokerRules,
  MqttConnection,
} from "./types.ts";
