import type { AedesOptions } from "aedes";
import type { BrokerContext } from "./broker.ts";

const filterLengthMax = 1_024;

/** Decides on each filter of a SUBSCRIBE; a refused one gets 0x80 in SUBACK and the connection stays. */
export function grantSubscriptions<P>(context: BrokerContext<P>): NonNullable<AedesOptions["authorizeSubscribe"]> {
  const { connections, limits, options, reject } = context;
  return (client, subscription, done) => {
    const connection = connections.get(client);
    if (connection?.principal === undefined || connection.status === "ended") return;
    const { topic } = subscription;
    const { remote, clientId } = connection;
    const refuse = (detail: string) => {
      reject({ kind: "subscribe", remote, clientId, detail });
      done(null, null);
    };
    if (topic.length > filterLengthMax) return refuse("filter too long");
    if (connection.downlink.subscriptionCount >= limits.subscriptionsPerConnectionMax)
      return refuse("too many filters");
    try {
      if (!options.rules.maySubscribe(connection.principal.value, topic)) return refuse(topic);
    } catch (err) {
      options.log.error({ err, clientId }, "mqtt: a rule of the broker failed");
      return refuse(topic);
    }
    // Recorded as granted only when SUBACK is written (event "subscribe"); one packet holds what 256 KiB can hold.
    done(null, subscription);
  };
}
