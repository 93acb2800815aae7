-- Every backup that was begun, and how it ended; what a killed platform left as running is put right at its next start.
create table platform.backup (
  id uuid primary key,
  store text not null,
  cause text not null check (cause in ('asked', 'daily', 'upgrade')),
  kind text not null check (kind in ('physical', 'logical')),
  started_at timestamptz not null,
  ended_at timestamptz,
  outcome text not null check (outcome in ('running', 'done', 'failed')),
  -- Refusal code of a failure, and the words of the machine for it.
  code text,
  why text,
  bytes bigint,
  files integer,
  damaged integer,
  check ((outcome = 'running') = (ended_at is null))
);
create index backup_by_start on platform.backup (started_at desc);

-- Housekeeping of the platform itself that must happen later.
create table platform.chore (
  name text primary key,
  due_at timestamptz not null
);
