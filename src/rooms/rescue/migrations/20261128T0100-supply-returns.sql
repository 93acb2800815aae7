-- 「供电恢复」: what devices say of their lift's supply, and when a group of a storm has it back. Everybody of the group is then asked once more
-- whether somebody is still inside.
create table rescue.lift_power (
  lift_id uuid primary key,
  lost boolean not null,
  -- When it was measured: an older word changes nothing.
  at timestamptz not null,
  -- Since when it stands so, by our clock.
  heard_at timestamptz not null,
  -- When it was last lost, by our clock.
  lost_at timestamptz not null,
  how text not null check (how in ('state', 'event', 'contact'))
);
create index lift_power_by_loss on rescue.lift_power (lost_at);

create table rescue.supply_return (
  storm_id uuid not null references rescue.storm (id),
  -- As the storm's groups: a power supply point, a building.
  group_key text not null,
  -- The first return, the next after it was lost again, and so on.
  no integer not null,
  back_at timestamptz not null,
  how text not null check (how in ('devices', 'contact', 'person')),
  -- Who marked it by hand.
  by_person uuid,
  -- So many of the group's lifts that are known to have lost it, at that moment.
  lifts_back integer not null,
  lifts_of integer not null,
  -- Under this key each incident is asked, once.
  ask_key uuid not null,
  asked_at timestamptz,
  asked integer not null default 0,
  lost_again_at timestamptz,
  primary key (storm_id, group_key, no)
);
create index supply_return_unasked on rescue.supply_return (storm_id) where asked_at is null;

-- When the storm is looked at next for supply that has returned; null: it is over.
alter table rescue.storm add column supply_due_at timestamptz;
update rescue.storm set supply_due_at = now() where ended_at is null;

insert into rescue.setting (name, value, source, certainty, valid_from) values
  ('stormSupplyShare', 0.5, '本平台默认值：报过停电的电梯中有这么大一部分稳定报来电，即视为该组供电恢复', 'own', '2026-01-01'),
  ('stormSupplySteadySeconds', 60, '本平台默认值：来电后稳定这么久才算，避免反复跳闸时反复询问', 'own', '2026-01-01'),
  ('stormSupplyAgainMinutes', 10, '本平台默认值：再次停电又恢复时，同一组两次自动询问的最短间隔', 'own', '2026-01-01');
