-- Storms in several districts at once: a crew stands in the plan of one of them only, and a district lends what it can spare.
create table rescue.storm_crew (
  crew_id uuid primary key,
  storm_id uuid not null references rescue.storm (id),
  -- The county that lends it; null: it belongs to the storm's own, by its region or because its unit maintains lifts of the storm.
  lent_from text,
  claimed_at timestamptz not null
);
create index storm_crew_by_storm on rescue.storm_crew (storm_id);

insert into rescue.setting (name, value, source, certainty, valid_from) values
  ('stormLend', 1, '本平台默认值：邻近区县风暴中人手不够时，本区县可否借出救援组（0 为不借）', 'own', '2026-01-01'),
  ('stormLendKeep', 1, '本平台默认值：借出后本区县至少留几组在岗待命', 'own', '2026-01-01'),
  ('stormLendMinutes', 40, '本平台默认值：只借路上这么久之内能到的', 'own', '2026-01-01');
