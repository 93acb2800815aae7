import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { seconds } from "../../../kernel/clock.ts";
import type { LiftId } from "../../../kernel/ids.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import { scopesOf } from "../../identity/index.ts";
import { findLiftsByRegisterCodes, visibleLiftCondition } from "../../lifts/index.ts";
import type { WaitingRow } from "../contract/waiting.ts";
import { readSetting } from "./read-setting.ts";

type Row = Omit<WaitingRow, "endsAt" | "liftId" | "place" | "hasLogin">;
type Seen = { readonly id: LiftId; readonly place: string; readonly hasLogin: boolean };

/** Devices that wait for a person, the longest first: those of lifts that the viewer may see, and those of codes that name no lift. */
export async function listWaiting(
  db: Db,
  { viewer, now }: { readonly viewer: Principal; readonly now: Instant },
): Promise<{ readonly rows: WaitingRow[]; readonly total: number }> {
  const { seconds: lasts } = await readSetting(db, "waitingListSeconds", now);
  const { rows } = await sql<Row>`
    select w.id, w.code, w.fingerprint, w.maker, w.serial, w.model, w.dialect, w.address, w.first_seen_at as "firstSeenAt",
      w.last_seen_at as "lastSeenAt", w.knocks,
      (count(*) over (partition by w.code) - 1)::int as rivals
    from devices.waiting w where w.state = 'waiting' and w.first_seen_at > ${ts(now - seconds(lasts))}
    order by w.first_seen_at, w.id`.execute(db);
  const lifts = await findLiftsByRegisterCodes(
    db,
    rows.map(({ code }) => code),
  );
  const seen = await seenLifts(db, viewer, [...lifts.values()]);
  const shown = rows.flatMap((row): WaitingRow[] => {
    const named = lifts.get(row.code);
    const lift = named === undefined ? undefined : seen.get(named);
    if (named !== undefined && lift === undefined) return [];
    const { id = null, place = null, hasLogin = false } = lift ?? {};
    return [{ ...row, endsAt: row.firstSeenAt + seconds(lasts), liftId: id, place, hasLogin }];
  });
  return { rows: shown, total: shown.length };
}

async function seenLifts(db: Db, viewer: Principal, ids: readonly string[]): Promise<Map<string, Seen>> {
  const { rows } = await sql<Seen>`
    select v.id, v.place, exists (select 1 from devices.credential c where c.lift_id = v.id and c.revoked_at is null) as "hasLogin"
    from lifts.v_lift v where v.id = any(${ids}::uuid[]) and ${visibleLiftCondition(scopesOf(viewer, "devices.enrol"))}`.execute(
    db,
  );
  return new Map(rows.map((row) => [row.id, row]));
}
