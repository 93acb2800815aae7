-- The black box (黑匣子) of each decision: what the device sent from a minute before it to a minute after, packed as frames are kept. It stays
-- for ever, while raw frames go after some days; until it is copied from there, it is read there.
create table devices.black_box (
  -- Of a fault the fault's id.
  id uuid primary key,
  device_id uuid not null,
  lift_id uuid not null,
  -- A kind of fault, or entrapment.
  kind text not null,
  -- Who said so: vendor-event, alarm-button or inference; of a fault device-event or inference.
  cause text not null,
  -- Of an entrapment: the device's words, or the rule that inferred it.
  text text,
  confirmed_at timestamptz not null,
  -- When it is to be copied; null once it was.
  due_at timestamptz,
  -- Null once copied: the device sent nothing around it.
  body bytea,
  check (due_at is null or body is null)
);
create index black_box_due on devices.black_box (due_at) where due_at is not null;
create index black_box_of_entrapment on devices.black_box (lift_id, confirmed_at desc) where kind = 'entrapment';

-- What is still there of faults before this version.
insert into devices.black_box (id, device_id, lift_id, kind, cause, confirmed_at, due_at)
  select id, device_id, lift_id, kind, rule, confirmed_at, confirmed_at from devices.fault where confirmed_at > now() - interval '3 days';
