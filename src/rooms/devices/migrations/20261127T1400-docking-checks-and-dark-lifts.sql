-- A docking check (对接查验) of one lift. `progress` is what its frames have shown so far and where reading goes on (model/docking-progress.ts).
create table devices.docking_check (
  id uuid primary key,
  lift_id uuid not null references lifts.lift (id),
  device_id uuid not null references devices.credential (id),
  kind text not null check (kind in ('lift', 'escalator')),
  occasion text not null check (occasion in ('docking', 'supervision-inspection', 'periodic-inspection')),
  state text not null default 'open' check (state in ('open', 'passed', 'failed', 'abandoned')),
  promised_seconds integer not null check (promised_seconds between 1 and 300),
  clock_seconds integer not null check (clock_seconds > 0),
  begun_at timestamptz not null,
  begun_by text not null,
  ends_at timestamptz not null check (ends_at <= begun_at + interval '4 hours'),
  ended_at timestamptz,
  ended_by text,
  alarm_test_until timestamptz,
  -- When the watcher looks again; null once it has ended.
  look_at timestamptz,
  progress jsonb not null,
  check ((state = 'open') = (ended_at is null)),
  check ((state = 'open') = (look_at is not null)),
  -- An alarm counts as a test for minutes, and never beyond the check.
  check (alarm_test_until is null or alarm_test_until <= ends_at)
);
create unique index docking_check_open on devices.docking_check (lift_id) where state = 'open';
create index docking_check_due on devices.docking_check (look_at) where state = 'open';
create index docking_check_by_lift on devices.docking_check (lift_id, begun_at desc);

-- Each change of an item, and what a person ticked.
create table devices.docking_result (
  check_id uuid not null references devices.docking_check (id),
  no integer not null,
  item text not null,
  state text not null check (state in ('open', 'ok', 'bad')),
  found text not null,
  at timestamptz not null,
  by_name text,
  primary key (check_id, no)
);
create table devices.docking_report (
  check_id uuid primary key references devices.docking_check (id),
  text text not null,
  hash text not null,
  key_id text not null,
  public_key text not null,
  signature text not null,
  made_at timestamptz not null
);
create function devices.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are never changed or removed', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger docking_result_stays before update or delete or truncate on devices.docking_result
  for each statement execute function devices.refuse_change();
create trigger docking_report_stays before update or delete or truncate on devices.docking_report
  for each statement execute function devices.refuse_change();

-- Times at which a lift is tested: what its device says then is no statistic of the lift.
create view devices.v_test_time as
  select lift_id, begun_at as from_at, coalesce(ended_at, ends_at) as to_at from devices.docking_check;

-- When a device was last heard, written once a night: what is newer is in memory.
create table devices.last_heard (
  device_id uuid primary key,
  at timestamptz not null
);

-- A darkness (失联): its device has been silent for days. `ended_at`: it spoke again, or may no longer be asked.
create table devices.dark (
  id uuid primary key,
  lift_id uuid not null,
  device_id uuid not null,
  since timestamptz not null,
  never_heard boolean not null,
  found_at timestamptz not null,
  ended_at timestamptz,
  unique (device_id, since)
);
create unique index dark_open on devices.dark (device_id) where ended_at is null;
create index dark_by_time on devices.dark (ended_at, since);

create index event_alarm_test on devices.event (device_id, received_at desc) where code = 'alarm-test';

-- When each alarm line last proved itself. A city's list of overdue ones must not look through its events.
create table devices.alarm_proof (
  device_id uuid primary key,
  proved_at timestamptz not null
);
create index alarm_proof_by_time on devices.alarm_proof (proved_at);
create function devices.note_alarm_proof() returns trigger language plpgsql as $$
begin
  insert into devices.alarm_proof (device_id, proved_at) values (new.device_id, new.received_at)
    on conflict (device_id) do update set proved_at = excluded.proved_at where excluded.proved_at > alarm_proof.proved_at;
  return null;
end $$;
create trigger event_is_alarm_proof after insert on devices.event
  for each row when (new.code = 'alarm-test' and new.phase = 'raised') execute function devices.note_alarm_proof();

insert into devices.setting (name, valid_from, seconds, source) values
  ('darkSeconds', '2026-01-01', 604800, '自定，无条款规定数值：一周长于运营商中断、一次修理和一个假期。 own choice: a week passes a carrier''s outage, a repair and a holiday; no clause gives a figure'),
  ('alarmLineTestSeconds', '2026-01-01', 259200, 'EN 81-28：至少每 3 天（72 小时）自检一次；在此是良好做法，没有国内条款要求。 EN 81-28: a test call at least every 3 days (72 h); good practice here, no Chinese clause asks for it'),
  ('alarmTestWindowSeconds', '2026-01-01', 300, '自定：够走进轿厢按下按钮。 own choice: time to walk into the car and press the button'),
  ('dockingClockSeconds', '2026-01-01', 5, '自定：报警与之前的状态须保持先后；NTP 误差远小于此。 own choice: an alarm and the states before it must keep their order; NTP holds far less');
