import type { Db } from "../../../platform/database/database.ts";
import type { Device } from "../access/device.ts";
import { findOwner } from "../access/find-owner.ts";
import type { Fleet } from "../access/fleet.ts";
import { readRawTopic, readUpTopic } from "../access/topics.ts";
import { canonicalV1 } from "../vendors/canonical-v1.ts";
import { rawDialectOf } from "../vendors/dialects.ts";
import type { Outcome } from "./frame.ts";
import { readBody } from "./read-body.ts";
import { checkedName, outcomeOf, readRaw } from "./read-frame.ts";

/** A frame that lies in the quarantine, as today's dialect of its device reads it. */
export async function readAgain(
  { db, fleet }: { readonly db: Db; readonly fleet: Fleet },
  { device, topic, payload }: { readonly device: Device; readonly topic: string; readonly payload: Buffer },
): Promise<Outcome> {
  const up = readUpTopic(topic);
  if (up !== undefined) return outcomeOf(readBody(canonicalV1, up.channel, { payload }));
  const raw = readRawTopic(topic);
  const dialect = raw && rawDialectOf(device.dialect, raw.dialect);
  if (dialect === undefined)
    return { kind: "quarantined", reason: `topic: a device that speaks ${device.dialect.name} has no frames there` };
  const { outcome, names } = readRaw(dialect, payload);
  return names === undefined
    ? outcome
    : checkedName(outcome, names, await findOwner(db, fleet, { device, code: names }));
}
