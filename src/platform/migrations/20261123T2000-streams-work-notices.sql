-- Event streams. `tx` and `seq` together give readers a gap-free order (see docs/decisions); the head row is the lock.
create table platform.stream (
  id text primary key,
  version integer not null check (version > 0)
);
create table platform.stream_event (
  seq bigint generated always as identity primary key,
  tx xid8 not null default pg_current_xact_id(),
  stream text not null references platform.stream (id),
  version integer not null,
  type text not null,
  body jsonb not null,
  at timestamptz not null,
  actor jsonb not null,
  unique (stream, version)
);
create index stream_event_by_tx on platform.stream_event (tx, seq);

-- Work that must happen later or elsewhere: one row per handler and key; it goes when it is done.
create table platform.work (
  id uuid primary key,
  handler text not null,
  job_key text not null,
  payload jsonb not null,
  due_at timestamptz not null,
  attempts integer not null default 0,
  leased_by text,
  leased_until timestamptz,
  last_error text,
  unique (handler, job_key)
);
create index work_by_due on platform.work (due_at);

-- Tellings: asked here, then delivered, answered, failed or expired as facts of their own.
create table platform.notice (
  id uuid primary key,
  notice_key text not null unique,
  channel text not null check (channel in ('live', 'sms', 'voice')),
  recipient text not null,
  recipient_name text not null,
  subject text not null,
  purpose text not null,
  body text not null,
  asked_at timestamptz not null,
  expires_at timestamptz not null
);
create index notice_by_subject on platform.notice (subject, asked_at);
create index notice_by_time on platform.notice (asked_at desc);
create table platform.notice_fact (
  notice_id uuid not null references platform.notice (id),
  fact text not null check (fact in ('delivered', 'answered', 'failed', 'expired')),
  at timestamptz not null,
  detail text,
  actor jsonb not null,
  primary key (notice_id, fact)
);
