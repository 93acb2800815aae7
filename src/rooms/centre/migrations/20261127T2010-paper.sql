-- What the centre works by when everything is down: printed every night, and on demand. The files lie on disk; this says which and how old.
create table centre.paper_run (
  id uuid primary key,
  cause text not null check (cause in ('nightly', 'asked')),
  begun_at timestamptz not null,
  ended_at timestamptz,
  outcome text not null check (outcome in ('running', 'done', 'failed')),
  folder text not null default '',
  -- Name, kind, district, lifts and bytes of each file.
  files jsonb not null default '[]',
  lifts integer not null default 0,
  bytes bigint not null default 0,
  why text
);
create index paper_run_by_time on centre.paper_run (begun_at desc);
-- One at a time.
create unique index paper_run_running on centre.paper_run (outcome) where outcome = 'running';
