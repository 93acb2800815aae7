-- Frames are kept packed, many in one piece (ingest/frame-chunk.ts). The table devices.frame of the version before stays for one
-- version, so that there is a way back; nothing writes to it any more, and its partitions go with their hours.

-- Devices by a small number: in pieces and in memory an id of 16 bytes would weigh more than the frame.
alter table devices.credential add column no integer generated always as identity;
create unique index credential_by_no on devices.credential (no);

create table devices.frame_chunk (
  id bigint generated always as identity,
  -- `no` of its devices modulo 32.
  bucket smallint not null,
  from_at timestamptz not null,
  to_at timestamptz not null,
  frames integer not null,
  body bytea not null
) partition by range (from_at);
create index frame_chunk_by_bucket on devices.frame_chunk (bucket, from_at desc);

-- The newest state of each device of a bucket and its counts of today, as of chunk `after_id`: with the chunks after it, all that a
-- start needs. Written anew every minute or so.
create table devices.latest_state (
  bucket smallint primary key,
  after_id bigint not null,
  body bytea not null
);
alter table devices.latest_state alter column body set storage external;

insert into devices.setting (name, valid_from, seconds, source) values
  ('keepFramesSeconds', '2026-01-01', 259200, 'own choice: raw frames of three days, for whoever asks what a lift had said; events stay for ever');

create function devices.make_chunk_partitions(now_at timestamptz) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '500ms' as $$
declare
  h timestamptz;
  name text;
  made integer := 0;
begin
  perform pg_advisory_xact_lock(7321846);
  for h in select generate_series(date_trunc('hour', now_at, 'UTC') - interval '1 hour',
                                  date_trunc('hour', now_at, 'UTC') + interval '4 hours', interval '1 hour') loop
    name := 'frame_chunk_' || to_char(h at time zone 'UTC', 'YYYYMMDDHH24');
    continue when to_regclass('devices.' || name) is not null;
    -- Made beside the table and then attached: `partition of` would lock out the writers.
    execute format('create table devices.%I (like devices.frame_chunk including defaults including constraints)', name);
    -- It is packed already.
    execute format('alter table devices.%I alter column body set storage external', name);
    execute format('alter table devices.frame_chunk attach partition devices.%I for values from (%L) to (%L)',
                   name, h, h + interval '1 hour');
    made := made + 1;
  end loop;
  return made;
end $$;

create function devices.drop_chunk_partitions(before timestamptz) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '500ms' as $$
declare
  name text;
  dropped integer := 0;
begin
  perform pg_advisory_xact_lock(7321846);
  -- A few at a time: each drop waits for nobody longer than the limit above.
  for name in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'devices.frame_chunk'::regclass
      and make_timestamptz(substr(c.relname, 13, 4)::integer, substr(c.relname, 17, 2)::integer,
        substr(c.relname, 19, 2)::integer, substr(c.relname, 21, 2)::integer, 0, 0, 'UTC') + interval '1 hour' <= before
    order by c.relname limit 48 loop
    execute format('drop table devices.%I', name);
    dropped := dropped + 1;
  end loop;
  return dropped;
end $$;
revoke execute on function devices.make_chunk_partitions(timestamptz), devices.drop_chunk_partitions(timestamptz) from public;
do $$
declare holder record;
begin
  for holder in
    select distinct a.grantee::regrole::text as role
    from pg_class c, aclexplode(c.relacl) a
    where c.oid = 'devices.frame'::regclass and a.grantee not in (0, c.relowner)
  loop
    execute format('grant execute on function devices.make_chunk_partitions(timestamptz), devices.drop_chunk_partitions(timestamptz) to %s', holder.role);
  end loop;
end $$;
