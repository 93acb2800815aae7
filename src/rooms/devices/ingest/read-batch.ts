import { canonicalV1 } from "../vendors/canonical-v1.ts";
import { eachEvent, type Frame, type Item, type UnreadState, type Waiting } from "./frame.ts";
import { readBody } from "./read-body.ts";
import { outcomeOf } from "./read-frame.ts";
import type { EventFrame } from "./store-events.ts";

export type ReadBatch = { readonly items: readonly Item[]; readonly events: readonly EventFrame[] };

/** A batch whose frames are all read, in the order in which they came, with the events that are in them. */
export function readBatch(waiting: readonly Waiting[]): ReadBatch {
  const items: Item[] = [];
  const events: EventFrame[] = [];
  for (const each of waiting) {
    if (each.kind === "unread") {
      items.push(readState(each));
      continue;
    }
    items.push(each);
    if (each.kind === "frame") eachEvent(each.outcome, (event) => events.push({ frame: each, event, occurrence: 1 }));
  }
  return { items, events };
}

export function readState(unread: UnreadState): Frame {
  const { device, connectionId, receivedAt, code, spelling, payload, settled } = unread;
  return {
    kind: "frame",
    device,
    connectionId,
    receivedAt,
    topic: undefined,
    channel: "state",
    code,
    spelling,
    payload,
    outcome: outcomeOf(readBody(canonicalV1, "state", unread)),
    settled,
  };
}
