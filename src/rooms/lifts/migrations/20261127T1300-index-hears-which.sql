-- The register index hears which lifts were written also when they are many, in arrays that fit into a word of the channel, so that an
-- import of some ten thousand lifts into a register of a million is read by itself. A session that fills an empty register says
-- `shengping.bulk`: then everything is loaded anyway, and nobody lists what.
create or replace function lifts.tell_changed(ids uuid[]) returns void language plpgsql as $$
declare piece_max constant int := 200; place int;
begin
  if cardinality(ids) > 20000 or coalesce(current_setting('shengping.bulk', true), '') = 'on' then
    perform pg_notify('lifts_register', 'many');
    return;
  end if;
  for place in 1 .. coalesce(cardinality(ids), 0) by piece_max loop
    perform pg_notify('lifts_register', array_to_json(ids[place : place + piece_max - 1])::text);
  end loop;
end $$;

create or replace function lifts.tell_lifts_written() returns trigger language plpgsql as $$
begin
  if exists (select 1 from written) then
    perform lifts.tell_changed(array(select id from written limit 20001));
  end if;
  return null;
end $$;
create or replace function lifts.tell_parties_written() returns trigger language plpgsql as $$
begin
  if exists (select 1 from written) then
    perform lifts.tell_changed(array(select distinct lift_id from written limit 20001));
  end if;
  return null;
end $$;

-- A place that is found again by an import is not a place that was renamed.
create or replace function lifts.tell_sites_written() returns trigger language plpgsql as $$
begin
  if exists (select 1 from before b join written w using (id)
             where (b.region_code, b.name, b.sector) is distinct from (w.region_code, w.name, w.sector)) then
    perform pg_notify('lifts_register', 'many');
  end if;
  return null;
end $$;
create or replace function lifts.tell_buildings_written() returns trigger language plpgsql as $$
begin
  if exists (select 1 from before b join written w using (id)
             where (b.site_id, b.name, b.unit, b.address) is distinct from (w.site_id, w.name, w.unit, w.address)) then
    perform pg_notify('lifts_register', 'many');
  end if;
  return null;
end $$;
drop trigger site_updated_told on lifts.site;
drop trigger building_updated_told on lifts.building;
drop function lifts.tell_places_written();
create trigger site_updated_told after update on lifts.site
  referencing old table as before new table as written for each statement execute function lifts.tell_sites_written();
create trigger building_updated_told after update on lifts.building
  referencing old table as before new table as written for each statement execute function lifts.tell_buildings_written();
