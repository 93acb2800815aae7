export { startBroker } from "./broker.ts";
export type {
  Broker,
  BrokerRules,
  InboundMessage,
  MqttConnection,
} from "./types.ts";
