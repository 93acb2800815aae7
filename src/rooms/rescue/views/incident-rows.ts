import { type RawBuilder, sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { Position } from "../../../kernel/coordinates.ts";
import type { CrewId, IncidentId } from "../../../kernel/ids.ts";
import type { Db } from "../../../platform/database/database.ts";
import type { HelpShown } from "../contract/crew-phone.ts";
import type { OutsideHelpShown } from "../contract/hazards.ts";
import type { Ask, IncidentRow } from "../contract.ts";
import type { DueKind } from "../model/due.ts";
import type { Help } from "../model/help.ts";
import { type CrewAsk, holderOf, type Incident, stageOf } from "../model/incident.ts";
import { wantedHelp } from "../model/outside-help.ts";
import type { OutsideHelp } from "../model/outside-help-state.ts";
import { urgencyOf } from "../model/urgency.ts";

type Stored = {
  id: IncidentId;
  version: number;
  state: Incident;
  dueAt: Instant | null;
  dueKind: DueKind | null;
  rescueCode: string | null;
  address: string | null;
  position: Position | null;
  useUnit: string | null;
  takenBy: string | null;
  chatLast: number | null;
  chatUnread: number;
};
export type CrewName = { readonly id: CrewId; readonly name: string; readonly organisation: string };

/** Incidents as the desk sees them. `now` is needed for the urgency, which grows with the minutes. */
export async function selectIncidentRows(
  db: Db,
  where: RawBuilder<unknown>,
  order: RawBuilder<unknown>,
  now: Instant,
): Promise<IncidentRow[]> {
  const { rows } = await sql<Stored>`
    select i.id, i.version, i.state, i.due_at as "dueAt", i.due_kind as "dueKind", l.rescue_code as "rescueCode", l.address,
      case when l.lat is null then null else jsonb_build_object('lat', l.lat, 'lon', l.lon) end as position, l.use_unit as "useUnit",
      (select p.name from platform.stream_event e left join identity.v_person p on p.id::text = e.actor ->> 'id'
       where e.stream = 'incident-' || i.id and e.type = 'IncidentTaken' order by e.version limit 1) as "takenBy",
      c.last as "chatLast", c.unread as "chatUnread"
    from rescue.incident i left join lifts.v_lift l on l.id = i.lift_id
    cross join lateral (
      select max(no)::int as last, (count(*) filter (where read_at is null))::int as unread from rescue.chat_line
      where incident_id = any(array(select i.id union all select m.id from rescue.incident m where m.merged_into = i.id))) c
    where ${where} ${order}`.execute(db);
  const names = await crewNames(db, [...new Set(rows.flatMap((row) => row.state.asks.map((ask) => ask.crewId)))]);
  return rows.map((row) => present(row, names, now));
}

async function crewNames(db: Db, ids: readonly CrewId[]): Promise<ReadonlyMap<CrewId, CrewName>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<CrewName>`
    select id, name, coalesce(organisation, '') as organisation from crews.v_crew where id in (${sql.join(ids)})`.execute(
    db,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

function present(row: Stored, names: ReadonlyMap<CrewId, CrewName>, now: Instant): IncidentRow {
  const { state } = row;
  const holder = holderOf(state);
  return {
    id: row.id,
    no: state.no,
    version: row.version,
    kind: state.kind ?? "entrapment",
    drill: drillOf(state),
    stage: stageOf(state),
    urgency: urgencyOf(state, now),
    source: state.source,
    alarms: state.alarmKeys.length,
    liftId: state.liftId,
    regionCode: state.regionCode,
    rescueCode: row.rescueCode,
    place: state.place,
    address: row.address,
    position: row.position ?? state.position,
    workInProgress: state.workInProgress,
    persons: state.persons,
    injured: state.injured,
    vulnerable: state.vulnerable,
    trappedSince: state.trappedSince,
    openedAt: state.openedAt,
    answeredAt: state.answeredAt,
    dispatchedAt: state.dispatchedAt,
    arrivedAt: state.arrivedAt,
    freedAt: state.freed?.at ?? null,
    closedAt: state.closedAt,
    level: state.level,
    dueAt: row.dueAt,
    dueKind: row.dueKind,
    holder:
      holder === undefined
        ? { kind: "desk", name: row.takenBy ?? "" }
        : { kind: "crew", name: names.get(holder.crewId)?.name ?? "" },
    takenBy: row.takenBy,
    arriveLimit: state.arriveLimit ?? null,
    asks: state.asks.map((ask) => presentAsk(ask, names.get(ask.crewId))),
    useUnit: { name: row.useUnit, status: state.useUnit.status, at: state.useUnit.at },
    deviceSaysFree: state.deviceSaysFree,
    carSaysFree: state.carSaysFree,
    carSaysMistake: state.carSaysMistake,
    outsideHelp: [...state.outsideHelp],
    falseAlarm: state.falseAlarm,
    chat: { last: row.chatLast ?? 0, unread: row.chatUnread },
    hazards: [...(state.hazards ?? [])],
    outside: outsideShown(state),
    ...sinceThen(state),
  };
}

/** What rows of an older version do not have yet. */
const sinceThen = ({
  dead = 0,
  strandedSeconds = 0,
  accident = null,
  reopened = 0,
  followedUpAt = null,
  secondCrew,
  joins = [],
  mergedInto = null,
  carCall = null,
  handedToRepairAt = null,
  help = [],
}: Partial<Incident>) => ({
  help: help.map(presentHelp),
  secondCrewForbidden: secondCrew?.forbidden ?? false,
  joined: joins.map(({ id, no, reason }) => ({ id, no, reason })),
  mergedInto,
  dead,
  strandedSeconds,
  accident: accident === null ? null : { ...accident, reasons: [...accident.reasons] },
  reopened,
  followedUpAt,
  carCall,
  handedToRepairAt,
});

/** Without the ask by which a second crew was asked. */
export const presentHelp = ({ answer, ...help }: Help): HelpShown => ({
  ...help,
  answer: answer === null ? null : { answer: answer.answer, note: answer.note, at: answer.at },
});

/** A service that was wanted for what is not so after all is not shown. */
function outsideShown(state: Incident): OutsideHelpShown[] {
  const wanted = wantedHelp(state);
  return (state.outside ?? [])
    .filter((help) => help.status !== "wanted" || wanted.includes(help))
    .map(({ service, status, at, wanted: by, calledAt, alerted, caseNo, freed }: OutsideHelp) => ({
      service,
      status,
      at,
      hazards: [...(by?.hazards ?? [])],
      callBy: by?.callBy ?? null,
      calledAt,
      overdue: alerted,
      caseNo,
      freed,
    }));
}

const drillOf = ({ drill }: Incident): IncidentRow["drill"] => {
  if (drill === undefined) return null;
  const { crewIds: _, ...shown } = drill;
  return shown;
};

const presentAsk = (ask: CrewAsk, crew: CrewName | undefined): Ask => ({
  askId: ask.askId,
  crewId: ask.crewId,
  crew: crew?.name ?? "",
  organisation: crew?.organisation ?? "",
  level: ask.why.level,
  status: ask.status,
  askedAt: ask.askedAt,
  respondBy: ask.respondBy,
  answeredAt: ask.answeredAt ?? null,
  expectedAt: ask.expectedAt ?? null,
  arriveBy: ask.arriveBy ?? null,
  arrivedAt: ask.arrivedAt ?? null,
  cameAt: ask.cameAt ?? null,
  refusal: ask.refusal ?? null,
  why: ask.why,
  ...delayOf(ask),
  ...(ask.proof === undefined ? {} : { proof: ask.proof }),
});

export const delayOf = ({ delay }: CrewAsk): Pick<Ask, "delay"> =>
  delay === undefined ? {} : { delay: { minutes: delay.minutes, reason: delay.reason, saidAt: delay.saidAt } };
