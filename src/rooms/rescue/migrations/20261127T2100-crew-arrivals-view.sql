-- Published to the room of the centre: each crew that stood at the lift, with the level at which it was asked.
create view rescue.v_crew_arrival as
  select i.id as incident_id, i.no, i.region_code, i.state ->> 'place' as place, i.maintenance_unit_id, i.opened_at, i.freed_at,
    i.closed_at, i.freed_count, i.freed_by, i.false_alarm, (ask ->> 'crewId')::uuid as crew_id, (ask #>> '{why,level}')::int as level,
    to_timestamp((ask ->> 'askedAt')::bigint / 1000.0) as asked_at, to_timestamp((ask ->> 'arrivedAt')::bigint / 1000.0) as arrived_at
  from rescue.incident i cross join lateral jsonb_array_elements(i.state -> 'asks') ask
  where ask ->> 'arrivedAt' is not null and i.merged_into is null;
