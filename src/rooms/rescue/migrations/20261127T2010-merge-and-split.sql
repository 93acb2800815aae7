-- Two incidents about one emergency: the one that was joined is closed and names the other. It can be undone. A place is then held by another
-- incident than its own, and one incident may hold several.
alter table rescue.incident add column merged_into uuid references rescue.incident (id) deferrable initially deferred;
create index incident_by_merged on rescue.incident (merged_into) where merged_into is not null;
alter table rescue.open_at drop constraint open_at_incident_id_key;
create index open_at_by_incident on rescue.open_at (incident_id);

-- Which alarm brought a caller's number and a call, so that they go with it when it is split off.
alter table rescue.call add column alarm_key text;
alter table rescue.phone_call add column alarm_key text;

create or replace view rescue.v_incident as
  select id, no, lift_id, region_code, source, stage, level, opened_at, arrived_at, freed_at, closed_at, freed_count, injured, false_alarm, cause, method
  from rescue.incident where merged_into is null;
