-- 演练: an incident that is played. It runs by the same code and stands in no figure, and no other room sees it.
alter table rescue.incident add column drill boolean not null default false;
create index incident_drill on rescue.incident (opened_at desc, id) where drill;

-- What is a drill stays one, and a rescue never becomes one.
create function rescue.drill_stays() returns trigger language plpgsql as $$
begin
  if new.drill is distinct from old.drill then
    raise exception 'incident % cannot become or cease to be a drill', old.id;
  end if;
  return new;
end $$;
create trigger drill_stays before update of drill on rescue.incident for each row execute function rescue.drill_stays();

-- A drill holds a crew against other drills only: a rescue finds it free.
alter table rescue.ask add column drill boolean not null default false;
drop index rescue.ask_crew_once;
create unique index ask_crew_once on rescue.ask (crew_id) where by_platform and not drill and status in ('asked', 'accepted', 'arrived');
create unique index ask_drill_once on rescue.ask (crew_id) where by_platform and drill and status in ('asked', 'accepted', 'arrived');
create index ask_of_drill on rescue.ask (crew_id) where drill and status in ('asked', 'accepted', 'arrived');

create or replace view rescue.v_incident as
  select id, no, lift_id, region_code, source, stage, level, opened_at, arrived_at, freed_at, closed_at, freed_count, injured, false_alarm, cause, method
  from rescue.incident where merged_into is null and kind = 'entrapment' and not drill;

create or replace view rescue.v_incident_work as
  select i.id, i.no, i.lift_id, i.region_code, i.stage, i.level, i.source, i.state ->> 'place' as place,
    i.opened_at, i.answered_at, i.dispatched_at, i.arrived_at, i.freed_at, i.closed_at, i.freed_count, i.false_alarm,
    i.cause, i.method, i.holder_crew_id, i.followed_up_at, taken.person_id as taken_by
  from rescue.incident i
  left join lateral (
    select (e.actor ->> 'id') as person_id from platform.stream_event e
    where e.stream = 'incident-' || i.id and e.type = 'IncidentTaken' order by e.version limit 1) taken on true
  where i.merged_into is null and not i.drill;

create or replace view rescue.v_follow_up as
  select i.id, i.no, i.region_code, i.state ->> 'place' as place, i.opened_at, i.closed_at,
    i.closed_at + make_interval(secs => clock.seconds) as due_at
  from rescue.incident i
  cross join lateral (
    select c.seconds from rescue.clock c
    where c.name = 'followUp' and c.valid_from <= i.opened_at
      and c.region_code = any(array[i.region_code, left(i.region_code, 6), left(i.region_code, 4) || '00',
        left(i.region_code, 2) || '0000', '100000'])
    order by array_position(array[i.region_code, left(i.region_code, 6), left(i.region_code, 4) || '00',
      left(i.region_code, 2) || '0000', '100000'], c.region_code), c.valid_from desc
    limit 1) clock
  where i.closed_at is not null and i.followed_up_at is null and i.freed_count > 0 and not i.false_alarm and not i.drill;

create or replace view rescue.v_crew_arrival as
  select i.id as incident_id, i.no, i.region_code, i.state ->> 'place' as place, i.maintenance_unit_id, i.opened_at, i.freed_at,
    i.closed_at, i.freed_count, i.freed_by, i.false_alarm, (ask ->> 'crewId')::uuid as crew_id, (ask #>> '{why,level}')::int as level,
    to_timestamp((ask ->> 'askedAt')::bigint / 1000.0) as asked_at, to_timestamp((ask ->> 'arrivedAt')::bigint / 1000.0) as arrived_at
  from rescue.incident i cross join lateral jsonb_array_elements(i.state -> 'asks') ask
  where ask ->> 'arrivedAt' is not null and i.merged_into is null and not i.drill;
