import { sql } from "kysely";
import type { Instant } from "../../kernel/clock.ts";
import type { Position } from "../../kernel/coordinates.ts";
import type { CrewId } from "../../kernel/ids.ts";
import { type Tx, ts } from "../../platform/database/database.ts";
import { touch } from "../../platform/live/live.ts";

export const crewsTopic = "crews";

/** Goes on or off duty; saying it twice changes nothing. */
export async function setDuty(
  tx: Tx,
  crewId: CrewId,
  duty: { readonly on: boolean; readonly now: Instant },
): Promise<void> {
  const changed =
    await sql`update crews.crew set on_duty = ${duty.on} where id = ${crewId} and on_duty <> ${duty.on}`.execute(tx);
  if (changed.numAffectedRows === 0n) return;
  if (duty.on)
    await sql`insert into crews.duty (crew_id, from_at) values (${crewId}, ${ts(duty.now)}) on conflict do nothing`.execute(
      tx,
    );
  else
    await sql`update crews.duty set to_at = greatest(from_at, ${ts(duty.now)}) where crew_id = ${crewId} and to_at is null`.execute(
      tx,
    );
  await touch(tx, crewsTopic, crewId);
}

/**
 * A phone so far from its crew's home has a wrong fix, or is not with the crew: the home then tells more than the phone. In
 * degrees, about 100 km of latitude; it need not be exact.
 */
const farDegrees = 1;

/**
 * The crew's last position. An older one than is known is dropped: phones send late what they could not send in time. One that
 * cannot be true is dropped too. Returns whether it was taken.
 */
export async function reportPosition(
  tx: Tx,
  crewId: CrewId,
  report: { readonly position: Position; readonly now: Instant },
): Promise<boolean> {
  const { position, now } = report;
  const changed = await sql`update crews.crew set lat = ${position.lat}, lon = ${position.lon}, position_at = ${ts(now)}
      where id = ${crewId} and (position_at is null or position_at <= ${ts(now)})
        and (home_lat is null or home_lon is null
          or (abs(home_lat - ${position.lat}) < ${farDegrees} and abs(home_lon - ${position.lon}) < ${farDegrees}))`.execute(
    tx,
  );
  const taken = (changed.numAffectedRows ?? 0n) > 0n;
  if (taken) await touch(tx, crewsTopic, crewId);
  return taken;
}
