-- What is out of order with a lift, beside a trapped person: found by a detector or told by its device. For ever.
create table devices.fault (
  id uuid primary key,
  device_id uuid not null,
  lift_id uuid not null,
  -- A canonical word of events (model/fault-kinds.ts).
  kind text not null,
  since timestamptz not null,
  confirmed_at timestamptz not null,
  cleared_at timestamptz,
  cleared_by text check (cleared_by in ('device', 'inference')),
  rule text not null check (rule in ('device-event', 'inference')),
  -- The device's event; null for an inference.
  event_id text,
  -- Somebody worked on the lift when its device raised it: to be left out of its statistics.
  at_work boolean not null,
  -- The state, and the event where there was one, that decided.
  evidence jsonb not null,
  check ((cleared_at is null) = (cleared_by is null))
);
create unique index fault_open on devices.fault (device_id, kind) where cleared_at is null;
create index fault_by_device on devices.fault (device_id, confirmed_at desc);
-- What the device has cleared lately may not be opened again by the picture that still stands (model/faults.ts), after a restart either.
create index fault_cleared_by_device on devices.fault (cleared_at, id) where cleared_by = 'device';

-- Thresholds that are no seconds have a value with its unit; each says how sure its source is.
alter table devices.setting
  alter column seconds drop not null,
  add column value integer check (value > 0),
  add column unit text,
  add column certainty text not null default 'own' check (certainty in ('published', 'recalled', 'own')),
  add check (num_nonnulls(seconds, value) = 1 and (value is null) = (unit is null));
insert into devices.setting (name, valid_from, value, unit, certainty, source) values
  ('stop-outside-door-zone.confirmSeconds', '2026-01-01', 30, 's', 'own', 'own choice: GB/T 24476 names it a fault at once; half a minute passes a levelling correction'),
  ('stop-outside-door-zone.clearSeconds', '2026-01-01', 10, 's', 'own', 'own choice: the car runs on or stands at a landing'),
  ('repeated-door-reversal.confirmSeconds', '2026-01-01', 1, 's', 'own', 'own choice: confirmed by its count (doorReversals)'),
  ('repeated-door-reversal.clearSeconds', '2026-01-01', 5, 's', 'own', 'own choice: the car runs with its doors closed'),
  ('door-open-moving.confirmSeconds', '2026-01-01', 2, 's', 'own', 'own choice: two states: door contact and motion may be read at different moments'),
  ('door-open-moving.clearSeconds', '2026-01-01', 30, 's', 'own', 'own choice: doors are where they belong for half a minute'),
  ('moving-door-open.confirmSeconds', '2026-01-01', 2, 's', 'own', 'own choice: two states: door contact and motion may be read at different moments'),
  ('moving-door-open.clearSeconds', '2026-01-01', 30, 's', 'own', 'own choice: doors are where they belong for half a minute'),
  ('overspeed.confirmSeconds', '2026-01-01', 2, 's', 'own', 'own choice: two states: one reading of a speed may be wrong'),
  ('overspeed.clearSeconds', '2026-01-01', 10, 's', 'own', 'own choice: the car stands, or keeps its speed'),
  ('long-stop.confirmSeconds', '2026-01-01', 300, 's', 'own', 'own choice: longer than loading furniture at a landing usually takes'),
  ('long-stop.clearSeconds', '2026-01-01', 10, 's', 'own', 'own choice: the car moves'),
  ('sensor-fault.confirmSeconds', '2026-01-01', 7200, 's', 'own', 'own choice: nobody rides for two hours through twenty openings (stuckSensorOpenings)'),
  ('sensor-fault.clearSeconds', '2026-01-01', 1, 's', 'own', 'own choice: the sensor has let go'),
  ('escalator-reversal.confirmSeconds', '2026-01-01', 1, 's', 'own', 'own choice: confirmed by one transition without a stop'),
  ('escalator-reversal.clearSeconds', '2026-01-01', 600, 's', 'own', 'own choice: ten minutes of running in normal service'),
  ('step-missing.confirmSeconds', '2026-01-01', 1, 's', 'own', 'own choice: confirmed by the device''s word'),
  ('step-missing.clearSeconds', '2026-01-01', 600, 's', 'own', 'own choice: ten minutes of running in normal service'),
  ('safety-circuit-open.confirmSeconds', '2026-01-01', 1, 's', 'own', 'own choice: confirmed by the device''s word'),
  ('safety-circuit-open.clearSeconds', '2026-01-01', 20, 's', 'own', 'own choice: a run in normal service closes the circuit'),
  ('door-lock-circuit-open.confirmSeconds', '2026-01-01', 1, 's', 'own', 'own choice: confirmed by the device''s word'),
  ('door-lock-circuit-open.clearSeconds', '2026-01-01', 20, 's', 'own', 'own choice: a run in normal service closes the circuit'),
  ('over-travel-top.confirmSeconds', '2026-01-01', 1, 's', 'own', 'own choice: confirmed by the device''s word'),
  ('over-travel-top.clearSeconds', '2026-01-01', 20, 's', 'own', 'own choice: a run in normal service'),
  ('over-travel-bottom.confirmSeconds', '2026-01-01', 1, 's', 'own', 'own choice: confirmed by the device''s word'),
  ('over-travel-bottom.clearSeconds', '2026-01-01', 20, 's', 'own', 'own choice: a run in normal service'),
  ('faultSilenceSeconds', '2026-01-01', 300, 's', 'own', 'own choice: the interface asks for a state at every change and at least every few minutes; after a longer pause nothing is known of the time between'),
  ('faultWorkMuteSeconds', '2026-01-01', 14400, 's', 'own', 'own choice: half a working day; inspection that stands longer has been forgotten'),
  ('doorReversals', '2026-01-01', 5, 'times', 'own', 'own choice: four times somebody holds the door, five times it does not close'),
  ('doorReversalWindowSeconds', '2026-01-01', 120, 's', 'own', 'own choice: within one stop'),
  ('stuckSensorOpenings', '2026-01-01', 20, 'times', 'own', 'own choice: nobody stays in a car through twenty openings at landings'),
  ('overspeedPercent', '2026-01-01', 115, '%', 'recalled', 'GB/T 7588.1—2020: the governor acts at 115 % of the rated speed at the earliest'),
  ('escalatorOverspeedPercent', '2026-01-01', 120, '%', 'recalled', 'GB 16899—2011: protection acts before 1.2 times the nominal speed'),
  ('overspeedUnrated', '2026-01-01', 10000, 'mm/s', 'own', 'own choice where no rated speed is known: faster lifts have theirs in the register'),
  ('escalatorOverspeedUnrated', '2026-01-01', 900, 'mm/s', 'recalled', 'GB 16899—2011: 0.75 m/s at most up to 30 degrees, times 1.2'),
  ('escalatorReversalGapSeconds', '2026-01-01', 5, 's', 'own', 'own choice: a stop and a restart by key take longer'),
  ('buttonPresses', '2026-01-01', 3, 'times', 'own', 'own choice: EN 81-28 / GB/T 24475 ask for a filter of abuse and give no figure'),
  ('buttonWindowSeconds', '2026-01-01', 60, 's', 'own', 'own choice: EN 81-28 / GB/T 24475 ask for a filter of abuse and give no figure'),
  ('buttonStateSeconds', '2026-01-01', 60, 's', 'own', 'own choice: an older state says nothing of the moment of the press');
