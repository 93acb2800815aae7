-- Which service a hazard calls for at once, waiting for no level: 110, 119 or 120, or 0 for none. A region may have its own.
insert into rescue.setting (name, value, source, certainty, valid_from) values
  ('hazardInjury', 120, '96933等平台与110、119、120联动；困人中有人受伤即请急救，不等分级（本平台默认值）', 'own', '2026-01-01'),
  ('hazardIllness', 120, '被困人员突发疾病即请急救，不等分级（本平台默认值）', 'own', '2026-01-01'),
  ('hazardFire', 119, '《消防法》第四十四条：任何人发现火灾都应当立即报警', 'recalled', '2026-01-01'),
  ('hazardWater', 119, '《消防法》第三十七条：消防队承担以抢救人员生命为主的应急救援；井道或轿厢进水不等分级', 'recalled', '2026-01-01'),
  ('hazardChildAlone', 119, '只有儿童被困即请消防到场，不等分级（本平台默认值）', 'own', '2026-01-01');

insert into rescue.clock (name, seconds, source, certainty, valid_from) values
  ('outsideCall', 60, '本平台默认值：得知险情后一分钟内拨打120或119，逾时加重提醒', 'own', '2026-01-01'),
  ('outsideAnswer', 120, '本平台默认值：拨打后两分钟内登记对方是否受理，逾时提醒', 'own', '2026-01-01');

-- Who spoke at a service and its number for calling back: personal, and forgotten with the callers' numbers.
create table rescue.outside_contact (
  id bigint generated always as identity primary key,
  incident_id uuid not null references rescue.incident (id),
  service text not null check (service in ('110', '119', '120')),
  spoke text,
  phone text,
  at timestamptz not null
);
create index outside_contact_by_incident on rescue.outside_contact (incident_id, id);
create index outside_contact_by_time on rescue.outside_contact (at);
