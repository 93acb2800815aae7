-- Test calls of maintenance units' 24-hour numbers. A number is a unit with a telephone number: who gives another number is called again.
-- Under way (`result` null, `due_at`: when it is looked after next) → over.
create table rescue.test_call (
  id uuid primary key,
  call_key text not null unique,
  organisation_id uuid not null,
  phone text not null,
  way text not null check (way in ('desk', 'gateway')),
  asked_at timestamptz not null,
  due_at timestamptz,
  -- picked-up: somebody or something lifted, nobody pressed the key. unknown: the gateway could not call, or never said: no word on the number.
  result text check (result in ('answered', 'picked-up', 'not-answered', 'unknown')),
  result_at timestamptz,
  -- Who answered, as told on the telephone; or what the gateway said.
  answered_by text not null default '',
  note text not null default '',
  -- Null: the platform by itself.
  asked_by uuid,
  constraint due_until_over check ((result is null) = (due_at is not null) and (result is null) = (result_at is null))
);
create unique index test_call_once on rescue.test_call (organisation_id, phone) where result is null;
create index test_call_due on rescue.test_call (due_at) where due_at is not null;
create index test_call_by_number on rescue.test_call (organisation_id, phone, result_at desc);

-- How far the nearest station of level 2 is from each square of about 200 m in which passenger lifts stand.
create table rescue.station_reach (
  cell_y integer not null,
  cell_x integer not null,
  -- Null: there is no station.
  station_id uuid,
  seconds integer,
  source text not null check (source in ('roads', 'straight-line')),
  -- Of which stations, and whether the roads could be asked.
  stations_key text not null,
  roads_ready boolean not null,
  measured_at timestamptz not null,
  primary key (cell_y, cell_x)
);

insert into rescue.setting (name, value, source, certainty, valid_from) values
  ('testCallSeconds', 2592000, '本平台默认值：试呼接通后 30 天内再试；TSG T5002—2017 要求设立 24 小时维保值班电话，未规定试呼间隔', 'own', '2026-01-01'),
  ('testCallAgainSeconds', 86400, '本平台默认值：试呼未接通的，一天后再试', 'own', '2026-01-01'),
  ('testCallAuto', 0, '本平台默认值：不自动试呼；开启后到期的号码由语音网关逐个拨打', 'own', '2026-01-01'),
  ('stationReachSeconds', 1800, '本平台默认值：参照 TSG T5002—2017 三十分钟到场，按站点到电梯的路程时间计', 'own', '2026-01-01');
