-- Who was freed is called back within a time of the region's own; until now a call back had none.
insert into rescue.clock (name, seconds, source, certainty, valid_from) values
  ('followUp', 86400, '本平台默认值：结案后一天内回访', 'own', '2026-01-01');
create index incident_to_follow_up on rescue.incident (closed_at)
  where followed_up_at is null and freed_count > 0 and not false_alarm;

-- Published to the room of the centre: how each rescue stands, who holds it and who took it over.
create view rescue.v_incident_work as
  select i.id, i.no, i.lift_id, i.region_code, i.stage, i.level, i.source, i.state ->> 'place' as place,
    i.opened_at, i.answered_at, i.dispatched_at, i.arrived_at, i.freed_at, i.closed_at, i.freed_count, i.false_alarm,
    i.cause, i.method, i.holder_crew_id, i.followed_up_at, taken.person_id as taken_by
  from rescue.incident i
  left join lateral (
    select (e.actor ->> 'id') as person_id from platform.stream_event e
    where e.stream = 'incident-' || i.id and e.type = 'IncidentTaken' order by e.version limit 1) taken on true
  where i.merged_into is null;

-- Who is to be called back and was not yet, with the moment until which.
create view rescue.v_follow_up as
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
  where i.closed_at is not null and i.followed_up_at is null and i.freed_count > 0 and not i.false_alarm;

-- Calls without the caller's number, which stays with rescue.
create view rescue.v_phone_call as
  select id, seat, rang_at, answered_at, ended_at, kind, incident_id, handled_by, handled_at from rescue.phone_call;
