-- What each source last told of each lift: an unchanged row of a monthly file costs no write. Hashes in halves, as they lie in memory.
create table lifts.import_row (
  source_no integer not null,
  key_hi integer not null,
  key_lo integer not null,
  row_hi integer not null,
  row_lo integer not null,
  lift_id uuid not null,
  -- The run that made the lift, for taking it back; null when it was there before.
  created_run uuid,
  primary key (source_no, key_hi, key_lo)
);
create index import_row_by_created_run on lifts.import_row (created_run) where created_run is not null;

-- A field in which a file differs from what another source or a person has the word in: somebody decides.
create table lifts.import_difference (
  id uuid primary key,
  source_id uuid not null,
  run_id uuid not null,
  lift_id uuid not null,
  field text not null,
  -- What the register has, and what the file says.
  held jsonb not null,
  offered jsonb not null,
  why text not null check (why in ('corrected', 'other-source')),
  state text not null default 'open' check (state in ('open', 'accepted', 'rejected')),
  found_at timestamptz not null,
  decided_at timestamptz,
  decided_by text,
  unique (source_id, lift_id, field)
);
create index import_difference_open on lifts.import_difference (found_at desc, id) where state = 'open';

-- What a run changed in lifts that were there before, for taking it back.
create table lifts.import_change (
  run_id uuid not null,
  lift_id uuid not null,
  changes jsonb not null,
  primary key (run_id, lift_id)
);

-- Lifts that the latest file of a source no longer lists.
create table lifts.import_missing (
  source_id uuid not null,
  lift_id uuid not null,
  run_id uuid not null,
  found_at timestamptz not null,
  primary key (source_id, lift_id)
);
