import type { Db } from "../../../platform/database/database.ts";
import { findLiftByRegisterCode } from "../../lifts/index.ts";
import type { Whose } from "../ingest/read-frame.ts";
import type { Device } from "./device.ts";
import type { Fleet } from "./fleet.ts";

/** The device whose lift a code names, by the register; a further code of a lift with a device is learnt. */
export async function findDevice(db: Db, fleet: Fleet, code: string): Promise<Device | "no-device" | "no-lift"> {
  const known = fleet.byCode(code);
  if (known !== undefined) return known;
  const lift = await findLiftByRegisterCode(db, code);
  if (lift === undefined) return "no-lift";
  const device = fleet.byLift(lift.id);
  if (device === undefined) return "no-device";
  fleet.learnCode(code, device);
  return device;
}

/** Whose lift a code names, as seen from a device. */
export async function findOwner(db: Db, fleet: Fleet, asked: { device: Device; code: string }): Promise<Whose> {
  const found = await findDevice(db, fleet, asked.code);
  if (found === "no-lift") return "unknown";
  return found === asked.device ? "own" : "other";
}
