-- A crew: people who go together, with one phone; `station` crews stand ready for level 2.
create table crews.crew (
  id uuid primary key,
  code text not null unique,
  name text not null,
  organisation_id uuid not null,
  kind text not null check (kind in ('unit', 'station')),
  travel text not null check (travel in ('car', 'e-bike')),
  phone text,
  region_code text not null,
  home_lat double precision,
  home_lon double precision,
  lat double precision,
  lon double precision,
  position_at timestamptz,
  on_duty boolean not null default false
);
create index crew_on_duty on crews.crew (organisation_id) where on_duty;

-- When a crew was on duty; the open period has no end.
create table crews.duty (
  crew_id uuid not null references crews.crew (id),
  from_at timestamptz not null,
  to_at timestamptz,
  primary key (crew_id, from_at)
);
create unique index duty_open on crews.duty (crew_id) where to_at is null;

create view crews.v_crew as
  select c.id, c.code, c.name, c.organisation_id, o.name as organisation, c.kind, c.travel, c.phone, c.region_code,
    coalesce(c.lat, c.home_lat) as lat, coalesce(c.lon, c.home_lon) as lon, c.position_at, c.on_duty
  from crews.crew c left join identity.v_organisation o on o.id = c.organisation_id;
