-- First contact: a device that nobody knows has chosen a secret and waits for a person to let it in. Nothing that it sends is taken
-- before that. Each claim of a code is told apart by its secret, of which only a salted hash is kept.
create table devices.waiting (
  id uuid primary key,
  -- The code that it claims, as it wrote it; it need not name a lift.
  code text not null,
  -- First half of SHA-256 over code and secret: the device can show it, and a person compares.
  fingerprint text not null,
  salt bytea not null,
  secret_hash bytea not null,
  -- What it says of itself; null where it said nothing.
  maker text,
  serial text,
  model text,
  dialect text,
  address text not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  knocks integer not null default 1,
  state text not null default 'waiting' check (state in ('waiting', 'approved', 'refused')),
  decided_at timestamptz,
  decided_by text,
  unique (code, fingerprint),
  check ((state = 'waiting') = (decided_at is null))
);
create index waiting_open on devices.waiting (first_seen_at, id) where state = 'waiting';
create index waiting_by_end on devices.waiting ((coalesce(decided_at, first_seen_at)));

insert into devices.setting (name, valid_from, seconds, source) values
  ('waitingListSeconds', '2026-01-01', 1209600, '自定，无条款规定：两周够人核对一批新装设备。 own choice, no clause gives a figure: two weeks to look at a batch of new devices');
