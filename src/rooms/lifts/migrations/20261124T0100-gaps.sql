-- Gaps: what the register lacks, each with an owner and a clock, so that it is somebody's work and not a report.
create table lifts.gap_rule (
  kind text primary key,
  -- Who must close it when nobody was named: a kind of organisation of the lift's region, or a party of the lift.
  owner_kind text not null check (owner_kind in ('street-office', 'supervision', 'use-unit', 'maintenance')),
  due_days integer not null check (due_days between 1 and 3650),
  source text not null,
  -- False: remembered or chosen, to be settled by the city.
  confirmed boolean not null
);
insert into lifts.gap_rule (kind, owner_kind, due_days, source, confirmed) values
  ('no-use-unit', 'street-office', 30, '杭州市电梯安全管理条例 第十八、十九条（期限为平台默认值）', false),
  ('no-safety-officer', 'use-unit', 30, '总局令第74号 第二章（期限为平台默认值）', false),
  ('no-maintenance-unit', 'use-unit', 15, '特种设备安全法 第四十五条（期限为平台默认值）', false),
  ('two-alike', 'supervision', 60, '平台默认值', false),
  ('no-position', 'supervision', 60, '平台默认值', false),
  ('no-rescue-code', 'supervision', 60, '平台默认值', false),
  ('sign-not-posted', 'use-unit', 30, '平台默认值', false);

create table lifts.gap (
  id uuid primary key,
  lift_id uuid not null,
  kind text not null references lifts.gap_rule (kind),
  -- The other one, where two lifts seem to be one.
  other_lift_id uuid,
  owner_id uuid,
  -- Named by a person: the rule does not change it any more.
  owner_by text,
  opened_at timestamptz not null,
  due_at timestamptz not null,
  closed_at timestamptz,
  note text not null default ''
);
create unique index gap_open_once on lifts.gap (lift_id, kind) where closed_at is null;
create index gap_open_by_due on lifts.gap (kind, due_at, id) where closed_at is null;
create index gap_open_by_owner on lifts.gap (owner_id, due_at) where closed_at is null;
