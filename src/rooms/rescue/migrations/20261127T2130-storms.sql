-- A blackout, flood or typhoon: many lifts of an area at once. While a storm runs, its incidents are not searched for crews one by one:
-- one plan gives crews tours over several lifts. Which incident belongs to it stands in the incident's stream; this is what lists ask for.
create table rescue.storm (
  id uuid primary key,
  -- A county's code of six digits.
  region_code text not null,
  declared_at timestamptz not null,
  -- Null: the platform, by the number of alarms.
  declared_by uuid,
  reason jsonb not null,
  ended_at timestamptz,
  ended_by uuid,
  -- When it is planned next at the latest, when it was planned last, and when something changed last.
  plan_due_at timestamptz,
  planned_at timestamptz,
  changed_at timestamptz not null,
  -- How often: a change that commits while a plan is made is seen, whatever the clocks say.
  changes integer not null default 0,
  -- The plan: tours by crew, with its figures.
  plan jsonb not null default '{"tours": []}',
  -- Since when nobody is inside any more, as far as it is known.
  empty_since timestamptz,
  fire_called_at timestamptz,
  constraint due_until_ended check ((ended_at is null) = (plan_due_at is not null))
);
create unique index storm_once on rescue.storm (region_code) where ended_at is null;
create index storm_by_due on rescue.storm (plan_due_at) where plan_due_at is not null;

alter table rescue.incident add column storm_id uuid references rescue.storm (id);
create index incident_by_storm on rescue.incident (storm_id) where storm_id is not null;

insert into rescue.setting (name, value, source, certainty, valid_from) values
  ('stormAlarms', 20, '本平台默认值：同一区县一分钟内新增警情达到此数即进入风暴模式（0 为不自动进入）', 'own', '2026-01-01'),
  ('stormWindowSeconds', 60, '本平台默认值', 'own', '2026-01-01'),
  ('stormAskSeconds', 60, '本平台默认值：先问「还在轿厢里吗」，等这么久再派；伤员和老弱幼孕不等', 'own', '2026-01-01'),
  ('stormServiceMinutes', 5.5, '各市通报的现场救援平均用时2.1～7.3分钟；模拟中位数4.5（有机房）、8（无机房）', 'own', '2026-01-01'),
  ('stormVulnerable', 3, 'npm run sim -- rescue 选定（docs/rescue-simulation.md）：每名老弱幼孕另计', 'own', '2026-01-01'),
  ('stormTail', 0.01, '同上：等得越久越重', 'own', '2026-01-01'),
  ('stormPersonsMean', 2.6, '同上：人数不明时按此计', 'own', '2026-01-01'),
  ('stormVulnerableMean', 0.3, '同上', 'own', '2026-01-01'),
  ('stormFirstSweeps', 8, '同上：计划的改进轮数', 'own', '2026-01-01'),
  ('stormAgainSweeps', 2, '同上：重新计划的改进轮数', 'own', '2026-01-01'),
  ('stormFireMinutes', 120, '《特种设备安全监察条例》第六十四条第（三）项：轿厢滞留2小时以上为一般事故；预计有人超过此时仍未获救，建议联系119', 'own', '2026-01-01');
