-- A device's login. One lift, one device: a newcomer's enrolment changes the secret, the device keeps its history.
create table devices.credential (
  id uuid primary key,
  lift_id uuid not null unique references lifts.lift (id),
  username text not null unique,
  salt bytea not null,
  secret_hash bytea not null,
  dialect text not null,
  enrolled_code text not null,
  -- The code under which the device spoke last: messages to it go there.
  last_code text not null,
  enrolled_at timestamptz not null,
  rotated_at timestamptz
);

-- Every frame as it came, for a day, refused ones cut. Partitions are hours; functions below make and drop them.
create table devices.frame (
  device_id uuid not null,
  received_at timestamptz not null,
  measured_at timestamptz,
  channel text not null,
  topic text not null,
  bytes integer not null,
  payload bytea not null,
  verdict text not null,
  reason text
) partition by range (received_at);
create index frame_by_device on devices.frame (device_id, received_at desc) include (verdict, channel);

-- Events for ever. `occurrence` is above 1 where a device used an id again for something else.
create table devices.event (
  device_id uuid not null,
  event_id text not null,
  occurrence integer not null default 1,
  lift_id uuid not null,
  code text not null,
  source_code text not null,
  phase text not null check (phase in ('raised', 'cleared')),
  clears text,
  measured_at timestamptz not null,
  received_at timestamptz not null,
  clock_off boolean not null,
  -- The message as it came.
  body text not null,
  primary key (device_id, event_id, occurrence)
);
create index event_by_lift on devices.event (lift_id, received_at desc);
create index event_by_clears on devices.event (device_id, clears) where clears is not null;

-- Where a detector stands, as far as it is not idle or must be woken; the rest is rebuilt from frames.
create table devices.detector_state (
  device_id uuid primary key,
  state jsonb not null,
  changed_at timestamptz not null
);

-- What could not be read, with all its bytes, until a person has looked at it.
create table devices.quarantine (
  id uuid primary key,
  device_id uuid not null,
  received_at timestamptz not null,
  topic text not null,
  payload bytea not null,
  reason text not null
);
create index quarantine_by_device on devices.quarantine (device_id, received_at desc);
create index quarantine_by_time on devices.quarantine (received_at desc, id);

-- Messages to devices. Waiting = neither delivered nor done nor expired.
create table devices.downlink (
  id text primary key,
  device_id uuid not null,
  lift_id uuid not null,
  channel text not null check (channel in ('comfort', 'call')),
  body jsonb not null,
  queued_at timestamptz not null,
  expires_at timestamptz not null,
  delivered_at timestamptz,
  ended_at timestamptz,
  result text
);
create index downlink_waiting on devices.downlink (device_id, queued_at) where delivered_at is null and ended_at is null;
create index downlink_open on devices.downlink (expires_at) where ended_at is null;

create table devices.mute (
  lift_id uuid primary key,
  until timestamptz not null,
  reason text not null,
  set_at timestamptz not null
);

-- Thresholds with their source; a city may add a row with a later valid-from date.
create table devices.setting (
  name text not null,
  valid_from date not null,
  seconds integer not null check (seconds > 0),
  source text not null,
  primary key (name, valid_from)
);
insert into devices.setting (name, valid_from, seconds, source) values
  ('closedCarSeconds', '2026-01-01', 120, 'own choice: longer than any stop with closed doors in normal service; no standard gives a figure'),
  ('outsideZoneSeconds', '2026-01-01', 30, 'own choice: GB/T 24476 has "stopped outside the unlocking zone" as a fault at once; half a minute passes a levelling correction'),
  ('withoutSensorSeconds', '2026-01-01', 180, 'own choice: without a sensor an empty car is as likely as a full one; passes an automatic restart'),
  ('clearSeconds', '2026-01-01', 20, 'own choice: people need the door open, not a contact that flickers'),
  ('tellAgainSeconds', '2026-01-01', 60, 'own choice: bounds what one jammed button can tell'),
  ('forgetSeconds', '2026-01-01', 86400, 'own choice: a day without any word of the end');

-- Housekeeping that must happen later is a row (house rule 4).
create table devices.chore (
  name text primary key,
  due_at timestamptz not null
);
insert into devices.chore (name, due_at) values ('housekeeping', '2026-01-01');

-- The app's role may not create or drop tables: it calls these, which do nothing else.
create function devices.make_partitions(now_at timestamptz) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '500ms' as $$
declare
  h timestamptz;
  name text;
  made integer := 0;
begin
  -- One at a time: two that make the same hour would collide.
  perform pg_advisory_xact_lock(7321846);
  for h in select generate_series(date_trunc('hour', now_at, 'UTC') - interval '1 hour',
                                  date_trunc('hour', now_at, 'UTC') + interval '4 hours', interval '1 hour') loop
    name := 'frame_' || to_char(h at time zone 'UTC', 'YYYYMMDDHH24');
    continue when to_regclass('devices.' || name) is not null;
    -- Made beside the table and then attached: `partition of` would lock out the writers.
    execute format('create table devices.%I (like devices.frame including defaults including constraints)', name);
    execute format('alter table devices.frame attach partition devices.%I for values from (%L) to (%L)',
                   name, h, h + interval '1 hour');
    made := made + 1;
  end loop;
  return made;
end $$;

create function devices.drop_partitions(now_at timestamptz) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '500ms' as $$
declare
  name text;
  dropped integer := 0;
begin
  perform pg_advisory_xact_lock(7321846);
  -- A few at a time: each drop waits for nobody longer than the limit above.
  for name in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'devices.frame'::regclass
      and to_timestamp(substr(c.relname, 7) || ' UTC', 'YYYYMMDDHH24 TZ') + interval '25 hours' <= now_at
    order by c.relname limit 48 loop
    execute format('drop table devices.%I', name);
    dropped := dropped + 1;
  end loop;
  return dropped;
end $$;
revoke execute on function devices.make_partitions(timestamptz), devices.drop_partitions(timestamptz) from public;
do $$
declare holder record;
begin
  for holder in
    select distinct a.grantee::regrole::text as role
    from pg_class c, aclexplode(c.relacl) a
    where c.oid = 'devices.frame'::regclass and a.grantee not in (0, c.relowner)
  loop
    execute format('grant execute on function devices.make_partitions(timestamptz), devices.drop_partitions(timestamptz) to %s', holder.role);
  end loop;
end $$;
