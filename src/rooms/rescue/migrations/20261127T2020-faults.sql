-- A fault without anybody inside: an incident of its own kind, without a rescue's clocks, handed to repair and counted apart.
alter table rescue.incident add column kind text not null default 'entrapment' check (kind in ('entrapment', 'fault'));
alter table rescue.incident drop constraint incident_stage_check;
alter table rescue.incident add constraint incident_stage_check check (stage in
  ('finding-crew', 'no-crew', 'crew-asked', 'en-route', 'on-scene', 'freed', 'secured', 'closed', 'reported', 'in-repair'));

insert into rescue.clock (name, seconds, source, certainty, valid_from) values
  ('faultHandOver', 1800, '本平台默认值：报修后半小时未交维修则提醒', 'own', '2026-01-01'),
  ('faultRepair', 86400, '本平台默认值：交维修后一天未结则提醒', 'own', '2026-01-01');

create or replace view rescue.v_incident as
  select id, no, lift_id, region_code, source, stage, level, opened_at, arrived_at, freed_at, closed_at, freed_count, injured, false_alarm, cause, method
  from rescue.incident where merged_into is null and kind = 'entrapment';
