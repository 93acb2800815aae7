import { sql } from "kysely";
import { chinaOffsetMs, dayInChina } from "../../../kernel/china-time.ts";
import type { Instant } from "../../../kernel/clock.ts";
import type { CrewId } from "../../../kernel/ids.ts";
import type { Db } from "../../../platform/database/database.ts";
import { type AbilityFacts, abilitiesOn } from "../../crews/index.ts";
import type { FitNeed, FitRules } from "../contract/crew-fit.ts";
import type { Incident } from "../model/incident.ts";
import { fitRules } from "../model/settings.ts";
import { settingsFor } from "../views/settings.ts";

/** What a lift asks of a crew by the rules of its region, and what crews say of themselves: three questions for all crews together. */
export type FitQuestion = {
  readonly need: FitNeed;
  readonly rules: FitRules;
  readonly abilities: ReadonlyMap<CrewId, AbilityFacts>;
};

const minuteMs = 60_000;
const minutesOfDay = 1_440;

export async function fitQuestion(
  db: Db,
  { liftId, regionCode }: Pick<Incident, "liftId" | "regionCode">,
  now: Instant,
): Promise<FitQuestion> {
  const day = dayInChina(now);
  const [lift, settings, abilities] = await Promise.all([
    liftId === null ? undefined : liftFacts(db, liftId),
    settingsFor(db, regionCode, now),
    abilitiesOn(db, day),
  ]);
  const minute = Math.floor((now + chinaOffsetMs) / minuteMs) % minutesOfDay;
  return {
    need: { liftKind: lift?.kind ?? null, brand: lift?.brand ?? null, day, minute },
    rules: fitRules(settings),
    abilities,
  };
}

async function liftFacts(db: Db, liftId: string): Promise<{ kind: string; brand: string | null } | undefined> {
  const { rows } = await sql<{ kind: string; brand: string | null }>`
    select kind, brand from lifts.v_rescue_facts where lift_id = ${liftId}`.execute(db);
  return rows[0];
}
