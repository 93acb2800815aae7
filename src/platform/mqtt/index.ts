export { startBroker } from "./broker.ts";
export type {
  Broker,
  BrokerLimits,
  BrokerOptions,
  BrokerRules,
  InboundMessage,
  MqttClientInfo,
  MqttConnection,
  Rejection,
  RejectionKind,
} from "./types.ts";
