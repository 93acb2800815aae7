-- The register index in memory also hears of places that were renamed or moved to another sector, and of rows taken away.
create function lifts.tell_places_written() returns trigger language plpgsql as $$
begin
  if exists (select 1 from written) then perform pg_notify('lifts_register', 'many'); end if;
  return null;
end $$;
create trigger site_updated_told after update on lifts.site
  referencing new table as written for each statement execute function lifts.tell_places_written();
create trigger building_updated_told after update on lifts.building
  referencing new table as written for each statement execute function lifts.tell_places_written();
create trigger lift_deleted_told after delete on lifts.lift
  referencing old table as written for each statement execute function lifts.tell_lifts_written();
create trigger party_deleted_told after delete on lifts.party
  referencing old table as written for each statement execute function lifts.tell_parties_written();

-- A code is found by its first characters. With the collation C the unique indexes do that; elsewhere they cannot.
do $$
begin
  if (select datcollate from pg_database where datname = current_database()) not in ('C', 'POSIX') then
    create index lift_by_register_code_prefix on lifts.lift (register_code text_pattern_ops);
    create index lift_by_rescue_code_prefix on lifts.lift (rescue_code text_pattern_ops);
    create index lift_by_device_code_prefix on lifts.lift (device_code text_pattern_ops);
    create index lift_by_local_code_prefix on lifts.lift (local_code text_pattern_ops);
  end if;
end $$;

-- A list's question that a person keeps under a name of his own.
create table lifts.saved_view (
  id uuid primary key,
  person_id uuid not null,
  name text not null,
  query jsonb not null,
  unique (person_id, name)
);
