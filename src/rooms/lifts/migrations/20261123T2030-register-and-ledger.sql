-- Trusted: the owner of the database may create it.
create extension if not exists btree_gist;

-- One row a lift, as it is known now; its history is the ledger.
create table lifts.lift (
  id uuid primary key,
  -- The best code in force: 注册代码, else 设备代码, else maker's code and serial number.
  register_code text not null unique,
  device_code text,
  maker_code text,
  serial_number text,
  -- 救援识别码 as the city gave it.
  rescue_code text unique,
  kind text not null check (kind in ('3110', '3120', '3130', '3210', '3220', '3310', '3320', '3410', '3420', '3430')),
  compound text not null,
  building text not null,
  entrance text not null,
  lift_no text not null,
  -- The four above as signs say them, for lists and search.
  place text not null,
  address text not null,
  region_code text not null references identity.region (code),
  lat double precision check (lat between -90 and 90),
  lon double precision check (lon between -180 and 180),
  floors text[] not null,
  registration text not null check (registration in ('registered', 'not-registered')),
  service text not null default 'in-service' check (service in ('in-service', 'out-of-service', 'scrapped')),
  -- Long and random: it stands in the printed QR code and opens the lift's page.
  page_token text not null,
  registered_here_at timestamptz not null,
  check ((lat is null) = (lon is null))
);
create index lift_by_place on lifts.lift (place, id);
create index lift_by_region on lifts.lift (region_code text_pattern_ops, place, id);

-- Every code under which the lift is or was known, so that its history stays one when it gets a better one.
create table lifts.lift_identifier (
  lift_id uuid not null references lifts.lift (id),
  kind text not null check (kind in ('register', 'device', 'maker-serial', 'rescue')),
  code text not null,
  from_at timestamptz not null,
  until_at timestamptz,
  primary key (kind, code, from_at)
);
create unique index lift_identifier_in_force on lifts.lift_identifier (kind, code) where until_at is null;
create unique index lift_identifier_one_each on lifts.lift_identifier (lift_id, kind) where until_at is null;
create index lift_identifier_by_code on lifts.lift_identifier (code);

create table lifts.party (
  lift_id uuid not null references lifts.lift (id),
  role text not null check (role in ('owner', 'use-unit', 'maintenance', 'maker', 'installer')),
  organisation_id uuid not null references identity.organisation (id),
  from_date date not null,
  -- The last day; open while it is null.
  to_date date,
  duty_phone text,
  primary key (lift_id, role, organisation_id, from_date),
  check (to_date >= from_date),
  -- One use unit and one maintenance unit at a time: a call must go to one.
  constraint party_one_at_a_time exclude using gist (lift_id with =, role with =, daterange(from_date, to_date, '[]') with &&)
    where (role in ('use-unit', 'maintenance'))
);
create index party_by_organisation on lifts.party (organisation_id, role);

-- The lock and the end of each lift's chain.
create table lifts.ledger_head (
  lift_id uuid primary key references lifts.lift (id),
  no integer not null,
  hash text not null
);
create table lifts.ledger_entry (
  lift_id uuid not null references lifts.lift (id),
  no integer not null check (no > 0),
  done_at timestamptz not null,
  recorded_at timestamptz not null,
  room text not null,
  kind text not null,
  actor text not null,
  -- The exact text that was hashed; jsonb would reorder it.
  body text not null,
  previous_hash text not null,
  hash text not null,
  primary key (lift_id, no)
);

-- Written once: the app's role has no right to change entries, and the owner stumbles over the trigger.
create function lifts.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are never changed or removed', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger ledger_entry_stays before update or delete or truncate on lifts.ledger_entry
  for each statement execute function lifts.refuse_change();
do $$
declare holder record;
begin
  for holder in
    select distinct a.grantee::regrole::text as role
    from pg_class c, aclexplode(c.relacl) a
    where c.oid = 'lifts.ledger_entry'::regclass and a.grantee not in (0, c.relowner)
  loop
    execute format('revoke update, delete, truncate on lifts.ledger_entry from %s', holder.role);
  end loop;
end $$;

-- Published to higher rooms. Contracts begin and end with a Chinese calendar day; the country has one time zone.
create view lifts.v_serves as
  select lift_id, role, organisation_id, from_date, to_date,
    daterange(from_date, to_date, '[]') @> (now() at time zone 'Asia/Shanghai')::date as now
  from lifts.party;

create view lifts.v_lift as
  select l.id, l.register_code, l.device_code, l.rescue_code, l.kind, l.place, l.compound, l.building, l.entrance,
    l.lift_no, l.address, l.region_code, l.lat, l.lon, l.floors, l.registration, l.service,
    u.id as use_unit_id, u.name as use_unit, u.duty_phone as use_unit_duty_phone,
    m.id as maintenance_unit_id, m.name as maintenance_unit, m.duty_phone as maintenance_duty_phone,
    l.registered_here_at
  from lifts.lift l
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
    limit 1) m on true;
