import type { LiftId } from "../../../kernel/ids.ts";
import { findLiftByRescueCode } from "../../lifts/index.ts";
import type { Alarm } from "../actions/open-incident.ts";
import type { RescueMeans } from "../rescue-means.ts";

type Told = { readonly liftId: string | null; readonly rescueCode: string | null; readonly place: string | null };

/** Where somebody says that it is: a lift, a code (also one that names no lift yet), or a place in words; undefined where nothing was said. */
export async function whereOf(means: RescueMeans, told: Told): Promise<Alarm["where"] | undefined> {
  if (told.liftId !== null) return { kind: "lift", liftId: told.liftId as LiftId };
  if (told.rescueCode) {
    const lift = await findLiftByRescueCode(means.database.db, told.rescueCode);
    return lift === undefined ? { kind: "code", code: told.rescueCode } : { kind: "lift", liftId: lift.id };
  }
  return told.place ? { kind: "words", place: told.place } : undefined;
}
