import { Readable } from "node:stream";
import type { Client } from "aedes";

type Numbered = { readonly messageId?: number };
const nothing = async (): Promise<void> => {};

/**
 * Aedes keeps sessions, retained messages and queues in a store. Ours keeps none of them: every session is clean, the
 * truth about what a device must still be told is a row of the database, and a store in memory would grow with every
 * client id that anybody invents. What remains are the ids of QoS 2 messages between PUBLISH and PUBREL.
 */
export function noPersistence() {
  const unreleased = new Map<string, Set<number>>();
  const find = (client: Client, packet: Numbered): boolean =>
    unreleased.get(client.id)?.has(packet.messageId ?? 0) ?? false;

  return {
    // Aedes asks for exactly an async function here.
    setup: async () => {},
    storeRetained: nothing,
    createRetainedStreamCombi: () => Readable.from([]),
    addSubscriptions: nothing,
    removeSubscriptions: nothing,
    cleanSubscriptions: nothing,
    subscriptionsByClient: async () => [],
    subscriptionsByTopic: async () => [],
    outgoingEnqueue: nothing,
    outgoingEnqueueCombi: nothing,
    outgoingUpdate: nothing,
    outgoingStream: () => Readable.from([]),
    /** Handing the packet back puts its message id into the event `ack`; that is how a downlink learns of its PUBACK. */
    outgoingClearMessageId: async (_client: Client, packet: Numbered) => packet,
    putWill: nothing,
    delWill: nothing,
    streamWill: () => Readable.from([]),
    incomingStorePacket: async (client: Client, packet: Numbered) => {
      const ids = unreleased.get(client.id) ?? new Set<number>();
      unreleased.set(client.id, ids.add(packet.messageId ?? 0));
    },
    incomingGetPacket: async (client: Client, packet: Numbered) => {
      if (!find(client, packet)) throw new Error("no such packet");
      return packet;
    },
    incomingDelPacket: async (client: Client, packet: Numbered) => {
      if (!find(client, packet)) throw new Error("no such packet");
      unreleased.get(client.id)?.delete(packet.messageId ?? 0);
    },
    cleanIncoming: async (client: Client) => {
      unreleased.delete(client.id);
    },
  };
}
