import type { LiftId } from "../../../kernel/ids.ts";
import type { Principal } from "../../../kernel/principal.ts";
import type { LiveTopic } from "../../../platform/live/live.ts";
import { covers, scopesOf } from "../../identity/index.ts";
import type { Fleet } from "../access/fleet.ts";
import type { Twin } from "../contract.ts";

/** Live topic `lift:<liftId>`: the twin from memory, at every frame. */
export function liftTopic(fleet: Fleet): LiveTopic<Principal, Twin> {
  const twins = (ids: readonly string[]): Twin[] => ids.flatMap((id) => fleet.twinOf(id) ?? []);
  const sees = (viewer: Principal, liftId: string): boolean => maySeeLift(fleet, viewer, liftId);
  return {
    name: "lift",
    inMemory: true,
    snapshot: async (viewer, arg) => (sees(viewer, arg) ? twins([arg]) : []),
    load: async (keys) => twins(keys),
    keyOf: (twin) => twin.liftId,
    concerns: (arg, key) => arg === key,
    sees: (viewer, arg, twin) => twin.liftId === arg && sees(viewer, arg),
  };
}

/** By the lift's region and units as this process last read them (every ten minutes or so). */
export function maySeeLift(fleet: Fleet, viewer: Principal, liftId: LiftId | string): boolean {
  const device = fleet.byLift(liftId);
  return device !== undefined && covers(scopesOf(viewer, "devices.read"), device.scope);
}
