-- What a vendor's code leaves open, and whether its sender ever tells the end of it.
alter table devices.event
  add column doubt text,
  add column never_cleared boolean not null default false;

-- A frame in quarantine is read again when a person asks for it. `tried_at` is the last time; `replayed_at` the time at which it could
-- be read, with what came of it. What has been replayed is no longer open.
alter table devices.quarantine
  add column tried_at timestamptz,
  add column replayed_at timestamptz,
  add column replayed_by text,
  add column outcome text check (outcome in ('stored', 'repeated', 'late')),
  add column found text;
create index quarantine_open_by_reason on devices.quarantine (reason, received_at desc) where replayed_at is null;
