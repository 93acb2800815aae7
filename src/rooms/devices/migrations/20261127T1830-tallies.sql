-- What lifts have done: trips and changes of state packed in pieces like frames, counters of hours and days as rows. Written once a minute.

-- Trips and changes of one bucket of devices between two writings (tally/tally-body.ts).
create table devices.trip_chunk (
  bucket smallint not null,
  -- The earliest beginning in it; all of it had ended at `to_at`.
  from_at timestamptz not null,
  to_at timestamptz not null,
  trips integer not null,
  changes integer not null,
  body bytea not null
) partition by range (from_at);
create index trip_chunk_by_bucket on devices.trip_chunk (bucket, from_at desc);

-- A lift's counters of one hour, by the small number of its device.
create table devices.lift_hour (
  hour timestamptz not null,
  device_no integer not null,
  states integer not null,
  trips smallint not null,
  occupied_trips smallint not null,
  door_openings smallint not null,
  power_losses smallint not null,
  running_seconds smallint not null,
  other_mode_seconds smallint not null,
  primary key (device_no, hour)
) partition by range (hour);

-- The same of a Chinese calendar day, added up at night, with the faults that were confirmed in it.
create table devices.lift_day (
  day date not null,
  device_no integer not null,
  states integer not null,
  trips integer not null,
  occupied_trips integer not null,
  door_openings integer not null,
  running_seconds integer not null,
  other_mode_seconds integer not null,
  power_losses smallint not null,
  faults smallint not null,
  primary key (device_no, day)
) partition by range (day);

-- The hour that runs and the trips under way, of each bucket, as of frame piece `after_id`: with the frames after it, all that a start needs.
create table devices.tally (
  bucket smallint primary key,
  after_id bigint not null,
  saved_at timestamptz not null,
  body bytea
);
alter table devices.tally alter column body set storage external;

insert into devices.chore (name, due_at) values ('tally-days', '2026-01-01');
insert into devices.setting (name, valid_from, seconds, source) values
  ('keepTripsSeconds', '2026-01-01', 8035200, 'own choice: trips and changes of state of 93 days, a quarter of a year'),
  ('keepHoursSeconds', '2026-01-01', 8035200, 'own choice: counters by hours for 93 days, so that months can be compared'),
  ('keepDaysSeconds', '2026-01-01', 315360000, 'own choice: counters by days for ten years, the age from which policies want a lift looked at anew');

-- Partitions for these days: days of trips and hours, years of days. Few at a time.
create function devices.make_tally_partitions(days date[]) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '500ms' as $$
declare
  d date;
  part record;
  made integer := 0;
begin
  if cardinality(days) > 40 then raise exception 'too many days at once'; end if;
  perform pg_advisory_xact_lock(7321847);
  foreach d in array days loop
    for part in
      select * from (values
        ('trip_chunk', to_char(d, 'YYYYMMDD'), format('%L', d::text || ' 00:00+00'), format('%L', (d + 1)::text || ' 00:00+00')),
        ('lift_hour', to_char(d, 'YYYYMMDD'), format('%L', d::text || ' 00:00+00'), format('%L', (d + 1)::text || ' 00:00+00')),
        ('lift_day', to_char(d, 'YYYY'), format('%L', date_trunc('year', d::timestamp)::date),
          format('%L', (date_trunc('year', d::timestamp) + interval '1 year')::date))) as p (parent, suffix, lower, upper) loop
      continue when to_regclass('devices.' || part.parent || '_' || part.suffix) is not null;
      -- Made beside the table and then attached: `partition of` would lock out the writers.
      execute format('create table devices.%I (like devices.%I including defaults including constraints)',
                     part.parent || '_' || part.suffix, part.parent);
      if part.parent = 'trip_chunk' then
        execute format('alter table devices.%I alter column body set storage external', part.parent || '_' || part.suffix);
      end if;
      execute format('alter table devices.%I attach partition devices.%I for values from (%s) to (%s)',
                     part.parent, part.parent || '_' || part.suffix, part.lower, part.upper);
      made := made + 1;
    end loop;
  end loop;
  return made;
end $$;

create function devices.drop_tally_partitions(trips_before date, hours_before date, days_before date) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '500ms' as $$
declare
  name text;
  dropped integer := 0;
begin
  perform pg_advisory_xact_lock(7321847);
  for name in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where case i.inhparent
      when 'devices.trip_chunk'::regclass then to_date(right(c.relname, 8), 'YYYYMMDD') < trips_before
      when 'devices.lift_hour'::regclass then to_date(right(c.relname, 8), 'YYYYMMDD') < hours_before
      when 'devices.lift_day'::regclass then to_date(right(c.relname, 4), 'YYYY') + interval '1 year' <= days_before
      else false end
    order by c.relname limit 24 loop
    execute format('drop table devices.%I', name);
    dropped := dropped + 1;
  end loop;
  return dropped;
end $$;
revoke execute on function devices.make_tally_partitions(date[]), devices.drop_tally_partitions(date, date, date) from public;
do $$
declare holder record;
begin
  for holder in
    select distinct a.grantee::regrole::text as role
    from pg_class c, aclexplode(c.relacl) a
    where c.oid = 'devices.frame_chunk'::regclass and a.grantee not in (0, c.relowner)
  loop
    execute format('grant execute on function devices.make_tally_partitions(date[]), devices.drop_tally_partitions(date, date, date) to %s', holder.role);
  end loop;
end $$;
