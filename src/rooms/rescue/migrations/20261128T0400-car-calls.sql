-- 实时通话: the desk speaks with the car. What happened stands in the incident's stream; here is how a call is gone on with, and numbers, which
-- no event holds. Numbers and recordings are erased with their time (`rescue.retention`, caller).
create table rescue.car_call (
  -- The key of the command that asked for it.
  id uuid primary key,
  incident_id uuid not null references rescue.incident (id),
  lift_id uuid not null,
  way text not null check (way in ('sip', 'device')),
  seat text,
  address text,
  url text,
  status text not null check (status in ('asked', 'ringing', 'answered', 'ended', 'failed')),
  asked_at timestamptz not null,
  asked_by uuid,
  answered_at timestamptz,
  ended_at timestamptz,
  reason text,
  sip_status integer,
  ended_by text,
  recording text,
  -- Somebody at the desk has asked for its end.
  hang_up_at timestamptz,
  -- The process that holds its line, and how many of that process's news were taken.
  placed_by uuid,
  heard integer not null default 0,
  -- How to go on with it after a restart; no secret.
  legs jsonb,
  -- The message to the device.
  message_id uuid,
  -- When it is looked after next.
  due_at timestamptz,
  constraint due_until_over check ((ended_at is null) = (due_at is not null) and (ended_at is null) = (status in ('asked', 'ringing', 'answered')))
);
create unique index car_call_one_at_a_time on rescue.car_call (incident_id) where ended_at is null;
create index car_call_due on rescue.car_call (due_at) where due_at is not null;
create index car_call_by_incident on rescue.car_call (incident_id, asked_at desc);
create index car_call_by_message on rescue.car_call (message_id) where message_id is not null;
create index car_call_with_number on rescue.car_call (asked_at) where address is not null or recording is not null or seat is not null;

-- How a lift's intercom is reached, where the city's rule (SP_SIP_CAR_ADDRESS, SP_CAR_CALL_URL) does not fit it.
create table rescue.intercom (
  lift_id uuid primary key,
  way text not null check (way in ('sip', 'device')),
  address text,
  set_at timestamptz not null,
  set_by uuid,
  constraint sip_has_address check (way = 'device' or address is not null)
);
