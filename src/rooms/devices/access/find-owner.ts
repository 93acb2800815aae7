import type { Db } from "../../../platform/database/database.ts";
import { findLiftByRegisterCode } from "../../lifts/index.ts";
import type { Whose } from "../ingest/read-frame.ts";
import type { Device } from "./fleet.ts";

/** Whose lift a code names, by the register; a further code of the device's own lift is learnt. */
export async function findOwner(db: Db, device: Device, code: string): Promise<Whose> {
  if (device.codes.has(code)) return "own";
  const lift = await findLiftByRegisterCode(db, code);
  if (lift === undefined) return "unknown";
  if (lift.id !== device.liftId) return "other";
  device.codes.add(code);
  return "own";
}
