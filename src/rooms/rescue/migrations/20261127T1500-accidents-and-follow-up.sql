-- Who was in the car too long, hurt or killed makes a suspected accident: a file with a one-hour report clock that outlives the
-- rescue. 回访 after it, and a record that was closed too soon is taken up again. Truth is the stream; this is what lists ask for.
alter table rescue.incident add column followed_up_at timestamptz;
alter table rescue.incident add column reopened integer not null default 0;
alter table rescue.incident add column dead integer not null default 0;

create table rescue.accident_file (
  incident_id uuid primary key references rescue.incident (id),
  suspected_at timestamptz not null,
  report_by timestamptz not null,
  reported_at timestamptz,
  verdict text check (verdict in ('accident', 'no-accident', 'disaster')),
  judged_at timestamptz,
  -- When the desk is reminded of the report next; none once it was made, or all has been said.
  remind_at timestamptz
);
create index accident_file_by_reminder on rescue.accident_file (remind_at) where remind_at is not null;
create index accident_file_undecided on rescue.accident_file (suspected_at) where judged_at is null;

insert into rescue.clock (name, seconds, source, certainty, valid_from) values
  ('strandedFirst', 3600, '本平台默认值：滞留满60分钟提醒', 'own', '2026-01-01'),
  ('strandedSecond', 5400, '本平台默认值：滞留满90分钟再次提醒', 'own', '2026-01-01'),
  ('strandedAccident', 7200, '《特种设备安全监察条例》第六十四条第（三）项：电梯轿厢滞留人员2小时以上为一般事故', 'published', '2009-05-01'),
  ('accidentReport', 3600, '特种设备事故须在1小时内上报', 'recalled', '2026-01-01');
