-- Imports of files: where files come from, each run of one, and the rows that it refused.
create table platform.import_source (
  id uuid primary key,
  -- Small, for tables with a row for each row of a file.
  no integer generated always as identity unique,
  form text not null,
  name text not null,
  -- How its columns become fields of the form; null until a person has confirmed one.
  mapping jsonb,
  mapping_version integer not null default 0,
  -- Fields in which this source has the word; a field has one source of the form at the most.
  owned_fields text[] not null default '{}',
  created_at timestamptz not null,
  unique (form, name)
);

create table platform.import_run (
  id uuid primary key,
  source_id uuid not null references platform.import_source (id),
  form text not null,
  file_name text not null,
  -- In the content-addressed store.
  file_hash text not null,
  file_bytes bigint not null,
  state text not null check (state in
    ('uploaded', 'checking', 'checked', 'running', 'done', 'stopped', 'failed', 'undoing', 'undone')),
  -- What stopped or failed: checking, running or undoing; going on goes on with it.
  act text not null default 'check' check (act in ('check', 'run', 'undo')),
  mapping jsonb,
  mapping_version integer not null default 0,
  asked_by text not null,
  asked_by_name text not null,
  -- Regions in which who asked may import; null is everywhere.
  regions text[],
  uploaded_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  -- The first row of the file that is not done; moved by the transaction that does rows.
  next_row integer not null default 1,
  rows_estimate integer,
  counts jsonb not null default '{}',
  findings jsonb not null default '{}',
  report jsonb,
  problem jsonb,
  stop_asked boolean not null default false,
  -- Restarts without a row of progress; too many are a failure.
  idle_restarts integer not null default 0
);
create index import_run_by_time on platform.import_run (uploaded_at desc, id desc);
create index import_run_by_source on platform.import_run (source_id, uploaded_at desc);
create index import_run_active on platform.import_run (form) where state in ('checking', 'running', 'undoing');

create table platform.import_refused_row (
  run_id uuid not null references platform.import_run (id),
  row_no integer not null,
  -- As they stood in the file.
  cells jsonb not null,
  -- [{field, code, params}]
  reasons jsonb not null,
  primary key (run_id, row_no)
);
