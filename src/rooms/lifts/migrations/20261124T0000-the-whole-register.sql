-- The register at a city's size: places as a tree, three states kept apart, present codes as columns of the lift.

-- A compound (小区) or another site, named once. Its name is the compound's, else the address that stands for it.
create table lifts.site (
  id uuid primary key,
  region_code text not null references identity.region (code),
  name text not null,
  -- 适用场所, for the departments that answer for a sector (管行业必须管安全).
  sector text not null default 'unknown' check (sector in ('housing', 'office', 'mall', 'hotel', 'school', 'hospital',
    'elderly-care', 'station', 'metro', 'airport', 'footbridge', 'culture-sport', 'government', 'factory', 'parking',
    'mixed', 'other', 'unknown')),
  -- 社区 or 村, whose office owns what nobody else answers for.
  community text not null default '',
  unique (region_code, name)
);
create table lifts.building (
  id uuid primary key,
  site_id uuid not null references lifts.site (id),
  name text not null,
  -- 单元.
  unit text not null,
  address text not null,
  -- 供电点: what stops together when it fails.
  power_supply_point text not null default '',
  unique (site_id, name, unit, address)
);

insert into lifts.site (id, region_code, name)
  select gen_random_uuid(), region_code, name
  from (select distinct region_code, case when compound = '' then address else compound end as name from lifts.lift) s;
insert into lifts.building (id, site_id, name, unit, address)
  select gen_random_uuid(), s.id, l.building, l.entrance, l.address
  from (select distinct region_code, compound, building, entrance, address from lifts.lift) l
  join lifts.site s on s.region_code = l.region_code and s.name = case when l.compound = '' then l.address else l.compound end;

drop view lifts.v_lift;
drop view lifts.v_serves;
drop index lifts.lift_by_place;
drop index lifts.lift_by_region;

alter table lifts.lift
  add column building_id uuid,
  add column registration_code text,
  -- The number under which the register it comes from lists a lift that has no code of the nation: `<source>-<number>`.
  add column local_code text,
  -- 使用登记证编号.
  add column use_registration_no text,
  -- 产品名称, 型号规格 and what else belongs to its kind, by the names of `liftParameters` in the contract.
  add column parameters jsonb not null default '{}',
  add column made_on date,
  add column in_use_since date,
  add column design_life_years smallint check (design_life_years between 1 and 100),
  add column warranty_until date,
  -- 入口, 机房, 钥匙存放处: what a crew must know at the door.
  add column access_note text not null default '',
  add column machine_room text not null default '',
  add column key_place text not null default '',
  add column order_in_force text not null default 'none' check (order_in_force in ('none', 'stop-use', 'sealed')),
  add column next_inspection_due date,
  add column next_testing_due date,
  -- Whether the sign with the rescue code hangs in the car: given, put up, seen by a scan.
  add column sign text not null default 'none' check (sign in ('none', 'assigned', 'posted', 'confirmed')),
  -- Fields that a person has corrected, with the value last given by a file: `{field: {by, at}}`. A file never overwrites them unseen.
  add column corrected jsonb,
  -- Raised by every change, so that two people who edit the same file see each other.
  add column version integer not null default 1,
  -- An import that was undone: the lift was never there, its ledger says why.
  add column withdrawn_at timestamptz;

alter table lifts.lift drop constraint lift_registration_check;
alter table lifts.lift drop constraint lift_service_check;
update lifts.lift l set
  registration_code = case when registration = 'registered' then register_code end,
  sign = case when rescue_code is null then 'none' else 'assigned' end,
  registration = case when service = 'scrapped' then 'scrapped' when registration = 'registered' then 'in-use' else 'unregistered' end,
  service = case when service = 'in-service' then 'running' else 'out-of-service' end,
  building_id = (select b.id from lifts.building b join lifts.site s on s.id = b.site_id
    where s.region_code = l.region_code and s.name = case when l.compound = '' then l.address else l.compound end
      and b.name = l.building and b.unit = l.entrance and b.address = l.address);
alter table lifts.lift
  alter column building_id set not null,
  alter column service set default 'running',
  add constraint lift_registration_check check (registration in
    ('installing', 'not-handed-over', 'unregistered', 'in-use', 'stopped', 'moved', 'scrapped', 'cancelled')),
  add constraint lift_service_check check (service in ('running', 'out-of-service', 'maintenance')),
  drop column compound, drop column building, drop column entrance, drop column place, drop column address,
  -- References are held by the statement triggers below: one look for a whole batch instead of one for each of a million rows.
  drop constraint lift_region_code_fkey;
create unique index lift_by_device_code on lifts.lift (device_code) where device_code is not null;
create unique index lift_by_local_code on lifts.lift (local_code) where local_code is not null;
-- Most registers name the maker without its credit code: then a serial number names nobody.
create unique index lift_by_maker_serial on lifts.lift ((maker_code || '-' || serial_number))
  where maker_code is not null and serial_number is not null;
create index lift_by_building on lifts.lift (building_id);

-- Only codes that were replaced; those in force are columns of the lift.
create table lifts.former_code (
  lift_id uuid not null,
  kind text not null check (kind in ('register', 'device', 'maker-serial', 'local', 'rescue')),
  code text not null,
  until_at timestamptz not null,
  primary key (kind, code, until_at)
);
create index former_code_by_code on lifts.former_code (code);
create index former_code_by_lift on lifts.former_code (lift_id);
insert into lifts.former_code (lift_id, kind, code, until_at)
  select lift_id, kind, code, until_at from lifts.lift_identifier where until_at is not null
  on conflict do nothing;
drop table lifts.lift_identifier;

-- Party: who, from–to, and on what paper. 安全员 by name stands with the use unit.
alter table lifts.party
  drop constraint party_one_at_a_time,
  drop constraint party_lift_id_fkey,
  drop constraint party_organisation_id_fkey,
  add column paper text not null default '',
  add column paper_hash text,
  add column safety_officer text not null default '',
  add column safety_officer_phone text;

-- The chains outlive what they tell of, and their lift is certain: it is made in the same transaction.
alter table lifts.ledger_head drop constraint ledger_head_lift_id_fkey;
alter table lifts.ledger_entry drop constraint ledger_entry_lift_id_fkey;

create function lifts.check_written_lifts() returns trigger language plpgsql as $$
begin
  if exists (select 1 from written w where not exists (select 1 from lifts.building b where b.id = w.building_id)) then
    raise exception 'a lift stands in a building that is not there' using errcode = 'foreign_key_violation';
  end if;
  if exists (select 1 from (select distinct region_code from written) w
             where not exists (select 1 from identity.v_region r where r.code = w.region_code)) then
    raise exception 'a lift lies in a region that is not there' using errcode = 'foreign_key_violation';
  end if;
  return null;
end $$;
create trigger lift_inserted_stands after insert on lifts.lift
  referencing new table as written for each statement execute function lifts.check_written_lifts();
create trigger lift_updated_stands after update on lifts.lift
  referencing new table as written for each statement execute function lifts.check_written_lifts();

-- One use unit and one maintenance unit at a time: a call must go to one. Writers hold the lock of the lift's ledger head.
create function lifts.check_written_parties() returns trigger language plpgsql as $$
begin
  if exists (select 1 from (select distinct organisation_id from written) w
             where not exists (select 1 from identity.v_organisation o where o.id = w.organisation_id)) then
    raise exception 'a party is an organisation that is not there' using errcode = 'foreign_key_violation';
  end if;
  if exists (select 1 from (select distinct lift_id from written) w
             where not exists (select 1 from lifts.lift l where l.id = w.lift_id)) then
    raise exception 'a party serves a lift that is not there' using errcode = 'foreign_key_violation';
  end if;
  if exists (
    select 1 from written w
    join lifts.party p on p.lift_id = w.lift_id and p.role = w.role
      and (p.organisation_id <> w.organisation_id or p.from_date <> w.from_date)
      and daterange(p.from_date, p.to_date, '[]') && daterange(w.from_date, w.to_date, '[]')
    where w.role in ('use-unit', 'maintenance')) then
    raise exception 'two units hold one role of a lift at one time'
      using errcode = 'exclusion_violation', constraint = 'party_one_at_a_time';
  end if;
  return null;
end $$;
create trigger party_inserted_alone after insert on lifts.party
  referencing new table as written for each statement execute function lifts.check_written_parties();
create trigger party_updated_alone after update on lifts.party
  referencing new table as written for each statement execute function lifts.check_written_parties();

-- The register index in memory follows commits: ids of a few, or one word for many.
create function lifts.tell_lifts_written() returns trigger language plpgsql as $$
declare ids text;
begin
  select case when count(*) > 100 then 'many' else json_agg(id)::text end into ids from (select id from written limit 101) w;
  if ids is not null then perform pg_notify('lifts_register', ids); end if;
  return null;
end $$;
create function lifts.tell_parties_written() returns trigger language plpgsql as $$
declare ids text;
begin
  select case when count(*) > 100 then 'many' else json_agg(lift_id)::text end into ids
    from (select distinct lift_id from written limit 101) w;
  if ids is not null then perform pg_notify('lifts_register', ids); end if;
  return null;
end $$;
create trigger lift_inserted_told after insert on lifts.lift
  referencing new table as written for each statement execute function lifts.tell_lifts_written();
create trigger lift_updated_told after update on lifts.lift
  referencing new table as written for each statement execute function lifts.tell_lifts_written();
create trigger party_inserted_told after insert on lifts.party
  referencing new table as written for each statement execute function lifts.tell_parties_written();
create trigger party_updated_told after update on lifts.party
  referencing new table as written for each statement execute function lifts.tell_parties_written();

-- 主要部件和安全保护装置.
create table lifts.part (
  id uuid primary key,
  lift_id uuid not null references lifts.lift (id),
  kind text not null,
  maker text not null default '',
  type text not null default '',
  serial_number text not null default '',
  -- 型式试验证书编号.
  certificate_no text not null default '',
  fitted_on date,
  removed_on date
);
create index part_by_lift on lifts.part (lift_id);

-- Numbers for signs that the city has given us; new rescue codes come from here only.
create table lifts.rescue_code_range (
  id uuid primary key,
  first_code text not null,
  last_code text not null,
  next_code text,
  given_by text not null,
  paper text not null default '',
  added_at timestamptz not null,
  check (length(first_code) = length(last_code) and first_code <= last_code)
);

-- Published to higher rooms. Contracts begin and end with a Chinese calendar day; the country has one time zone.
create view lifts.v_serves as
  select lift_id, role, organisation_id, from_date, to_date,
    daterange(from_date, to_date, '[]') @> (now() at time zone 'Asia/Shanghai')::date as now
  from lifts.party;

create view lifts.v_lift as
  select l.id, l.register_code, l.device_code, l.rescue_code, l.kind,
    concat_ws(' ', s.name, nullif(b.name, ''), nullif(b.unit, ''), nullif(l.lift_no, '')) as place,
    s.name as compound, b.name as building, b.unit, l.lift_no, b.address, l.region_code, l.lat, l.lon, l.floors,
    l.registration, l.order_in_force, l.service,
    l.building_id, b.site_id, s.sector, s.community, b.power_supply_point,
    l.in_use_since, l.next_inspection_due, l.next_testing_due,
    u.id as use_unit_id, u.name as use_unit, u.duty_phone as use_unit_duty_phone,
    m.id as maintenance_unit_id, m.name as maintenance_unit, m.duty_phone as maintenance_duty_phone,
    l.registered_here_at
  from lifts.lift l
  join lifts.building b on b.id = l.building_id
  join lifts.site s on s.id = b.site_id
  left join lateral (
    select o.id, o.name, coalesce(p.duty_phone, o.duty_phone) as duty_phone
    from lifts.party p join identity.v_organisation o on o.id = p.organisation_id
    where p.lift_id = l.id and p.role = 'use-unit'
      and daterange(p.from_date, p.to_date, '[]') @> (now() at time zone 'Asia/Shanghai')::date
    limit 1) u on true
  left join lateral (
    select o.id, o.name, coalesce(p.duty_phone, o.duty_phone) as duty_phone
    from lifts.party p join identity.v_organisation o on o.id = p.organisation_id
    where p.lift_id = l.id and p.role = 'maintenance'
      and daterange(p.from_date, p.to_date, '[]') @> (now() at time zone 'Asia/Shanghai')::date
    limit 1) m on true
  where l.withdrawn_at is null;
