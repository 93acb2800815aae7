import type { AedesOptions } from "aedes";
import type { BrokerContext } from "./context.ts";

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
    if (!connection.downlink.mayAdd(topic, limits.subscriptionsPerConnectionMax)) return refuse("too many filters");
    try {
      if (!options.rules.maySubscribe(connection.principal.value, topic)) return refuse(topic);
    } catch (err) {
      options.log.error({ err, clientId }, "mqtt: a rule of the broker failed");
      return refuse(topic);
    }
    // Counted at once, because one packet can carry thousands; messages may well come before SUBACK (3.8.4).
    connection.downlink.subscribed(topic, subscription.qos);
    done(null, subscription);
  };
}
