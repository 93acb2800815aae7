-- Watchdogs outside the platform: each tells that it lives whenever it asks how the work goes.
create table platform.watchdog (
  name text primary key,
  heard_at timestamptz not null,
  first_at timestamptz not null,
  -- How often it means to ask.
  every_seconds integer not null check (every_seconds between 1 and 3600),
  address text not null,
  -- What it last said of its own channels: '' = they work, as far as it has tried them.
  channel_problem text not null default ''
);
