-- Figures of the city that are no clocks: thresholds and switches, as data with their source. A region's own row goes before the nation's,
-- the latest that is valid counts. A switch is 1 (on) or 0 (off).
create table rescue.setting (
  name text not null,
  region_code text not null default '100000',
  value double precision not null check (value >= 0),
  source text not null,
  certainty text not null check (certainty in ('published', 'recalled', 'own')),
  valid_from date not null,
  primary key (name, region_code, valid_from)
);
insert into rescue.setting (name, value, source, certainty, valid_from) values
  ('secondCrew', 1, '本平台默认值：由 npm run sim -- rescue 选定（docs/rescue-simulation.md）', 'own', '2026-01-01'),
  ('secondCrewGainMinutes', 6, '同上：平均提前超过6分钟即并行派第二组', 'own', '2026-01-01'),
  ('secondCrewLateShare', 0.1, '同上：晚到可能超过10%且第二组明显有助', 'own', '2026-01-01'),
  ('secondCrewLimitSeconds', 1800, '同上：接警后30分钟未到为晚到（TSG T5002—2017 从维保单位接报起算）', 'own', '2026-01-01'),
  ('secondCrewLatestStartSeconds', 900, '同上：接警后15分钟仍无人到场即并行派第二组', 'own', '2026-01-01'),
  ('secondCrewCompared', 8, '同上：比较的候选组数', 'own', '2026-01-01'),
  ('standDownGainMinutes', 0.5, '本平台默认值（未模拟）：留着另一组平均提前不到半分钟', 'own', '2026-01-01'),
  ('standDownLateShare', 0.005, '本平台默认值（未模拟）：且晚到可能降低不到0.5%，则请较远的一组返回', 'own', '2026-01-01');

-- How units behave when they are asked, learned every night from closed incidents. Append only: a decision of then can be computed again.
create table rescue.unit_history (
  -- `all/<kind>`, `station`, or `<organisation>/<travel>`.
  group_key text not null,
  learned_at timestamptz not null,
  history jsonb not null,
  primary key (group_key, learned_at)
);
create table rescue.history_run (
  -- Day in the city's time that it was learned for.
  day date primary key,
  learned_at timestamptz not null,
  asks integer not null
);
