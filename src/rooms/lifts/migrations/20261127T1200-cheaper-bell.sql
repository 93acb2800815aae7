-- The bell needs to know whether a few or many were written; for that it does not sort all of a large batch.
create or replace function lifts.tell_parties_written() returns trigger language plpgsql as $$
declare ids text;
begin
  if (select count(*) from (select 1 from written limit 2001) w) > 2000 then
    ids := 'many';
  else
    select case when count(*) > 100 then 'many' else json_agg(lift_id)::text end into ids
      from (select distinct lift_id from written limit 101) w;
  end if;
  if ids is not null then perform pg_notify('lifts_register', ids); end if;
  return null;
end $$;
