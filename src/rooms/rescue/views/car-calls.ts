import { sql } from "kysely";
import type { IncidentId, LiftId } from "../../../kernel/ids.ts";
import type { Db } from "../../../platform/database/database.ts";
import { type CarCall, type CarLine, intercomAddress } from "../contract/car-calls.ts";
import type { CarPhone } from "../rescue-means.ts";

/** How the car of an incident's lift can be spoken to. */
export type Line = Omit<CarLine, "exchange"> & {
  readonly liftId: LiftId | null;
  readonly incidentNo: string;
  readonly rescueCode: string | null;
};
type Found = {
  liftId: LiftId | null;
  incidentNo: string;
  rescueCode: string | null;
  registerCode: string | null;
  way: "sip" | "device" | null;
  address: string | null;
};

/** Its own intercom first, then the city's rule; without an exchange only a device that joins by itself. */
export async function lineOf(db: Db, id: IncidentId, phone: CarPhone): Promise<Line | undefined> {
  const { rows } = await sql<Found>`
    select i.lift_id as "liftId", i.no as "incidentNo", l.rescue_code as "rescueCode", l.register_code as "registerCode", n.way, n.address
    from rescue.incident i left join lifts.v_lift l on l.id = i.lift_id left join rescue.intercom n on n.lift_id = i.lift_id
    where i.id = ${id}`.execute(db);
  const [found] = rows;
  if (found === undefined) return undefined;
  const { liftId, incidentNo, rescueCode } = found;
  const address = found.address ?? filled(phone.carAddress, found);
  const bySip = phone.telephone !== undefined && address !== null && found.way !== "device";
  const byDevice = phone.carUrl !== undefined && found.way !== "sip";
  const way = liftId === null ? null : bySip ? "sip" : byDevice ? "device" : null;
  return { liftId, incidentNo, rescueCode, way, address, own: found.way !== null, seat: phone.seat ?? null };
}

/** The city's rule with the codes of a lift; null where it has not the code, or no address comes out. */
function filled(
  template: string | undefined,
  codes: { readonly rescueCode: string | null; readonly registerCode: string | null },
): string | null {
  if (template === undefined) return null;
  const whole = template.replace(/\{(rescueCode|registerCode)\}/g, (_, name: "rescueCode" | "registerCode") =>
    encodeURIComponent(codes[name] ?? "{"),
  );
  return intercomAddress.safeParse(whole).data ?? null;
}

/** The calls of an incident, the newest first; numbers, addresses and recordings only for who dispatches. */
export async function carCallsOf(db: Db, id: IncidentId, dispatches: boolean): Promise<CarCall[]> {
  const { rows } = await sql<CarCall>`
    select c.id, c.way, c.status, c.seat, c.address, c.url, c.asked_at as "askedAt", c.answered_at as "answeredAt", c.ended_at as "endedAt",
      c.reason, c.sip_status as "sipStatus", c.ended_by as "endedBy", c.recording, p.name as "askedBy"
    from rescue.car_call c left join identity.v_person p on p.id = c.asked_by
    where c.incident_id in (select m.id from rescue.incident m where m.id = ${id} or m.merged_into = ${id})
    order by c.asked_at desc, c.id limit 50`.execute(db);
  return dispatches ? rows : rows.map((row) => ({ ...row, seat: null, address: null, url: null, recording: null }));
}
