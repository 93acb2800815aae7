-- Duty rosters: who should be on duty when. Who is, says crews.duty; nobody is asked by a roster alone.
create table crews.roster (
  crew_id uuid not null references crews.crew (id),
  from_at timestamptz not null,
  to_at timestamptz not null,
  -- Names as the roster gives them.
  people text not null default '',
  -- The telephone of this shift; null: the crew's own.
  phone text,
  -- The import that wrote it last.
  run_id uuid not null,
  primary key (crew_id, from_at),
  check (to_at > from_at and to_at <= from_at + interval '24 hours')
);
create index roster_by_time on crews.roster (from_at);

-- What a run of an import did, so that it can be taken back. `before` null: the run made the shift.
create table crews.roster_import_write (
  run_id uuid not null,
  no bigint generated always as identity,
  crew_id uuid not null,
  from_at timestamptz not null,
  before jsonb,
  primary key (run_id, no)
);

-- Published to higher rooms: shifts by the roster, without names.
create view crews.v_roster as
  select r.crew_id, r.from_at, r.to_at, coalesce(r.phone, c.phone) as phone
  from crews.roster r join crews.crew c on c.id = r.crew_id;
