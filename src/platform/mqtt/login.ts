import type { AedesOptions, AuthenticateError, Client, ConnectPacket } from "aedes";
import type { Connection } from "./connection.ts";
import { type BrokerContext, sessionKey } from "./context.ts";

const clientIdLengthMax = 128;
const willBytesMax = 16 * 1024;
/** CONNACK of MQTT 5 with reason 0x84, unsupported protocol version. */
const version5Refused = Buffer.from([0x20, 0x03, 0x00, 0x84, 0x00]);
const lingerMs = 2_000;

const refusal = (returnCode: 2 | 3 | 4, message: string): AuthenticateError =>
  Object.assign(new Error(message), { returnCode });

/** The part of Aedes' options that decides who comes in. */
export function login<P>(context: BrokerContext<P>): Pick<AedesOptions, "preConnect" | "authenticate"> {
  const { connections, options, reject, warn } = context;
  return {
    preConnect: (client, packet, done) => {
      const connection = connections.get(client);
      if (connection === undefined || connection.status === "ended") return;
      if (packet.protocolVersion === 5) return refuseVersion5(context, client, connection);
      takeOverFromAedes(connection, packet);
      done(null, true);
    },
    authenticate: (client, username, password, done) => {
      const connection = connections.get(client);
      if (connection === undefined || connection.status === "ended") return;
      const { remote } = connection;
      connection.username = username ?? "";
      connection.clientId = client.id;
      const refuse = (error: AuthenticateError) => {
        const kind = error.returnCode === 2 ? "protocol" : "authentication";
        reject({ kind, remote, clientId: client.id.slice(0, clientIdLengthMax), detail: error.message });
        done(error, false);
      };
      if (client.id.length > clientIdLengthMax) return refuse(refusal(2, "client id too long"));
      // Aedes takes over by this id.
      client.id = sessionKey(connection);
      const asked = async () =>
        options.rules.authenticate(connection.username, password?.toString() ?? "", connection.whence);
      asked().then(
        (principal) => {
          if (connection.status === "ended") return;
          if (principal === undefined) return refuse(refusal(4, `unknown name or wrong secret: ${username ?? ""}`));
          connection.principal = { value: principal };
          const perSecondMax = options.rules.publishesPerSecondMax?.(principal);
          if (perSecondMax !== undefined) connection.gate.allow(perSecondMax);
          done(null, true);
        },
        (err: unknown) => {
          warn({ err, username }, "mqtt: authentication not possible");
          if (connection.status !== "ended") refuse(refusal(3, "authentication not possible"));
        },
      );
    },
  };
}

/**
 * Sessions, wills and keep-alive are not Aedes' business here. Its keep-alive drops a client whose messages wait for a
 * slow commit; ours counts such a client as alive (see Connection.check).
 */
function takeOverFromAedes<P>(connection: Connection<P>, packet: ConnectPacket): void {
  connection.keepAliveMs = (packet.keepalive ?? 0) * 1_000;
  packet.keepalive = 0;
  packet.clean = true;
  connection.will = keptWill(packet.will);
  delete packet.will;
}

/** A copy of its own, since it is kept as long as the connection; a larger one is no message that anybody would take. */
const keptWill = (will: ConnectPacket["will"]): Connection<unknown>["will"] =>
  will === undefined || will.payload.length > willBytesMax
    ? undefined
    : { topic: will.topic, payload: Buffer.from(will.payload), qos: will.qos ?? 0 };

/** Aedes would answer in the form of 3.1.1, which a client of version 5 cannot read. */
function refuseVersion5<P>({ reject }: BrokerContext<P>, client: Client, connection: Connection<P>): void {
  reject({ kind: "protocol", remote: connection.remote, detail: "MQTT 5 is not spoken here, use 3.1.1" });
  client.conn.end(version5Refused);
  const linger = setTimeout(() => connection.close(), lingerMs);
  client.conn.once("close", () => clearTimeout(linger));
}
