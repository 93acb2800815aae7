-- The same as before, in words that PostgreSQL 15 knows too: its to_timestamp does not read a time zone.
create or replace function devices.drop_partitions(now_at timestamptz) returns integer
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
      and make_timestamptz(substr(c.relname, 7, 4)::integer, substr(c.relname, 11, 2)::integer,
        substr(c.relname, 13, 2)::integer, substr(c.relname, 15, 2)::integer, 0, 0, 'UTC') + interval '25 hours' <= now_at
    order by c.relname limit 48 loop
    execute format('drop table devices.%I', name);
    dropped := dropped + 1;
  end loop;
  return dropped;
end $$;
